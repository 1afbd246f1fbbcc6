-- {"want":["timeout:time"],"limits":{"timeMs":1000},"stdout_is":"'before'\n--------\nbefore\n","about":"a query without end is stopped at the time limit; what was shown is kept"}
SELECT 'before';
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;
