# Run by the interpreter before there is a program: loads SQLite, waits for the program, and gives it to run.py. An
# interpreter serves one program.
import os, re, sqlite3, sys


def ready():
    sqlite3.connect(':memory:').execute('SELECT 1').fetchall()
    with open('/site/run.py', encoding='utf-8') as file:
        return compile(file.read(), '/site/run.py', 'exec')


def program():
    """Waits for the program; returns the name of the main file, and the arguments."""
    os.stat('/site/.program')  # returns when it is there
    with open('/site/.program', encoding='utf-8') as file:
        words = file.read().split('\0')[:-1]
    os.remove('/site/.program')
    return words


def exit_code(run):
    try:
        exec(run, {'__name__': '__main__'})
        return 0
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        print(error.code, file=sys.stderr)
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
    return 1


run = ready()
os.chdir('/work')
sys.argv = ['run.py', *program()]
code = exit_code(run)
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)  # there is nothing to clean up
