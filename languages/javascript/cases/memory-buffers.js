// {"want":["error:memory"],"about":"memory that is not the heap's: buffers"}
const blocks = [];
for (;;) blocks.push(Buffer.alloc(16 * 1024 * 1024, 1));
