# {"want":["completed"],"stdout_is":"[]\nTrue True True\n","about":"the environment of a login, and a user who has a name"}
import grp, os, pwd
wanted = "PATH USER LOGNAME HOME SHELL TERM COLUMNS LINES PWD LANG".split()
print([name for name in wanted if not os.environ.get(name)])
me = pwd.getpwuid(os.getuid())
print(me.pw_name == os.environ["USER"], me.pw_dir == os.environ["HOME"], grp.getgrgid(os.getgid()).gr_name == me.pw_name)
