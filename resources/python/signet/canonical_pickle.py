"""Pickles whose bytes do not change from one process to the next: protocol 4, sets in a fixed order.

Strings hash differently in every process, and with them the order of a set. Values that hold sets are therefore
pickled with Python's own pickler in Python, which can be told their order; all others with the fast one. Values that
are equal but share their parts differently (`[a, a]` and `[a, copy(a)]`) still give different bytes.
"""

from __future__ import annotations

import io
import pickle
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Set, Union

_protocol = 4
_sets = (set, frozenset)


def dump_pickle(value: Any, path: Path) -> None:
    """Writes a value. Raises what its parts raise when they cannot be pickled."""
    data = pickle.dumps(value, _protocol)
    # Any set is there as one of these opcodes, so most values need no second look.
    if (pickle.EMPTY_SET in data or pickle.FROZENSET in data) and _holds_set(value):
        data = _sorted_bytes(value)
    path.write_bytes(data)


def load_pickle(path: Path) -> Any:
    with open(path, "rb") as file:
        return pickle.load(file)


class _Found(Exception):
    pass


class _Finder(pickle.Pickler):
    def persistent_id(self, part: Any) -> None:
        if type(part) in _sets and len(part) > 1:
            raise _Found


class _Nowhere(io.RawIOBase):
    def write(self, data: Any) -> int:
        return len(data)


def _holds_set(value: Any) -> bool:
    try:
        # A pickler needs no more of a file than `write`.
        _Finder(_Nowhere(), _protocol).dump(value)  # type: ignore[arg-type]
    except _Found:
        return True
    return False


def _sorted_bytes(value: Any) -> bytes:
    buffer = io.BytesIO()
    _SortingPickler(buffer, _protocol).dump(value)
    return buffer.getvalue()


# The pickler written in Python, whose dispatch can be extended, is not in the type stubs.
class _SortingPickler(pickle._Pickler):  # type: ignore[name-defined,misc]
    dispatch = dict(pickle._Pickler.dispatch)  # type: ignore[attr-defined]

    def _save_items(self, items: Union[Set[Any], frozenset]) -> None:
        ordered: List[Any] = sorted(items, key=lambda item: (type(item).__qualname__, _sorted_bytes(item)))
        for item in ordered:
            self.save(item)

    def save_set(self, value: Set[Any]) -> None:
        self.write(pickle.EMPTY_SET)
        self.memoize(value)
        if value:
            self.write(pickle.MARK)
            self._save_items(value)
            self.write(pickle.ADDITEMS)

    def save_frozenset(self, value: frozenset) -> None:
        self.write(pickle.MARK)
        self._save_items(value)
        if id(value) in self.memo:
            # One of its items holds it, and has saved it meanwhile.
            self.write(pickle.POP_MARK + self.get(self.memo[id(value)][0]))
            return
        self.write(pickle.FROZENSET)
        self.memoize(value)

    dispatch[set] = save_set
    dispatch[frozenset] = save_frozenset
