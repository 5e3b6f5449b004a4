"""What is told to the user on standard error, once for each kind: tracking never ends the program that it is in."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Set

_told: Set[str] = set()


def warn(kind: str, message: str) -> None:
    """Tells of a problem, unless one of its kind was told of before. Never raises."""
    if kind in _told:
        return
    _told.add(kind)
    try:
        sys.stderr.write(f"signet: {message}\n")
        sys.stderr.flush()
    except Exception:
        # Closed, or None in programs without a console.
        pass


def warn_of(error: BaseException, doing: str) -> None:
    """Tells that something could not be recorded because of an error."""
    reason = str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
    warn(doing, f"{doing} failed, the program goes on without it: {reason}")
