"""Says below a traceback why a module, a command or a terminal is missing. Run as a program, it installs the named modules."""
import os, sys

NO_SCREEN = 'There are no windows and no terminal in the sandbox.'
SCREEN = {'tkinter', '_tkinter', 'turtle', 'turtledemo', 'idlelib', 'curses', '_curses', 'readline'}
WINDOWS = {'msvcrt', 'winreg', 'winsound', '_winapi', 'nt'}
ENOTTY = 25

def why_missing(name):
    top = name.partition('.')[0]
    if top in SCREEN:
        return NO_SCREEN
    if top in WINDOWS:
        return 'The module %s exists on Windows only.' % top
    if top in getattr(sys, 'stdlib_module_names', ()):
        return 'The Python here was built without the module %s.' % top
    return 'Only the standard library%s available.' % packages()

def packages():
    """The packages that the operator has added, for the sentence."""
    from importlib.metadata import distributions
    names = sorted({one.metadata['Name'] for one in distributions()} - {None, 'pip', 'setuptools', 'wheel'})
    return ''.join([' and ', ', '.join(names), ' are'] if names else ' is')

def hint(error):
    if isinstance(error, ModuleNotFoundError) and error.name:
        return why_missing(error.name)
    if type(error).__name__ == 'ZoneInfoNotFoundError' and not any(map(os.path.isdir, sys.modules['zoneinfo'].TZPATH)):
        return 'There are no time zones in the sandbox.'
    wants_terminal = type(error).__module__ in ('_curses', 'termios', '_tkinter')
    if wants_terminal or isinstance(error, OSError) and error.errno == ENOTTY:
        return NO_SCREEN
    if isinstance(error, FileNotFoundError) and is_raised_by_subprocess(error):
        return 'There is no command %s in the sandbox.' % error.filename

def is_raised_by_subprocess(error):
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace and trace.tb_frame.f_globals.get('__name__') == 'subprocess'

def excepthook(kind, error, trace):
    sys.__excepthook__(kind, error, trace)
    sentence = hint(error)
    if sentence:
        print(sentence, file=sys.stderr)

def install(*names):
    """Makes every interpreter load these modules, whose files are beside this one."""
    import py_compile, shutil, sysconfig
    folder = sysconfig.get_path('purelib')
    for name in names:
        source = os.path.join(os.path.dirname(__file__), name + '.py')
        py_compile.compile(shutil.copy(source, '%s/_sandbox_%s.py' % (folder, name)), doraise=True)
    with open(folder + '/_sandbox.pth', 'w') as lines:
        lines.writelines('import _sandbox_%s\n' % name for name in names)

if __name__ == '__main__':
    install(*sys.argv[1:])
else:
    sys.excepthook = excepthook
