-- The lines of the input are in the table input(line, text).
SELECT 'Hello, ' || text || '!' AS greeting FROM input;
