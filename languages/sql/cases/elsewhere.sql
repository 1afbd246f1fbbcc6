-- {"want":["error:exit"],"exit_code":1,"stderr_is":"main.sql:2: near \"SHOW\": syntax error; in SQLite write SELECT name FROM sqlite_schema WHERE type = 'table'\n","marks":[2],"about":"a statement of another database: what to write instead"}
SHOW TABLES;
