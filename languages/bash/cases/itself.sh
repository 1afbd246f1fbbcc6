# {"want":["completed"],"stdout_is":"main.sh main.sh 2\nhere\n","about":"the program knows its name and its lines, and has text within"}
echo "$0 ${BASH_SOURCE[0]} $LINENO"
cat <<'END'
here
END
