# {"want":["completed"],"stdin":"one\ntwo\nlast","stdout_is":"12 ONE\nTWO\nLAST\n","about":"all of stdin at once, by a command"}
text=$(cat)
echo "${#text} $(tr a-z A-Z <<< "$text")"
