# {"want":["completed"],"stdout_is":"UTF-8 é\n","about":"setlocale as scripts call it"}
import locale
locale.setlocale(locale.LC_ALL, "en_US.UTF-8")
print(locale.getpreferredencoding(), "é")
locale.setlocale(locale.LC_ALL, "C.UTF-8")
locale.setlocale(locale.LC_ALL, "")
