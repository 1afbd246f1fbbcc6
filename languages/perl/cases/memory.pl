# {"want":["error:memory"],"about":"more memory than there may be ends for that reason"}
my @blocks;
push @blocks, 'x' x (16 * 1024 * 1024) . @blocks while 1;
