// {"want":["completed"],"stdout_has":"echo \"hello\";","stderr_has":"so PHP has only shown its text: begin it with","about":"a program without the tag that PHP begins with is shown as text, and stderr says why"}
echo "hello";
