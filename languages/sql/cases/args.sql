-- {"want":["completed"],"args":["one"],"stdout_is":"1\n-\n1\n","about":"arguments are taken, and mean nothing"}
SELECT 1;
