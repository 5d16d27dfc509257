"""A case that does not end is given up alone; the next one is tried. Runs inside the sandbox."""

import contextlib
import signal

from coursekit.checks import answers

_SHARE = 0.2  # of the cell's time, so that a few cases may hang before the cell is ended
_SLOWER = 4.0  # a busy machine: the clock may show this many times the processor's time


class TakesTooLong(BaseException):
    """Raised inside an answer; not an Exception, which an answer may catch."""


def install(cell_seconds):
    """Have each call of an answer end after a share of the cell's time."""
    call, seconds = answers._call, max(cell_seconds * _SHARE, 0.5)

    def call_for_a_while(name, answer, args, kwargs):
        try:
            with _alarm(seconds):
                return call(name, answer, args, kwargs)
        except TakesTooLong:
            return answers.Outcome(problem=f"`{name}` took more than {seconds:g} s for this case.")

    answers._call = call_for_a_while


@contextlib.contextmanager
def _alarm(seconds):
    clocks = {signal.ITIMER_VIRTUAL: seconds, signal.ITIMER_REAL: seconds * _SLOWER}
    signals = {signal.SIGVTALRM, signal.SIGALRM}
    before = {number: signal.signal(number, _end) for number in signals}
    try:
        for clock, after in clocks.items():
            # Again and again: one may be lost where an answer catches everything.
            signal.setitimer(clock, after, 0.2)
        yield
    finally:
        for clock in clocks:
            signal.setitimer(clock, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number, frame):
    raise TakesTooLong
