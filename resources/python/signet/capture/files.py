"""Which files of the workspace a script loads as code, reads and writes."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager

from ..secret_names import is_secret_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

# Folders that are never the user's own, and what a virtual environment holds (as in `hook/signet_places.py`).
_foreign = frozenset([".git", "__pycache__", "site-packages", "dist-packages", "node_modules", ".ipynb_checkpoints"])
_markers = ("pyvenv.cfg", "conda-meta")
_package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
# Characters of a module's text that are kept.
_longest_code = 2_000_000
# Files of each kind that are told of; of more only how many there are.
_most_files = 1000
# Paths that are remembered until they are looked at.
_most_paths = 100_000
_writing = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_TRUNC | os.O_CREAT


_quiet = threading.local()


@contextmanager
def not_the_programs() -> Iterator[None]:
    """What this thread opens in the block is not the program's doing."""
    before, _quiet.is_on = getattr(_quiet, "is_on", False), True
    try:
        yield
    finally:
        _quiet.is_on = before


class OwnFiles:
    """Says which files in the folder `root` are the user's own, `excluded` folders (the library) left out."""

    def __init__(self, root: str, excluded: List[str]) -> None:
        self.root = os.path.realpath(root)
        self._inside = os.path.join(self.root, "")
        named = [*excluded, _package, sys.prefix, sys.base_prefix]
        self._kept: Dict[str, bool] = {os.path.realpath(one): False for one in named}
        self._kept[self.root] = True

    def place(self, path: str) -> Optional[str]:
        """The real path of a file of the user's own; None for all others."""
        real = os.path.realpath(path)
        folder, name = os.path.split(real)
        if not real.startswith(self._inside) or is_secret_file(name) or not self._is_kept(folder):
            return None
        return real

    def _is_kept(self, folder: str) -> bool:
        kept = self._kept.get(folder)
        if kept is None:
            parent, name = os.path.split(folder)
            kept = (
                name not in _foreign
                and not any(os.path.exists(os.path.join(folder, marker)) for marker in _markers)
                and self._is_kept(parent)
            )
            self._kept[folder] = kept
        return kept


class LoadedCode:
    """The user's modules and their texts, each once."""

    def __init__(self, own: OwnFiles) -> None:
        self._own = own
        self._seen: Set[str] = set()
        self._modules = 0

    def new(self) -> Iterator[Tuple[str, str]]:
        """Real paths and texts of modules that were loaded since the last time."""
        if len(sys.modules) == self._modules:
            return
        self._modules = len(sys.modules)
        for module in list(sys.modules.values()):
            try:
                # Not `getattr`, which makes lazy modules load.
                path = object.__getattribute__(module, "__dict__").get("__file__")
            except Exception:
                continue
            if type(path) is not str or path in self._seen:
                continue
            self._seen.add(path)
            place = self._own.place(path) if path.endswith((".py", ".pyw")) or module.__name__ == "__main__" else None
            text = _text(place) if place is not None else None
            if place is not None and text is not None:
                yield place, text


def _text(path: str) -> Optional[str]:
    try:
        with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
            text = file.read(_longest_code + 1)
    except OSError:
        return None
    return text if len(text) <= _longest_code else None


class OpenedFiles:
    """The files that this process opens, from now on until `stop`, as Python's audit events tell.

    What machine code opens by itself is not seen.
    """

    def __init__(self, own: OwnFiles) -> None:
        self._own = own
        self._process = os.getpid()
        self._read: Set[str] = set()
        self._written: Set[str] = set()
        self._told: Set[str] = set()
        self._made: Set[str] = set()
        self._left_out = 0
        self._is_active = True
        sys.addaudithook(self._hook())

    def stop(self) -> None:
        self._is_active = False

    def new_inputs(self) -> List[str]:
        """Real paths of the user's files that were read since the last time and that the program did not make."""
        self._made |= self._own_places(self._written)
        return self._new(self._own_places(_taken(self._read)) - self._made)

    def outputs(self) -> List[str]:
        """Real paths of the user's files that were written and are there."""
        self._made |= self._own_places(self._written)
        return self._new(self._made)

    def _new(self, places: Set[str]) -> List[str]:
        found = sorted(one for one in places - self._told if os.path.isfile(one))
        room = max(0, _most_files - len(self._told))
        self._told.update(found)
        self._left_out += len(found[room:])
        return found[:room]

    @property
    def left_out(self) -> int:
        """How many files were too many to tell of."""
        return self._left_out

    def _own_places(self, paths: Set[str]) -> Set[str]:
        places = [self._own.place(path) for path in list(paths) if not path.endswith((".pyc", ".py"))]
        return {place for place in places if place is not None}

    def _hook(self) -> Any:
        join, cwd, decode, is_text = os.path.join, os.getcwd, os.fsdecode, str.startswith

        def hook(event: str, args: Tuple[Any, ...]) -> None:
            if event != "open" or not self._is_active or getattr(_quiet, "is_on", False):
                return
            try:
                path, mode, flags = args
                if type(path) is not str:
                    if isinstance(path, int) or path is None:
                        return
                    path = decode(path)
                is_writing = flags & _writing or not flags and mode and ("w" in mode or "a" in mode or "+" in mode)
                known = self._written if is_writing else self._read
                if len(known) < _most_paths:
                    known.add(path if is_text(path, "/") else join(cwd(), path))
            except Exception:
                # The interpreter is being taken apart, or the working directory is gone.
                pass

        return hook


def _taken(paths: Set[str]) -> Set[str]:
    """What a set holds, which is empty afterwards; other threads may add to it meanwhile."""
    taken: Set[str] = set()
    while paths:
        taken.add(paths.pop())
    return taken
