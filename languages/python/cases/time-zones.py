# {"want":["completed"],"stdout_is":"2024-07-01 14:00:00+02:00\nCEST 7\n","wasm":null,"about":"time zones by name, in zoneinfo and in TZ"}
import datetime, os, time, zoneinfo
print(datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.timezone.utc).astimezone(zoneinfo.ZoneInfo("Europe/Berlin")))
os.environ["TZ"] = "Europe/Berlin"
time.tzset()
print(time.tzname[1], time.localtime(1719810000).tm_hour)
