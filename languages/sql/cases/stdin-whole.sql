-- {"want":["completed"],"stdin":"3\n4\n5\n","stdout_is":"sum\n---\n 12\n","about":"all of stdin at once"}
SELECT sum(CAST(text AS INTEGER)) AS sum FROM input;
