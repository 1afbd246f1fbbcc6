# {"want":["completed"],"args":["one","two words","--three"],"stdout_is":"one|two words|--three\n","about":"what it is called with"}
print join('|', @ARGV), "\n";
