-- {"want":["error:exit"],"exit_code":1,"stdout_is":"","stderr_is":"main.sql:3: near \"people\": syntax error\n","marks":[3],"links":[3],"about":"a statement that cannot be read: what is wrong, and its line"}
SELECT name,
       age FORM people
WHERE age > 3;
