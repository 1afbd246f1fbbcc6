-- {"want":["error:exit"],"exit_code":1,"stderr_is":"main.sql:4: no such column: b\n","marks":[4],"about":"a column that is not there: its line, where the statement is longer"}
CREATE TABLE tab (a INTEGER);
SELECT a,
       b
FROM tab;
