// {"want":["completed"],"files":{"greet.rs":"pub fn greet(name: &str) -> String {\n    format!(\"Hello, {name}\")\n}\n"},"stdout_is":"Hello, Ada\n","about":"a module in a file of its own"}
mod greet;

fn main() {
    println!("{}", greet::greet("Ada"));
}
