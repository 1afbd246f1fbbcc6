fn main() {
    let words = ["one", "two", "drei"];
    for word in words {
        let length: usize = word.len();
        println!("{word}: {}", 6 / (4 - length));
    }
}
