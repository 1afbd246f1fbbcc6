-- {"want":["completed"],"files":{"data.txt":"x"},"stdout_is":"n\n-\n7\n","about":"a database in a file, which lasts as long as the run"}
ATTACH 'other.db' AS other;
CREATE TABLE other.numbers AS SELECT 7 AS n;
SELECT n FROM other.numbers;
