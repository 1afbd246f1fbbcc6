# {"want":["completed"],"stdout_is":"3 a\n1 b\n","about":"commands, arrays and pipes between processes"}
words=(a b a a)
printf '%s\n' "${words[@]}" | sort | uniq -c | sort -rn | awk '{ print $1, $2 }'
