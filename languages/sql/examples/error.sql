CREATE TABLE cakes (name TEXT PRIMARY KEY, slices INTEGER CHECK (slices > 0));

INSERT INTO cakes VALUES ('apple', 12);
SELECT * FROM cakes;

INSERT INTO cakes VALUES ('cherry', 0);
SELECT 'never shown';
