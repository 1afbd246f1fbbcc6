use std::{thread, time::Duration};

fn main() {
    for n in (1..=5).rev() {
        println!("{n} …");
        thread::sleep(Duration::from_millis(300));
    }
    println!("lift-off");
}
