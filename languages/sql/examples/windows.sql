CREATE TABLE months (month TEXT, rain INTEGER);
INSERT INTO months VALUES
  ('2026-01', 64), ('2026-02', 48), ('2026-03', 57), ('2026-04', 41), ('2026-05', 70), ('2026-06', 66);

SELECT month,
       rain,
       sum(rain) OVER (ORDER BY month) AS so_far,
       rank() OVER (ORDER BY rain DESC) AS rank,
       rain - lag(rain) OVER (ORDER BY month) AS change
FROM months
ORDER BY month;
