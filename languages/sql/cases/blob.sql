-- {"want":["completed"],"stdout_is":"blob     real\n-------  ----\nx'00ff'   0.5\n","about":"bytes and fractions"}
SELECT x'00ff' AS blob, 0.5 AS real;
