<?php
// {"want":["completed"],"stdin":"Ada\n\n","stdout_is":"name? hi Ada\nage? string(0) \"\"\nbool(false)\n","about":"readline() shows its prompt, does not repeat what it reads, and says where stdin ends"}
echo 'hi ' . readline('name? ') . "\n" === 'hi Ada' . "\n" ? "hi Ada\n" : "not Ada\n";
var_dump(readline('age? '));
var_dump(readline());
