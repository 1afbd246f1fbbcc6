<?php
// {"want":["completed"],"stdin":"one\ntwo\n\nlast","stdout_is":"1 one\n2 two\n3 \n4 last\n","about":"stdin line by line, the last without its line break"}
for ($number = 1; ($line = fgets(STDIN)) !== false; $number++) {
    echo $number, ' ', rtrim($line, "\n"), PHP_EOL;
}
