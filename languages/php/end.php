<?php
// Run after the program. A text without <?php is no program: PHP prints it as it is, and what stands before <?php.
(function ($text) {
    if (!preg_match(ini_get('short_open_tag') ? '/<\?/' : '/<\?(php|=)/i', $text)) {
        fwrite(STDERR, "The program has no <?php, so PHP has only shown its text: begin it with <?php.\n");
    } elseif (str_starts_with($text, "\u{feff}")) {
        fwrite(STDERR, "The program begins with a byte order mark (BOM), which PHP prints: save it without one.\n");
    }
})(file_get_contents($_SERVER['SCRIPT_FILENAME']));
