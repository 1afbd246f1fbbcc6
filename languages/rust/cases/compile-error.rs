// {"want":["error:compile"],"exit_code":1,"stdout_is":"","about":"what the compiler says of an error, and its line","stderr_has":["error[E0425]","main.rs:4:5"],"marks":[4],"links":[4]}
fn main() {
    println!("never");
    nonsense();
}
