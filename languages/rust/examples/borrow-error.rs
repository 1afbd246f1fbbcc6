fn main() {
    let names = vec![String::from("Ada")];
    let others = names;
    println!("{names:?} {others:?}");
}
