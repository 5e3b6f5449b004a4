"""Where the library is, by the rules of the app (`src-main/node/host/library-path.ts`), and names of new runs."""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping

# Crockford's base 32.
_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def library_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Absolute path of the library: SIGNET_LIBRARY, else the platform's own folder."""
    named = environment.get("SIGNET_LIBRARY")
    if named:
        return os.path.abspath(named)
    home = os.path.expanduser("~")
    if platform == "win32":
        data = environment.get("APPDATA") or os.path.join(home, "AppData", "Roaming")
        return os.path.join(data, "Signet", "library")
    if platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "Signet", "library")
    given = environment.get("XDG_DATA_HOME")
    # The XDG Base Directory Specification says to ignore a relative one.
    data = given if given and os.path.isabs(given) else os.path.join(home, ".local", "share")
    return os.path.join(data, "signet", "library")


def new_ulid() -> str:
    """A new name that sorts by when it was made: 48 bits of milliseconds and 80 that are random."""
    number = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    return "".join(_digits[number >> shift & 31] for shift in range(125, -1, -5))
