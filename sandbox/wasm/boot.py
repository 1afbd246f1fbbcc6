# What the interpreter runs before there is a program: it imports what most programs use, waits for the program, and
# runs it as `python main.py` would. A process serves one program.
import sys, os, builtins, types

NOT_HERE = 'The WebAssembly sandbox has no processes, threads or sockets.'

PROCESSES = {'fork', 'forkpty', 'execv', 'execve', 'execvp', 'spawnl', 'spawnv', 'posix_spawn', 'system', 'popen', 'pipe',
             'kill', 'wait', 'waitpid', 'getppid', 'setsid', 'nice'}

def prepare():
    import _thread, atexit, bisect, collections, dataclasses, datetime, functools, heapq, io, itertools, json, linecache
    import math, operator, random, re, statistics, string, time, traceback, typing

    def sleep(seconds):
        """Delay execution for a given number of seconds."""
        if seconds < 0:
            raise ValueError('sleep length must be non-negative')
        try:
            os.stat('/site/.sleep/%d' % (seconds * 1e6))  # takes this long, and finds nothing
        except FileNotFoundError:
            pass

    def start_new_thread(*_):
        raise RuntimeError("can't start new thread. " + NOT_HERE)

    time.sleep = sleep
    _thread.start_new_thread = start_new_thread
    random.seed()
    sys.meta_path.insert(0, AsyncioFinder)

class AsyncioFinder:
    """Finds asyncio's event loop, to adapt it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != 'asyncio.unix_events':
            return None
        from importlib.machinery import PathFinder
        spec = PathFinder.find_spec(name, path, target)
        spec.loader = AdaptingLoader(spec.loader)
        return spec

class AdaptingLoader:
    def __init__(self, loader):
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
        adapt_event_loop(module._UnixSelectorEventLoop)

def adapt_event_loop(loop_class):
    """Its selector can only wait, since there are no sockets to select."""
    import selectors, time

    class Waiting(selectors._BaseSelectorImpl):
        def select(self, timeout=None):
            time.sleep(86400 if timeout is None else max(timeout, 0))
            return []

    original = loop_class.__init__
    loop_class.__init__ = lambda self, selector=None: original(self, selector or Waiting())
    loop_class._make_self_pipe = lambda self: None
    loop_class._close_self_pipe = lambda self: None
    loop_class._write_to_self = lambda self: None

def why_missing(name):
    """The sentence for a module that cannot be imported here."""
    top = name.partition('.')[0]
    if top in sys.stdlib_module_names or top.startswith('_'):
        return NOT_HERE
    return 'Only the standard library is available.'

def needs_what_is_not_here(error):
    if isinstance(error, AttributeError):
        module = getattr(error.obj, '__name__', None)
        return module in ('_socket', 'socket') or module == 'os' and error.name in PROCESSES
    return isinstance(error, OSError) and error.errno == 58  # not supported

def report(error):
    trace = error.__traceback__
    error.__traceback__ = trace.tb_next if trace else None  # without the frame of this file
    sys.excepthook(type(error), error, error.__traceback__)
    if isinstance(error, ModuleNotFoundError) and error.name:
        print(why_missing(error.name), file=sys.stderr)
    elif needs_what_is_not_here(error):
        print(NOT_HERE, file=sys.stderr)

def exit_code(error):
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1

def run(path):
    main = types.ModuleType('__main__')
    main.__dict__.update(__file__=path, __builtins__=builtins, __annotations__={})
    sys.modules['__main__'] = main
    sys.argv = ['main.py']
    sys.path[0] = '/work'
    try:
        with open(path, 'rb') as file:
            source = file.read()
        exec(compile(source, path, 'exec', dont_inherit=True), main.__dict__)
        return 0
    except SystemExit as error:
        return exit_code(error)
    except BaseException as error:
        report(error)
        return 1

def finish():
    """What the interpreter does at its end, without taking itself apart."""
    import atexit
    code = 0
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            code = 120
    return code

prepare()
os.chdir('/work')
os.read(0, 1)  # comes when there is a program
os._exit(run('/work/main.py') or finish())
