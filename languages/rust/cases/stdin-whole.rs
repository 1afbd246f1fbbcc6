// {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
fn main() {
    let text = std::io::read_to_string(std::io::stdin()).unwrap();
    println!("{} {}", text.len(), text.chars().rev().collect::<String>());
}
