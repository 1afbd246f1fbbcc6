# {"want":["error:processes","timeout:time","error:exit","completed"],"limits":{"timeMs":3000},"about":"a fork bomb ends, at the latest with its time, and with it all of its processes"}
bomb() { bomb | bomb & }
bomb
wait
