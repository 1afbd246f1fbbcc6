# {"want":["completed"],"args":["one","two words","--three"],"stdout_is":"main.sh 3\none\ntwo words\n--three\n","about":"what it is called with"}
echo "$0 $#"
printf '%s\n' "$@"
