# Run by the interpreter before there is a program: imports what most programs use, waits for the program, and runs it as
# `python main.py` would. An interpreter serves one program.
import sys, _imp, _weakref, atexit, gc, zipimport

def unmarshal(*given, _unmarshal=zipimport._unmarshal_code):
    """Gives the code of the library the file names that it has here, instead of those of the machine that built it."""
    code = _unmarshal(*given)
    minor = sys.version_info.minor
    path = given[1].replace('/python3%d.zip/' % minor, '/python3.%d/' % minor).removesuffix('c')
    _imp._fix_co_filename(code, path)
    return code

zipimport._unmarshal_code = unmarshal

import os, builtins, types
import _sandbox_hints as hints

NOT_HERE = 'The WebAssembly sandbox has no processes, threads or sockets.'
NO_TIMERS = 'The WebAssembly sandbox has no alarms and no timers.'

TIMERS = {'alarm', 'setitimer', 'getitimer', 'pause', 'sigwait', 'sigtimedwait', 'pthread_kill', 'SIGALRM', 'ITIMER_REAL',
          'ITIMER_VIRTUAL', 'ITIMER_PROF'}

MODULES = {'_ctypes', '_multiprocessing', '_posixshmem', '_posixsubprocess', '_socket', '_ssl', 'ctypes', 'multiprocessing',
           'select', 'socket', 'socketserver', 'ssl', 'subprocess'}

PROCESSES = {'fork', 'forkpty', 'execv', 'execve', 'execvp', 'spawnl', 'spawnv', 'posix_spawn', 'system', 'popen', 'pipe',
             'kill', 'wait', 'waitpid', 'getppid', 'setsid', 'nice'}

def prepare():
    import _thread, bisect, collections, dataclasses, datetime, functools, heapq, io, itertools, json, linecache
    import math, operator, random, re, statistics, string, time, traceback, typing

    def sleep(seconds):
        """Delay execution for a given number of seconds."""
        if seconds < 0:
            raise ValueError('sleep length must be non-negative')
        try:
            os.stat('/site/.sleep/%d' % (seconds * 1e6))  # the host sleeps for this time; there is no such file
        except FileNotFoundError:
            pass

    def start_new_thread(*_, **__):
        raise RuntimeError("can't start new thread. " + NOT_HERE)

    time.sleep = sleep
    _thread.start_new_thread = _thread.start_joinable_thread = start_new_thread
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
    """Gives the event loop a selector that only waits, for there are no sockets."""
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

general_hint = hints.hint

def hint(error):
    """The sentence about what is missing here; None where there is nothing to say."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return NOT_HERE if error.name in MODULES else hints.why_missing(error.name)
    if isinstance(error, AttributeError):
        module = getattr(error.obj, '__name__', None)
        if module == 'os' and error.name == 'get_terminal_size':
            return hints.NO_SCREEN
        if module == 'signal' and error.name in TIMERS:
            return NO_TIMERS
        if module in ('_socket', 'socket') or module == 'os' and error.name in PROCESSES:
            return NOT_HERE
    if isinstance(error, OSError) and error.errno == 58:  # not supported
        return NOT_HERE
    return general_hint(error)

hints.hint = hint

def report(error):
    trace = error.__traceback__
    error.__traceback__ = trace.tb_next if trace else None  # leaves out the frame of this file
    sys.excepthook(type(error), error, error.__traceback__)

def exit_code(error):
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1

def run(name, *args):
    path = '/work/' + name
    main = types.ModuleType('__main__')
    main.__dict__.update(__file__=path, __builtins__=builtins, __annotations__={})
    sys.modules['__main__'] = main
    sys.argv = [name, *args]
    sys.path[0] = os.path.dirname(path)
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

# Where an io.BufferedWriter has the pointer to what it holds, and the number of bytes (Modules/_io/bufferedio.c, 32 bits).
POINTER, NUMBER = 48, 88

def hold_output():
    """
    Makes stdout fully buffered. The host learns where the buffer is, and shows what it holds while the program runs; at the
    end the interpreter writes the rest itself.
    """
    import io
    encoding, errors = sys.stdout.encoding, sys.stdout.errors
    buffer = io.BufferedWriter(sys.stdout.detach())
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(buffer, encoding, errors, write_through=True)
    sys.stdout.mode = 'w'
    atexit.register(say_held_in, None)
    return buffer

def say_held_in(buffer):
    at = (id(buffer) + POINTER, id(buffer) + NUMBER) if buffer else (0, 0)
    try:
        os.stat('/site/.stdout/%d/%d' % at)
    except FileNotFoundError:
        pass  # the host has read the path

def login():
    """Adds the modules pwd and grp, which this build of Python lacks, with the user of the sandbox: getpass needs them."""
    from collections import namedtuple

    def lookup(entry, key):
        def get(wanted):
            if wanted != entry[key]:
                raise KeyError('%s not found: %r' % ('name' if key == 0 else 'id', wanted))
            return entry
        return get

    user = namedtuple('struct_passwd', 'pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell')
    group = namedtuple('struct_group', 'gr_name gr_passwd gr_gid gr_mem')
    me, us = user('runner', 'x', 60000, 60000, 'runner', '/work', '/bin/sh'), group('runner', 'x', 60000, [])
    for name, values in {
        'pwd': dict(struct_passwd=user, getpwnam=lookup(me, 0), getpwuid=lookup(me, 2), getpwall=lambda: [me]),
        'grp': dict(struct_group=group, getgrnam=lookup(us, 0), getgrgid=lookup(us, 2), getgrall=lambda: [us]),
    }.items():
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__dict__.update(values)
    for name in ('getuid', 'geteuid', 'getgid', 'getegid'):
        if not hasattr(os, name):
            setattr(os, name, lambda: 60000)

def is_written():
    """Whether all that the program has printed could be written."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            return False
    return True

def finish(before):
    """
    Does what the interpreter does at its end, and a program may see: calls what is registered for the end, and takes apart
    the modules of the program. What was there before takes several times as long to take apart as a small program to run.
    """
    atexit._run_exitfuncs()
    if not is_written():
        return False
    if gc.isenabled():
        gc.collect()
    removed = [sys.modules.pop(name) for name in list(sys.modules) if name not in before]
    modules = [_weakref.ref(module) for module in removed if isinstance(module, types.ModuleType)]
    del removed
    gc.collect()
    for reference in reversed(modules):
        if module := reference():
            clear(module.__dict__)
    gc.collect()
    return is_written()

def clear(names):
    """First those with one underscore, as the interpreter does."""
    for first in (True, False):
        for name in list(names):
            if name != '__builtins__' and first == (name[:1] == '_' != name[1:2]):
                names[name] = None

def program():
    """Waits for the program; returns the name of the main file, and the arguments."""
    os.stat('/site/.program')  # returns when it is there
    with open('/site/.program', 'rb') as file:
        words = file.read().decode('utf-8', 'surrogateescape').split('\0')[:-1]
    os.remove('/site/.program')
    return words

os.environ.pop('PYTHONHOME', None)
prepare()
login()
os.chdir('/work')
buffer = hold_output()
before = sys.modules.keys() - {'__main__'}
gc.freeze()
words = program()
say_held_in(buffer)
code = run(*words)
if finish(before):
    os._exit(code)
sys.exit(code)  # says itself what could not be written
