// {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
fn main() {
    println!("first");
    std::thread::sleep(std::time::Duration::from_secs(2));
    println!("last");
}
