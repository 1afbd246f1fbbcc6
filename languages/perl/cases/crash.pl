# {"want":["error:signal"],"signal":"SIGABRT","stdout_is":"before\n","about":"a crash by a signal"}
print "before\n";
kill ABRT => $$;
sleep;
