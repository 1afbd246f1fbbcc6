-- {"want":["error:exit"],"exit_code":1,"stderr_is":"main.sql:2: incomplete input\n","marks":[2],"about":"a statement that the program's end cuts off"}
SELECT 1 +
