-- {"want":["error:exit"],"exit_code":1,"stderr_is":"main.sql:2: .shell is a command of the program sqlite3 and no SQL, and there is no such program here.\n","about":"a command that would leave the database"}
.shell cat /etc/passwd
