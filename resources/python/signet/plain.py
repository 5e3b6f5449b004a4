"""Values of any kind as JSON. Numbers, arrays and tables of other packages are known by what they can do."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Set as AbstractSet

from .context import any_digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_deepest = 30
_longest_text = 100_000
# Of an array with more elements only its kind and shape are kept.
_most_elements = 1000


def number_text(value: Any) -> str:
    """A number as JSON; NaN and infinities as texts. Takes what numpy, torch and `decimal` have for numbers.

    Raises TypeError or ValueError for all else.
    """
    if isinstance(value, float):
        if value - value == 0.0:
            return float.__repr__(value)
        return '"NaN"' if value != value else '"Infinity"' if value > 0 else '"-Infinity"'
    if isinstance(value, int):
        with any_digits():
            return int.__repr__(int(value))
    if isinstance(value, str):
        if value in ("NaN", "Infinity", "-Infinity"):
            return f'"{value}"'
        raise TypeError(f"{value!r} is a text and no number")
    item = getattr(value, "item", None)
    if callable(item):
        return number_text(item())
    return number_text(float(value))


def encode(value: Any) -> bytes:
    """A line of JSON, with its end, of what `plain` answers."""
    with any_digits():
        try:
            return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")
        except UnicodeEncodeError:
            # Half a surrogate pair, as of file names that are no UTF-8.
            return (json.dumps(value, separators=(",", ":")) + "\n").encode("ascii")


def plain(value: Any, depth: int = 0) -> Any:
    """A value as what JSON has. What has no counterpart is described by a text; never raises."""
    if value is None or value is True or value is False:
        return value
    try:
        return _plain(value, depth)
    except Exception:
        return f"<{type(value).__name__}>"


def _plain(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind is str:
        return value
    # Kinds of numbers and of texts that a program derived, enumerations among them.
    if hasattr(value, "name") and hasattr(kind, "__members__"):
        return plain(value.value, depth + 1)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return float(value)
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if depth > _deepest:
        return _described(value)
    if isinstance(value, Mapping):
        return {key if type(key) is str else str(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, AbstractSet):
        return sorted((plain(item, depth + 1) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, os.PathLike):
        return os.fsdecode(os.fspath(value))
    if isinstance(value, type) or callable(value) and hasattr(value, "__qualname__"):
        return f"{value.__module__}.{value.__qualname__}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "shape") and hasattr(value, "tolist"):
        elements = math.prod(value.shape)
        return plain(value.tolist(), depth + 1) if elements <= _most_elements else _array(value)
    if hasattr(kind, "__dataclass_fields__"):
        return {name: plain(getattr(value, name, None), depth + 1) for name in kind.__dataclass_fields__}
    # argparse's and the like.
    if kind.__name__.endswith("Namespace") and hasattr(value, "__dict__"):
        return plain(vars(value), depth + 1)
    # pydantic's.
    if hasattr(kind, "model_dump"):
        return plain(value.model_dump(), depth + 1)
    return _described(value)


def _array(value: Any) -> str:
    return f"<{type(value).__name__} {getattr(value, 'dtype', '')} {tuple(value.shape)}>"


def _described(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _longest_text else text[:_longest_text] + "…"

