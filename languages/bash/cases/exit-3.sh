# {"want":["error:exit"],"exit_code":3,"stdout_is":"out\n","stderr_is":"err\n","about":"both streams and the exit code of a program that fails by its own will"}
echo out
echo err >&2
exit 3
