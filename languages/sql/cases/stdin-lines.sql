-- {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"line  text\n----  ----\n   1  one\n   2  two\n   3\n   4  last\n","about":"stdin line by line, the last without its line break, is a table"}
SELECT * FROM input;
