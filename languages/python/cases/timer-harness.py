# {"want":["completed"],"stdout_is":"['passed', 'timed out']\n","wasm":{"want":["completed","error:exit"],"stdout_is":null,"any_not":"has no attribute 'setitimer'(?![^]*WebAssembly)"},"about":"how evaluation harnesses bound generated code: an interval timer and its signal; where there are none, the reason is said"}
import contextlib, signal

class Late(Exception):
    pass

@contextlib.contextmanager
def at_most(seconds):
    def ring(*_):
        raise Late
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

verdicts = []
for candidate in ("assert sorted([3, 1, 2]) == [1, 2, 3]", "while True: pass"):
    try:
        with at_most(1):
            exec(candidate, {})
        verdicts.append("passed")
    except Late:
        verdicts.append("timed out")
print(verdicts)
