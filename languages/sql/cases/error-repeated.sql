-- {"want":["error:exit"],"exit_code":1,"stderr_is":"main.sql:5: near \"SELECT\": syntax error\n","marks":[5],"about":"a missing semicolon: the line of the word that cannot be read, where the statement has that word before"}
CREATE TABLE people (name TEXT, age INTEGER);
SELECT name,
       'SELECT' AS word FROM people
SELECT age FROM people;
