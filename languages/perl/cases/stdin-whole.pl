# {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 tsal\nowt\neno\n","about":"all of stdin at once"}
my $text = do { local $/; <> };
print length($text), ' ', scalar reverse($text), "\n";
