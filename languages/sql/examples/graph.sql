CREATE TABLE roads (one TEXT, other TEXT, length INTEGER);
INSERT INTO roads VALUES
  ('A', 'B', 7), ('A', 'C', 9), ('A', 'F', 14), ('B', 'C', 10), ('B', 'D', 15),
  ('C', 'D', 11), ('C', 'F', 2), ('D', 'E', 6), ('E', 'F', 9);

WITH RECURSIVE
both(one, other, length) AS (
  SELECT one, other, length FROM roads
  UNION ALL
  SELECT other, one, length FROM roads
),
ways(place, way, length) AS (
  SELECT 'A', 'A', 0
  UNION ALL
  SELECT other, way || ' → ' || other, ways.length + both.length
  FROM ways
  JOIN both ON one = place
  WHERE instr(way, other) = 0
)
SELECT place, min(length) AS length, way
FROM ways
GROUP BY place
ORDER BY length;
