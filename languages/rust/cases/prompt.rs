// {"want":["error:exit"],"exit_code":4,"stdout_is":"name? ","about":"a prompt is seen although nothing answers, and stdin is at its end"}
use std::io::Write;
fn main() {
    print!("name? ");
    std::io::stdout().flush().unwrap();
    let mut name = String::new();
    if std::io::stdin().read_line(&mut name).unwrap() == 0 {
        std::process::exit(4);
    }
}
