WITH RECURSIVE words(word, rest) AS (
  SELECT NULL, lower(text) || ' ' FROM input
  UNION ALL
  SELECT substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
  FROM words
  WHERE rest <> ''
)
SELECT word, count(*) AS count
FROM words
WHERE word <> ''
GROUP BY word
ORDER BY count DESC, word
LIMIT 5;
