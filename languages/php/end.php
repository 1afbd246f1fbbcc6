<?php
// Run after the program. A text without <?php is no program: PHP prints it as it is.
if (strpos(file_get_contents($_SERVER['SCRIPT_FILENAME']), '<?') === false) {
    fwrite(STDERR, "The program has no <?php, so PHP has only shown its text: begin it with <?php.\n");
}
