# {"want":["error:exit"],"exit_code":1,"stderr_has":"ZoneInfoNotFoundError: 'No time zone found with key Mars/Olympus'","stderr_not":"There are no time zones in the sandbox","wasm":{"stderr_has":"There are no time zones in the sandbox.","stderr_not":"^$"},"about":"a time zone that is not there, and where there are none at all"}
from zoneinfo import ZoneInfo
ZoneInfo('Mars/Olympus')
