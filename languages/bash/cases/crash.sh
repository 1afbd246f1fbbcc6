# {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"before\n","about":"a crash by a signal"}
echo before
kill -ABRT $$
