// {"want":["error:exit"],"exit_code":3,"stdout_is":"out\n","stderr_is":"err\n","about":"both streams and the exit code of a program that fails by its own will"}
fn main() {
    println!("out");
    eprintln!("err");
    std::process::exit(3);
}
