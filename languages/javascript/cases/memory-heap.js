// {"want":["completed"],"stdout_is":"150 MB\n","about":"the heap may have most of the memory limit, which is more than Node takes by itself"}
const megabytes = [];
for (let n = 0; n < 150; n++) megabytes.push(new Array(125_000).fill(n + 0.5));
console.log(megabytes.length, 'MB');
