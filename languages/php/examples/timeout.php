<?php
// An odd number that is twice another one: there is none, and it looks for ever.
for ($n = 1; $n % 2 !== 0; $n = ($n + 2) % 1_000_001 | 1);
echo "found $n\n";
