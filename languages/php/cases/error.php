<?php
// {"want":["error:exit"],"exit_code":255,"stdout_is":"before\n","stderr_has":["Uncaught DivisionByZeroError: Division by zero"],"marks":[5,9],"links":[5,9],"about":"an error that nothing catches: what it says, and its line"}
function share(int $cake, int $guests): int
{
    return intdiv($cake, $guests);
}

echo "before\n";
share(1, 0);
