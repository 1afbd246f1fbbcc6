// {"want":["error:signal"],"stdout_is":"before\n","about":"a crash by a signal","signal":"SIGSEGV"}
fn main() {
    println!("before");
    unsafe { std::ptr::write_volatile(std::hint::black_box(-64isize) as *mut i32, 1) };
}
