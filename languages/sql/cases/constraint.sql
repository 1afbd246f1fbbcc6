-- {"want":["error:exit"],"exit_code":1,"stderr_is":"main.sql:4: UNIQUE constraint failed: people.name\n","marks":[4],"about":"a rule of the program's own tables"}
CREATE TABLE people (name TEXT PRIMARY KEY);
INSERT INTO people VALUES ('Ada');
INSERT INTO people VALUES ('Ada');
