<?php
// {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on, although it does not flush"}
echo "first\n";
sleep(2);
echo "last\n";
