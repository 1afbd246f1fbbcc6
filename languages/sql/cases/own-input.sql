-- {"want":["completed"],"stdin":"a\nb\n","stdout_is":"id  what  how\n--  ----  ---\n 1  file  new\n","about":"a program that makes a table input of its own has that one, and not its lines of input"}
CREATE TABLE IF NOT EXISTS input (id INTEGER PRIMARY KEY, what TEXT, how TEXT);
INSERT INTO input VALUES (1, 'file', 'new');
SELECT * FROM input;
