-- {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
CREATE TABLE blocks (block BLOB);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO blocks SELECT randomblob(16777216) FROM n;
