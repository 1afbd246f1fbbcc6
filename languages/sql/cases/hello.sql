-- {"want":["completed"],"stdout_is":"'hello'\n-------\nhello\n","stderr_is":"","about":"the least program"}
SELECT 'hello';
