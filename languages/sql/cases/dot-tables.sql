-- {"want":["error:exit"],"exit_code":1,"stderr_is":"main.sql:3: .tables is a command of the program sqlite3 and no SQL, and there is no such program here: write SELECT name FROM sqlite_schema WHERE type = 'table';\n","marks":[3],"about":"a command of the program sqlite3, with what to write instead"}
CREATE TABLE people (name TEXT);
.tables
