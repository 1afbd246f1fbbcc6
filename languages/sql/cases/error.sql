-- {"want":["error:exit"],"exit_code":1,"stdout_is":"1\n-\n1\n","stderr_is":"main.sql:5: no such table: nobody\n","marks":[5],"links":[5],"about":"a statement that fails: what is wrong, and its line; nothing after it is done"}
SELECT 1;

SELECT *
FROM nobody;
SELECT 2;
