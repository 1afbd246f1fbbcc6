// {"want":["error:memory"],"stderr_has":"JavaScript heap out of memory","about":"more memory than there may be ends for that reason"}
const blocks: number[][] = [];
for (;;) blocks.push(new Array(1_000_000).fill(blocks.length + 0.5));
