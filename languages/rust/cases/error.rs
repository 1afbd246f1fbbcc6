// {"want":["error:exit"],"exit_code":101,"stdout_is":"before\n","stderr_has":["panicked at main.rs:6:","the len is 0 but the index is 3"],"marks":[6],"links":[6],"about":"a panic: what it says, and its line"}
fn main() {
    println!("before");
    let list: Vec<i32> = Vec::new();
    let at = std::env::args().count() + 2;
    println!("{}", list[at]);
}
