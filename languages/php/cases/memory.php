<?php
// {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
$blocks = [];
while (true) {
    $blocks[] = str_repeat('x', 16 * 1024 * 1024);
}
