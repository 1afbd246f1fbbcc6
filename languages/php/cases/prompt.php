<?php
// {"want":["completed"],"stdout_is":"name? bool(false)\n","about":"a prompt is seen although nothing answers: fgets gives false"}
echo 'name? ';
var_dump(fgets(STDIN));
