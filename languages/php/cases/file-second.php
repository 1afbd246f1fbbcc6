<?php
// {"want":["completed"],"files":{"lib/greet.php":"<?php\nfunction greet(string $name): string { return \"Hello, $name\"; }\n","data.txt":"Ada"},"stdout_is":"Hello, Ada\n","about":"files beside the main file: a library in a folder, and data"}
require __DIR__ . '/lib/greet.php';
echo greet(file_get_contents('data.txt')), "\n";
