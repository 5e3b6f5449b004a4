"""What an adapter answers when it is asked what a project's steps are.

A JSON object:
  params: the project's parameters, nested
  paramFiles: workspace-relative files whose values these are
  paramsAreFixed: true if the steps read them there themselves
  datasets: [{name, path (relative to the workspace; absent: kept in the library only), type: file | directory | either,
    format, as}]
  steps: [{name, text (what people know it by), task (what `run` finds it by), counts (what makes it what it is),
    entries (module:name of the functions and classes that it runs), packages (modules of installed packages that run it),
    inputs and outputs (port -> dataset), params (dotted names), code (globs), needs, retries, timeout, resources, cache}]
  sets: [{name, steps}]: steps that can be chosen together by a name
  problems: [{severity: error | warning | hint, message, remedy}]
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Optional


def answer(describe: Callable[[Dict[str, Any]], Dict[str, Any]]) -> int:
    """Answers the question on standard input in the file that the command line names. What the project prints stays apart."""
    question = json.load(sys.stdin)
    place = sys.argv[2]
    try:
        described = describe(question)
    except Exception as error:
        import traceback

        traceback.print_exc()
        described = {"problems": [{"severity": "error", "message": failure(error), "remedy": remedy(error)}]}
    half = f"{place}.half"
    with open(half, "w", encoding="utf-8") as file:
        json.dump(plain(described), file, allow_nan=False)
    os.replace(half, place)
    return 0


def failure(error: Exception) -> str:
    """An error of the project's own code in one sentence, with the last place of it that is not a package's."""
    import traceback

    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "site-packages" not in frame.filename and os.path.dirname(__file__) not in frame.filename
    ]
    where = f" ({own[-1].filename}, line {own[-1].lineno})" if own else ""
    text = str(error).strip()
    return f"The project's code failed: {type(error).__name__}{': ' if text else ''}{text}{where}"


def remedy(error: Exception) -> Optional[str]:
    if not isinstance(error, ModuleNotFoundError):
        return None
    return f"Install it for {sys.executable}, or make an environment at .venv in the project's folder that has it."


def plain(value: Any) -> Any:
    """A value as JSON has it: what is not finite as a text, what is no JSON by its `str`."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(inner) for inner in value), key=repr)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    return str(value)


def relative(path: Any, workspace: str) -> str:
    """A path from the workspace, with slashes; absolute where it lies elsewhere."""
    whole = os.path.normpath(os.path.join(workspace, str(path)))
    found = os.path.relpath(whole, workspace)
    return (whole if found.startswith("..") else found).replace(os.sep, "/")


def entry_of(function: Any) -> str:
    """`module:name` of a function or class, without what decorators and `functools.partial` lay around it; "" for none."""
    seen = 0
    while seen < 100 and (hasattr(function, "func") or hasattr(function, "__wrapped__")):
        function = getattr(function, "__wrapped__", None) or function.func
        seen += 1
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    if not module or not name or "<" in name:
        return ""
    return f"{module}:{name.split('.', 1)[0]}"


def file_of(function: Any, workspace: str) -> str:
    """The workspace's file that a function stands in; "" when it is none of it."""
    code = getattr(function, "__code__", None)
    path = getattr(code, "co_filename", "")
    found = relative(path, workspace) if path else ""
    return found if found and not os.path.isabs(found) and os.path.isfile(os.path.join(workspace, found)) else ""


def observe_from_here() -> None:
    """Has the rest of this process watched for what it reads: what the tool itself has read and loaded by now does not count."""
    context_path = os.environ.get("SIGNET_CONTEXT")
    if os.environ.pop("SIGNET_OBSERVE", None) != "later" or not context_path:
        return
    hook = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "hook")
    sys.path.insert(0, hook)
    try:
        from signet_observer import observe
    finally:
        sys.path.remove(hook)
    observe(context_path, frozenset(sys.modules))
