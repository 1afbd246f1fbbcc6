-- {"want":["completed"],"stdin":"žluťoučký 🐎\n","stdout_is":"ahoj ✓\n--------------\nžluťoučký 🐎 11\n","about":"UTF-8 in the source, in stdin and in stdout"}
SELECT text || ' ' || length(text) AS "ahoj ✓" FROM input;
