"""What the engine told the running step: the file that SIGNET_CONTEXT names."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager

from .errors import SignetError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, Optional

_loaded: Optional[Dict[str, Any]] = None


def context() -> Dict[str, Any]:
    """The context of the running step, read once. Outside of a step a `SignetError`."""
    global _loaded
    if _loaded is None:
        path = os.environ.get("SIGNET_CONTEXT")
        if not path:
            raise SignetError(
                "This program does not run as a step of a pipeline, so it has no parameters, inputs and outputs."
                " Make it a step of a pipeline file and start it with `signet run FILE`."
            )
        try:
            with open(path, encoding="utf-8") as file, any_digits():
                _loaded = json.load(file)
        except (OSError, ValueError) as error:
            raise SignetError(f"The step's context {path} (SIGNET_CONTEXT) cannot be read: {error}") from None
    return _loaded


@contextmanager
def any_digits() -> Iterator[None]:
    """Lets integers of any size be read and written: Python refuses those of more than 4,300 digits otherwise."""
    if not hasattr(sys, "set_int_max_str_digits"):
        yield
        return
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)
