-- {"want":["completed"],"stdout_is":"name   age\n-----  ---\nAda     36\nGrace   85\n\ncount  oldest  nobody\n-----  ------  ------\n    2      85  NULL\n","about":"each result as a table with headers, numbers to the right, and an empty line between two"}
CREATE TABLE people (name TEXT, age INTEGER);
INSERT INTO people VALUES ('Ada', 36), ('Grace', 85);
SELECT * FROM people; SELECT count(*) AS count, max(age) AS oldest, max(NULL) AS nobody FROM people;
