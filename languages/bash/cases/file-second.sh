# {"want":["completed"],"files":{"lib/greet.sh":"greet() { echo \"Hello, $1\"; }\n","data.txt":"Ada\n"},"stdout_is":"Hello, Ada\n","about":"files beside the main file: functions in a folder, and data"}
source lib/greet.sh
greet "$(< data.txt)"
