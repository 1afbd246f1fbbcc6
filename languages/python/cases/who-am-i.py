# {"want":["completed"],"stdout_is":"True True\n","about":"the user of the sandbox has a name and a home: no KeyError of a uid that passwd does not know"}
import getpass, pathlib
print(len(getpass.getuser()) > 0, pathlib.Path("~").expanduser().is_absolute())
