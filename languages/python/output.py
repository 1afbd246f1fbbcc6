"""Live stdout at full speed. Usually each write of the program is written at once. During a rush, when a program writes
often, the buffer holds what is written, as usual in Python; a thread writes the buffer every few milliseconds, and ends
with the rush. The file objects are the interpreter's own: outside of a rush, an attribute of the buffer hides its method.
"""
import sys, os, atexit, time, _thread

QUICK = 100    # writes
MOMENT = 0.02  # seconds
TICK = 0.01
# These end the process, or start a program that writes too, so what is held is written before them.
CALLS = '_exit', 'abort', 'execv', 'execve', 'posix_spawn', 'posix_spawnp', 'system'

def install(stdout, stderr):
    buffer, raw, raw_error = stdout.buffer, stdout.buffer.raw, stderr.buffer.raw
    write, flush, write_raw, write_error = buffer.write, buffer.flush, raw.write, raw_error.write
    monotonic = time.monotonic  # the module may be gone when the interpreter ends
    is_rush, writes, left, until = False, 0, QUICK, 0
    locks = None  # the first tells the thread to end, the second says that it has ended

    def write_at_once(data):
        nonlocal left
        size = write(data)
        if not is_rush:
            flush()
            left -= 1
            if left < 0:
                look_at_clock()
        return size

    def look_at_clock():
        nonlocal left, until
        now = monotonic()
        is_quick, left, until = now < until, QUICK, now + MOMENT
        if is_quick:
            rush()

    def rush():
        nonlocal is_rush, locks
        locks = _thread.allocate_lock(), _thread.allocate_lock()
        for lock in locks:
            lock.acquire()
        is_rush = True
        del buffer.write
        raw.write, raw_error.write = write_counted, write_after
        for name, (call, after) in calls.items():
            if getattr(os, name) is call:
                setattr(os, name, after)
        try:
            _thread.start_new_thread(write_often, locks)
        except RuntimeError:  # the limit of threads is reached
            calm()

    def calm():
        nonlocal is_rush
        is_rush = False
        buffer.write = write_at_once
        for holder in raw, raw_error:
            vars(holder).pop('write', None)
        for name, (call, after) in calls.items():
            if getattr(os, name) is after:
                setattr(os, name, call)
        write_held()

    def write_often(end, ended):
        try:
            seen = None
            while seen != writes and not end.acquire(timeout=TICK):
                seen = writes
                write_held()
        finally:
            calm()
            ended.release()

    def end_rush():
        if not is_rush:
            return
        end, ended = locks
        try:
            end.release()
        except RuntimeError:
            pass  # another thread has released it
        with ended:
            pass

    def write_held():
        try:
            flush()
        except (OSError, ValueError, RuntimeError):
            pass  # the program gets the same error at its next write

    def write_counted(data):
        nonlocal writes
        writes += 1
        return write_raw(data)

    def write_after(data):
        write_held()
        return write_error(data)

    def after_stdout(call):
        def after(*args, **named):
            write_held()
            return call(*args, **named)
        after.__name__ = after.__qualname__ = call.__name__
        after.__doc__ = call.__doc__
        return after

    def end():
        """From now on the interpreter writes what is held, at its end."""
        end_rush()
        vars(buffer).pop('write', None)

    calls = {name: (getattr(os, name), after_stdout(getattr(os, name))) for name in CALLS if hasattr(os, name)}
    stdout._CHUNK_SIZE = 1  # the text layer passes all text on to the buffer at once
    calm()
    atexit.register(end)
    os.register_at_fork(before=end_rush)

def hide_frames(hook):
    """Removes the functions of this file from tracebacks, for the program has not called them."""
    def excepthook(kind, error, trace):
        before, at = None, error.__traceback__
        while at:
            if at.tb_frame.f_code.co_filename == __file__:
                if before:
                    before.tb_next = at.tb_next
                else:
                    error.__traceback__ = at.tb_next
            else:
                before = at
            at = at.tb_next
        hook(kind, error, error.__traceback__)
    return excepthook

if hasattr(getattr(sys.stdout, 'buffer', None), 'raw'):  # with -u there is no buffer
    install(sys.stdout, sys.stderr)
    sys.excepthook = hide_frames(sys.excepthook)
