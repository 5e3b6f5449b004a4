"""How the program was started: its command line, its name, what `argparse` made of it."""

from __future__ import annotations

import os
import sys
import threading

from ..notices import warn_of
from ..plain import plain
from ..secret_names import hidden, is_secret, without_passwords, without_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Dict, List, Optional

_parsed: Optional[Dict[str, Any]] = None
_told: Optional[Callable[[Dict[str, Any]], None]] = None
_depth = threading.local()


def command_line() -> str:
    """The words that started this program as a shell takes them, without secrets."""
    import shlex

    # From Python 3.10 on.
    words: List[str] = list(getattr(sys, "orig_argv", None) or _guessed_words())
    words[:1] = [os.path.basename(words[0])] if words[:1] != [""] else ["python"]
    return " ".join(shlex.quote(word) for word in without_secrets(words))


def _guessed_words() -> List[str]:
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    module = ["-m", _module_name(spec.name)] if spec is not None else sys.argv[:1]
    return [sys.executable or "python", *module, *sys.argv[1:]]


def _module_name(name: str) -> str:
    return name[: -len(".__main__")] if name.endswith(".__main__") else name


def program_file() -> Optional[str]:
    """Absolute path of the script or the module that was started; None in a notebook or an interactive session."""
    path = getattr(sys.modules.get("__main__"), "__file__", None)
    return os.path.abspath(path) if isinstance(path, str) and os.path.isfile(path) else None


def program_name() -> str:
    """A name for a run of this program: `train` for `train.py`, `package.module` after `-m`, the notebook's."""
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    if spec is not None and getattr(spec, "name", None):
        return _module_name(spec.name)
    notebook = getattr(main, "__vsc_ipynb_file__", None) or os.environ.get("JPY_SESSION_NAME")
    path = notebook if isinstance(notebook, str) and notebook.endswith(".ipynb") else program_file()
    if path is not None:
        return os.path.splitext(os.path.basename(path))[0]
    return "notebook" if "ipykernel" in sys.modules else "python"


# --- argparse


def watch_arguments() -> None:
    """Has `argparse` note what it makes of this program's command line, from now on."""
    argparse = sys.modules.get("argparse")
    parser = getattr(argparse, "ArgumentParser", None)
    if parser is None or hasattr(parser.parse_known_args, "signet_original"):
        return
    original = parser.parse_known_args

    def parse_known_args(self: Any, args: Any = None, namespace: Any = None, *more: Any, **named: Any) -> Any:
        # Subcommands are parsers within a parser.
        is_outermost = not getattr(_depth, "value", 0)
        is_command_line = is_outermost and (args is None or list(args) == sys.argv[1:])
        _depth.value = getattr(_depth, "value", 0) + 1
        try:
            answer = original(self, args, namespace, *more, **named)
        finally:
            _depth.value -= 1
        if is_command_line:
            _note(answer[0])
        return answer

    parse_known_args.signet_original = original  # type: ignore[attr-defined]
    for name in ("__doc__", "__qualname__", "__module__"):
        setattr(parse_known_args, name, getattr(original, name, None))
    parser.parse_known_args = parse_known_args


def _note(namespace: Any) -> None:
    global _parsed
    try:
        _parsed = argument_values(namespace)
        if _told is not None:
            _told(_parsed)
    except Exception as error:
        warn_of(error, "recording the program's arguments")


def argument_values(namespace: Any) -> Dict[str, Any]:
    """The arguments of a namespace by name. Functions, as subcommands have them, are none; `(hidden)` stands for secrets."""
    return {
        name: hidden if is_secret(name) and value is not None else _argument(value)
        for name, value in vars(namespace).items()
        if not callable(value) or isinstance(value, type)
    }


def _argument(value: Any) -> Any:
    if isinstance(value, str):
        return without_passwords(value)
    if isinstance(value, list):
        return [_argument(item) for item in value]
    return plain(value.name if _is_file(value) else value)


def _is_file(value: Any) -> bool:
    return hasattr(value, "name") and (hasattr(value, "read") or hasattr(value, "write"))


def arguments(tell: Callable[[Dict[str, Any]], None], caller: Optional[FrameType]) -> Dict[str, Any]:
    """What `argparse` made of the command line so far; `tell` is called with what it makes of it later.

    What was parsed before this package was imported is looked for in the frames that lead to `caller`.
    """
    global _told
    # So that it can be watched when the program comes to it later.
    import argparse as _argparse  # noqa: F401

    watch_arguments()
    _told = tell
    if _parsed is not None:
        return _parsed
    found = _namespace(caller)
    return argument_values(found) if found is not None else {}


def forget_teller() -> None:
    """What is parsed from now on is told to nobody."""
    global _told
    _told = None


def _namespace(frame: Optional[FrameType]) -> Any:
    kind = getattr(sys.modules.get("argparse"), "Namespace", None)
    if kind is None:
        return None
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if isinstance(value, kind):
                return value
        frame = frame.f_back
    for value in list(vars(sys.modules["__main__"]).values()):
        if isinstance(value, kind):
            return value
    return None

