<?php
// {"want":["completed"],"args":["one","two words","--three"],"stdout_is":"[\"main.php\",\"one\",\"two words\",\"--three\"] 4\n","about":"what it is called with"}
echo json_encode($argv), ' ', $argc, "\n";
