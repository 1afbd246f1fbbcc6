<?php
// Run before the program. PHP's own readline() shows its prompt at a terminal only, or also repeats what it reads.
function readline(?string $prompt = null): string|false
{
    fwrite(STDOUT, $prompt ?? '');
    $line = fgets(STDIN);
    return $line === false ? false : rtrim($line, "\r\n");
}
