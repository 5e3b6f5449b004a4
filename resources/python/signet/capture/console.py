"""Keeps what a program prints in a file, while it goes where it went before.

On POSIX the descriptors 1 and 2 are replaced, so that what C code and child processes print is kept too: by a terminal
where there was one, so that the program still finds one (progress bars, colours, widths), else by a pipe.
Streams that lead elsewhere (a notebook's, pytest's) are kept by watching what is written to them.
"""

from __future__ import annotations

import os
import sys

from ..notices import warn_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple

# Seconds that the program waits at its end for what it printed to be passed on.
_patience = 10.0


class Console:
    """Keeps a copy of what is printed in the file `log`, from now until `stop`."""

    def __init__(self, log: str) -> None:
        self._saved: Dict[int, int] = {}
        self._ours: Dict[int, Tuple[int, int]] = {}
        self._control: Any = None
        self._streams: List[Tuple[Any, Any]] = []
        # Of the streams; the helper opens its own.
        self._file: Any = None
        plain = [number for number, name in ((1, "stdout"), (2, "stderr")) if _leads_to(getattr(sys, name), number)]
        if plain and os.name == "posix" and sys.executable and not getattr(sys, "frozen", False):
            try:
                self._replace(plain, log)
            except Exception as error:
                self._restore()
                warn_of(error, "keeping what is printed")
        streams = (sys.stdout, sys.stderr)
        others = [stream for number, stream in enumerate(streams, 1) if number not in self._saved]
        if any(stream is not None for stream in others):
            self._watch([stream for stream in others if stream is not None], log)

    def stop(self) -> None:
        """Puts back what was there, after all that was printed has been passed on."""
        for stream, watcher in self._streams:
            if stream.__dict__.get("write") is watcher:
                del stream.write
        self._streams = []
        if self._file is not None:
            self._file.close()
            self._file = None
        _flush()
        self._restore()
        if self._control is not None:
            try:
                self._control.settimeout(_patience)
                self._control.sendall(b".")
                self._control.recv(1)
            except OSError:
                # It was killed.
                pass
            self._control.close()
            self._control = None

    # --- descriptors

    def _replace(self, numbers: List[int], log: str) -> None:
        import socket
        import subprocess

        _flush()
        ends: List[int] = []
        control = None
        try:
            pairs: List[Tuple[List[int], int, int]] = []
            for same in _by_target(numbers):
                source, replacement = _terminal_like(same[0]) if os.isatty(same[0]) else os.pipe()
                ends += [source, replacement]
                pairs.append((same, source, replacement))
            for number in numbers:
                self._saved[number] = _high(os.dup(number))
            self._control, control = socket.socketpair()
            words = [f"{source}:{self._saved[same[0]]}" for same, source, _replacement in pairs]
            inherited = [control.fileno(), *(source for _same, source, _replacement in pairs), *self._saved.values()]
            helper = os.path.join(os.path.dirname(os.path.abspath(__file__)), "console_helper.py")
            done = subprocess.run(
                [sys.executable, "-I", "-S", "-B", helper, log, str(control.fileno()), *words],
                stdin=subprocess.DEVNULL,
                pass_fds=inherited,
                # The working directory may be one that is to be removed.
                cwd="/",
            )
            if done.returncode != 0:
                raise OSError(f"{sys.executable} ended with {done.returncode}")
            for same, _source, replacement in pairs:
                for number in same:
                    os.dup2(replacement, number)
                    found = os.fstat(number)
                    self._ours[number] = (found.st_dev, found.st_ino)
        except BaseException:
            if self._control is not None:
                self._control.close()
                self._control = None
            raise
        finally:
            for one in ends:
                os.close(one)
            if control is not None:
                control.close()

    def _restore(self) -> None:
        for number, saved in self._saved.items():
            try:
                found = os.fstat(number)
                # The program may have put something else there meanwhile.
                if self._ours.get(number) == (found.st_dev, found.st_ino):
                    os.dup2(saved, number)
                os.close(saved)
            except OSError:
                # The program closed them.
                pass
        self._saved = {}
        self._ours = {}

    # --- streams of Python's

    def _watch(self, streams: List[Any], log: str) -> None:
        try:
            file = self._file = open(log, "ab", buffering=0)
        except OSError as error:
            warn_of(error, "keeping what is printed")
            return
        for stream in streams:
            if any(stream is known for known, _watcher in self._streams):
                continue
            write = stream.write

            def watcher(text: Any, *more: Any, _write: Any = write) -> Any:
                answer = _write(text, *more)
                try:
                    file.write(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
                except Exception:
                    # The text is where it belongs; only its copy is not.
                    pass
                return answer

            try:
                stream.write = watcher
            except AttributeError:
                # One that cannot be changed.
                continue
            self._streams.append((stream, watcher))


def _leads_to(stream: Any, number: int) -> bool:
    try:
        return stream.fileno() == number and os.fstat(number) is not None
    except Exception:
        # None, closed, or no file.
        return False


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def _by_target(numbers: List[int]) -> List[List[int]]:
    """Descriptors that lead to the same place together, so that the order of what is printed is kept."""
    groups: Dict[Tuple[int, int], List[int]] = {}
    for number in numbers:
        found = os.fstat(number)
        groups.setdefault((found.st_dev, found.st_ino), []).append(number)
    return list(groups.values())


def _terminal_like(number: int) -> Tuple[int, int]:
    """The two ends of a terminal with the settings and the size of another one, which passes on all as it is."""
    import fcntl
    import termios

    source, replacement = os.openpty()
    try:
        settings = termios.tcgetattr(number)
        # The real one does what is to be done to the output; echo nothing.
        settings[1] &= ~termios.OPOST
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(replacement, termios.TCSANOW, settings)
        size = fcntl.ioctl(number, termios.TIOCGWINSZ, b"\0" * 8)
        fcntl.ioctl(replacement, termios.TIOCSWINSZ, size)
    except OSError:
        # One without settings still is a terminal.
        pass
    return source, replacement


def _high(descriptor: int) -> int:
    """The same with a number that the program will not soon come to."""
    import fcntl

    for least in (600, 200, 60):
        try:
            high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, least)
        except OSError:
            continue
        os.close(descriptor)
        return high
    return descriptor
