# {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n11\n","about":"UTF-8 in the source, in stdin and in stdout"}
read -r line
echo "ahoj ✓ $line"
echo "${#line}"
