<?php
// {"want":["completed"],"stdout_is":"after\n","stderr_has":["Warning: Undefined variable $nothing in /work/main.php on line 3"],"links":[3],"about":"a warning is told on stderr, and apart from the output"}
echo $nothing;
echo "after\n";
