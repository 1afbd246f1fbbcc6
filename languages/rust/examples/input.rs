use std::io;

fn main() {
    let text = io::read_to_string(io::stdin()).unwrap();
    let numbers: Vec<i64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    println!("{} numbers, their sum is {}", numbers.len(), numbers.iter().sum::<i64>());
}
