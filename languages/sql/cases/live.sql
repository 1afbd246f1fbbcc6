-- {"want":["timeout:time"],"limits":{"timeMs":2000},"stdout_has":"first","live":"first","about":"a result is told while the next statement goes on"}
SELECT 'first';
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;
