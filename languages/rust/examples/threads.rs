use std::thread;

fn is_prime(n: u32) -> bool {
    n > 1 && (2..).take_while(|d| d * d <= n).all(|d| n % d != 0)
}

fn main() {
    let threads: Vec<_> = (0..4)
        .map(|n| thread::spawn(move || (n * 5000..(n + 1) * 5000).filter(|&n| is_prime(n)).count()))
        .collect();
    let counts: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    println!("{counts:?}: {} primes below 20000", counts.iter().sum::<usize>());
}
