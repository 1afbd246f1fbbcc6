<?php
// {"want":["error:exit"],"exit_code":255,"stdout_is":"","stderr_has":["Parse error: syntax error, unexpected token \"echo\""],"marks":[4],"links":[4],"about":"a program that cannot be compiled: what is wrong, and its line"}
echo "never";
if (true echo "b";
