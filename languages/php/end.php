<?php
// Run after the program, which may have been none.
if (strpos(file_get_contents($_SERVER['SCRIPT_FILENAME']), '<?') === false) {
    fwrite(STDERR, "The program has no <?php, so PHP has only shown its text: begin it with <?php.\n");
}
