// {"want":["completed"],"stdout_has":"<? echo","stderr_has":"so PHP has only shown its text: begin it with","about":"the short tag, which PHP does not know by default"}
<? echo "hello"; ?>
