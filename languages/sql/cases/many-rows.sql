-- {"want":["completed"],"stdout_has":["5000"],"about":"a result of more rows than decide the widths of the columns"}
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n;
