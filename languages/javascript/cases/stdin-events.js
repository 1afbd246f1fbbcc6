// {"want":["completed"],"stdin":"one\ntwo\n","stdout_is":"ONE\nTWO\nend\n","about":"stdin as events, and as an iterator that is awaited"}
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => process.stdout.write(text.toUpperCase()));
process.stdin.on('end', () => console.log('end'));
