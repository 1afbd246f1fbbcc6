// {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
fn main() {
    for (n, line) in std::io::stdin().lines().enumerate() {
        println!("{} {}", n + 1, line.unwrap());
    }
}
