// {"want":["error:memory"],"stderr_has":"memory allocation of","about":"an allocation that is refused"}
fn main() {
    let all: Vec<u8> = Vec::with_capacity(std::hint::black_box(1 << 62));
    println!("{}", all.capacity());
}
