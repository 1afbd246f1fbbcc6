// {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n","about":"UTF-8 in the source, in stdin and in stdout"}
process.stdout.write(`ahoj ✓ ${require("fs").readFileSync(0)}`);
