// {"want":["completed"],"stdout_is":"hello\n","stderr_is":"","about":"the least program"}
fn main() {
    println!("hello");
}
