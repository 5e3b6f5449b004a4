"""What goes wrong for reasons that the user can mend."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable



class SignetError(Exception):
    """The message says what is wrong and what to do about it."""

    # KeyError would show the message quoted.
    __str__ = Exception.__str__


class UndeclaredError(SignetError, KeyError, AttributeError):
    """The step asked for a parameter, an input or an output that it does not declare in the pipeline file."""


class RunFailed(SignetError):
    """A pipeline ran and did not succeed; `run` tells what came of each step."""

    def __init__(self, message: str, run: object) -> None:
        super().__init__(message)
        self.run = run


def suggestion(name: object, known: Iterable[str]) -> str:
    """` Did you mean x?` with the nearest of the known names, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(str(name), list(known), 1, 0.6)
    return f" Did you mean {near[0]}?" if near else ""


def listing(names: Iterable[str]) -> str:
    """The names for a sentence, `none` if there are none."""
    return ", ".join(names) or "none"
