-- {"want":["completed"],"stdout_is":"1\n-\n1\n","stderr_is":"main.sql:2: .headers is left out: each result is shown as a table with headers.\nmain.sql:3: .mode is left out: each result is shown as a table with headers.\n","about":"commands of the program sqlite3 that only say how results are shown"}
.headers on
.mode column
SELECT 1;
.quit
SELECT 2;
