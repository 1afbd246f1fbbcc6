<?php
// {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"before\n","about":"a crash by a signal, of the shell that takes the program's place"}
echo "before\n";
proc_open(['sh', '-c', 'kill -ABRT ' . getmypid()], [], $pipes);
sleep(60);
