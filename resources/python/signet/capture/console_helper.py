"""Passes on what a program prints and keeps a copy. Runs as a process of its own, so that nothing of it is lost when
the program is killed, and that what the program leaves running can go on printing.

Started as `python console_helper.py LOG CONTROL FROM:TO...`: numbers are those of inherited descriptors. `FROM` is a
pipe or the master of a terminal, `TO` what the program's output went to before. A byte that arrives on CONTROL is
answered when all that was printed before has been passed on.
"""

import os
import select
import sys

# Seconds between two looks at the size of the terminal's window.
_pause = 0.5


def main():
    # The program may wait for its children, so this must not be one.
    if os.fork():
        os._exit(0)
    # Neither Ctrl C nor the end of the terminal is meant for this one.
    os.setsid()
    log = _Log(sys.argv[1])
    control = int(sys.argv[2])
    channels = {}
    for word in sys.argv[3:]:
        source, target = map(int, word.split(":"))
        channels[source] = target
    terminals = [(source, target) for source, target in channels.items() if os.isatty(target)]
    sizes = {}
    poll = select.poll()
    for source in [control, *channels]:
        poll.register(source, select.POLLIN)
    while channels:
        ready = [source for source, _events in poll.poll(_pause * 1000 if terminals else None)]
        _follow_windows(terminals, sizes)
        for source in ready:
            if source != control:
                if not _pass_on(source, channels[source], log):
                    poll.unregister(source)
                    os.close(source)
                    del channels[source]
                    terminals = [one for one in terminals if one[0] != source]
        if control in ready:
            # More than a pipe or a terminal holds, so what was printed before is through then.
            for source in list(channels):
                rounds = 0
                while rounds < 8 and select.select([source], [], [], 0)[0] and _pass_on(source, channels[source], log):
                    rounds += 1
            if not _answer(control):
                poll.unregister(control)
                os.close(control)
                control = -1


def _answer(control):
    """Whether there may be more questions."""
    try:
        asked = os.read(control, 1)
        if asked:
            os.write(control, b".")
        return asked != b""
    except OSError:
        return False


def _pass_on(source, target, log):
    """Whether there may be more."""
    try:
        data = os.read(source, 65536)
    except OSError:
        # Nobody has the terminal open any more.
        return False
    if not data:
        return False
    log.add(data)
    while data:
        try:
            data = data[os.write(target, data) :]
        except BlockingIOError:
            select.select([], [target], [])
        except OSError:
            # As when nobody reads: the program is told so when it prints next.
            return False
    return True


def _follow_windows(terminals, sizes):
    if not terminals:
        return
    import fcntl
    import termios

    for source, target in terminals:
        try:
            size = fcntl.ioctl(target, termios.TIOCGWINSZ, b"\0" * 8)
            if sizes.get(source) != size:
                sizes[source] = size
                fcntl.ioctl(source, termios.TIOCSWINSZ, size)
        except OSError:
            pass


class _Log:
    """A full disk costs a part of the copy and nothing else."""

    def __init__(self, path):
        try:
            self.descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError:
            self.descriptor = -1

    def add(self, data):
        while data and self.descriptor >= 0:
            try:
                data = data[os.write(self.descriptor, data) :]
            except OSError:
                return


main()
