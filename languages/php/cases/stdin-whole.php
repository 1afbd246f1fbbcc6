<?php
// {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
$text = file_get_contents('php://stdin');
echo strlen($text), ' ', strrev($text), "\n";
