-- {"want":["completed"],"stdout_is":"note\n--------\nnew Ada;\n","about":"semicolons inside of a trigger, of text and of comments end no statement"}
CREATE TABLE people (name TEXT); /* a; b */
CREATE TABLE log (note TEXT);
CREATE TRIGGER added AFTER INSERT ON people BEGIN -- one; two
  INSERT INTO log VALUES ('new ' || new.name);
  UPDATE log SET note = note || ';';
END;
INSERT INTO people VALUES ('Ada');
SELECT note FROM log
