"""Appends lines to a file that several threads and processes share, whatever becomes of the disk.

The rules are those of docs/event-files.md: each append is one `write` of whole lines to a file opened with O_APPEND.
What could not be written waits in memory, up to a limit, and is tried again.
"""

from __future__ import annotations

import errno
import os
import threading
import weakref
from time import monotonic

from .notices import warn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, Optional

# A line that is longer is not read by the app.
longest_line = 16 * 1024 * 1024
# Bytes that wait for a disk with room.
_most_waiting = 32 * 1024 * 1024
# Seconds between two attempts to write what waits.
_pause = 0.5
_flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


_files: "weakref.WeakSet[EventFile]" = weakref.WeakSet()


class EventFile:
    """The file at `path`, opened when first written to. `append` takes lines with their ends and never raises OSError."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._descriptor = -1
        self._waiting: List[bytes] = []
        self._bytes_waiting = 0
        # The file may end in the midst of a line: an empty line costs nothing, two lines in one cost both.
        self._is_torn = False
        self._last_attempt = 0.0
        # A signal's handler may append while an append is under way.
        self._lock = threading.RLock()
        _files.add(self)

    def append(self, data: bytes) -> None:
        if not self._waiting:
            try:
                written = os.write(self._descriptor, data)
            except OSError:
                written = 0
            if written == len(data):
                return
        else:
            written = 0
        with self._lock:
            self._keep(data, written)
            if monotonic() - self._last_attempt >= _pause or len(self._waiting) == 1:
                self._write_waiting()

    def flush(self) -> None:
        """Tries once more to write what waits."""
        with self._lock:
            if self._waiting:
                self._write_waiting()

    def close(self) -> None:
        """Writes what waits if it can, and lets go of the file. A later append opens it again."""
        with self._lock:
            self.flush()
            if self._waiting:
                warn("lost", f"{len(self._waiting)} events could not be written to {self.path} and are lost")
            self._let_go()

    def _keep(self, data: bytes, written: int) -> None:
        """Lets what is left of `data`, of which a part may be in the file, wait."""
        rest = data
        if written > 0:
            start = data.rfind(b"\n", 0, written) + 1
            end = data.find(b"\n", written)
            self._is_torn = start < written
            # Only the end of a line was missing, which the next one brings along.
            rest = data[written + 1 :] if end == written else data[start:]
        if self._bytes_waiting + len(rest) > _most_waiting:
            warn("full", f"{self.path} cannot be written to for too long: what is logged now is lost")
            return
        self._waiting.append(rest)
        self._bytes_waiting += len(rest)

    def _write_waiting(self) -> None:
        self._last_attempt = monotonic()
        short = 0
        while self._waiting:
            data = self._waiting[0]
            head = b"\n" if self._is_torn else b""
            error = self._try(head + data)
            if isinstance(error, OSError):
                # Whoever shares the file may have failed in the midst of a line.
                self._is_torn = True
                warn("events", f"what is logged cannot be written, the program goes on: {error}")
                return
            self._waiting.pop(0)
            self._bytes_waiting -= len(data)
            if error < len(head) + len(data):
                self._keep_first(data, error - len(head))
                # The next attempt tells why, but the file is not filled with halves of one line.
                short += 1
                if short > 1:
                    return
                continue
            self._is_torn = False

    def _keep_first(self, data: bytes, written: int) -> None:
        """As `_keep`, before all that waits already."""
        later, self._waiting = self._waiting, []
        self._keep(data, written)
        self._waiting += later

    def _try(self, data: bytes) -> "int | OSError":
        """The number of bytes that were written, or why none were. Opens the file if it is not open, or no more."""
        for _attempt in range(2):
            try:
                if self._descriptor < 0:
                    self._descriptor = _open(self.path)
                return os.write(self._descriptor, data)
            except OSError as error:
                if error.errno != errno.EBADF or self._descriptor < 0:
                    return error
                # The program closed all of its files.
                self._descriptor = -1
        return OSError(errno.EBADF, os.strerror(errno.EBADF), self.path)

    def _let_go(self) -> None:
        if self._descriptor >= 0:
            try:
                os.close(self._descriptor)
            except OSError:
                pass
            self._descriptor = -1

    def forget_waiting(self) -> None:
        """What is to be done in a child that was forked."""
        # The parent writes what waits; another thread of it may hold the lock.
        self._lock = threading.RLock()
        self._waiting = []
        self._bytes_waiting = 0


def _after_fork() -> None:
    for file in list(_files):
        file.forget_waiting()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _open(path: str) -> int:
    """A descriptor with a high number: one that a program closes unknowingly is not soon that of another file."""
    descriptor = os.open(path, _flags, 0o644)
    try:
        import fcntl
    except ImportError:
        return descriptor
    for least in (600, 200, 60):
        try:
            high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, least)
        except OSError:
            # Beyond what the process may have.
            continue
        os.close(descriptor)
        return high
    return descriptor
