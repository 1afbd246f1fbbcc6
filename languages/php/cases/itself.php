<?php
// {"want":["completed"],"stdout_is":"/work/main.php /work\n","about":"the program knows its own path"}
echo __FILE__, ' ', __DIR__, "\n";
