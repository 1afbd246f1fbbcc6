# {"want":["completed"],"stdout_is":"first\nlast\n","live":"first","about":"output is told while the program goes on"}
echo first
sleep 2
echo last
