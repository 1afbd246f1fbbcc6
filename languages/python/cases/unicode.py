# {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n","about":"UTF-8 in the source, in stdin and in stdout"}
print("ahoj ✓", input())
