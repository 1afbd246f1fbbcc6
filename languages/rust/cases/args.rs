// {"want":["completed"],"args":["one","two words"],"stdout_is":"one\ntwo words\n","about":"what it is called with"}
fn main() {
    for arg in std::env::args().skip(1) {
        println!("{arg}");
    }
}
