CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL);
CREATE TABLE sales (person INTEGER REFERENCES people, good INTEGER REFERENCES goods, count INTEGER);

INSERT INTO people (name) VALUES ('Ada'), ('Grace'), ('Alan');
INSERT INTO goods (name, price) VALUES ('tea', 2.5), ('cake', 4), ('apple', 0.5);
INSERT INTO sales VALUES (1, 1, 2), (1, 2, 1), (2, 3, 6);

SELECT people.name, goods.name AS good, count, count * price AS paid
FROM sales
JOIN people ON people.id = person
JOIN goods ON goods.id = good;

SELECT people.name, coalesce(sum(count * price), 0) AS paid
FROM people
LEFT JOIN sales ON person = people.id
LEFT JOIN goods ON goods.id = good
GROUP BY people.id
ORDER BY paid DESC;
