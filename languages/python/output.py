"""stdout at full speed, and live. What a program writes is written at once. Where it writes much within a moment, what it
writes is held as usual, and a thread writes that every few milliseconds and ends with the rush. The objects are the
interpreter's own: an attribute of the buffer stands before its method while each write is written at once.
"""
import sys, os, atexit, time, _thread

QUICK = 100    # writes
MOMENT = 0.02  # seconds
TICK = 0.01
# They end the process, or start a program that writes too: what is held is written before.
CALLS = '_exit', 'abort', 'execv', 'execve', 'posix_spawn', 'posix_spawnp', 'system'

def install(stdout, stderr):
    buffer, raw, raw_error = stdout.buffer, stdout.buffer.raw, stderr.buffer.raw
    write, flush, write_raw, write_error = buffer.write, buffer.flush, raw.write, raw_error.write
    monotonic = time.monotonic  # modules are gone at the very end
    is_rush, writes, left, until = False, 0, QUICK, 0
    locks = None  # one ends the thread, the other says that it has ended

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
        except RuntimeError:  # there may be no more threads
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
            pass  # another has done so
        with ended:
            pass

    def write_held():
        try:
            flush()
        except (OSError, ValueError, RuntimeError):
            pass  # the program meets it itself

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
        """What is written after this is what the interpreter itself writes out at its end."""
        end_rush()
        vars(buffer).pop('write', None)

    calls = {name: (getattr(os, name), after_stdout(getattr(os, name))) for name in CALLS if hasattr(os, name)}
    stdout._CHUNK_SIZE = 1  # text is not held before it reaches the buffer
    calm()
    atexit.register(end)
    os.register_at_fork(before=end_rush)

def hide_frames(hook):
    """The functions here were not called by the program: they are in no traceback."""
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

if hasattr(getattr(sys.stdout, 'buffer', None), 'raw'):  # not where the program is called with -u
    install(sys.stdout, sys.stderr)
    sys.excepthook = hide_frames(sys.excepthook)
