<?php
// {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓ žluťoučký 🐎\n11\n","about":"UTF-8 in the source, in stdin and in stdout"}
$line = fgets(STDIN);
echo "ahoj ✓ $line", mb_strlen(trim($line)), "\n";
