"""`python -m signet.call`: calls the Python function of a `call` step with its inputs and parameters, saves its outputs."""

from __future__ import annotations

import importlib
import os
import sys
from types import FunctionType, TracebackType

from .context import context
from .errors import SignetError, listing, suggestion
from .declared import Dataset, Ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, NoReturn, Optional, Set

_here = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    try:
        told = context()
        if told.get("call") is None:
            raise SignetError(f"Step {told['step']} is a command (`run`), not a function (`call`).")
        _set_up_path(told["workspace"])
        _call(told)
    except SignetError as error:
        sys.stdout.flush()
        sys.stderr.write(f"signet: {error}\n")
        sys.exit(1)


def _set_up_path(workspace: str) -> None:
    """The workspace is where imports begin, then its `src`, as if the function were in a script there."""
    if sys.path and sys.path[0] in ("", os.getcwd(), workspace):
        del sys.path[0]
    source = os.path.join(workspace, "src")
    sys.path[:0] = [workspace, source] if os.path.isdir(source) else [workspace]


def _call(told: Dict[str, Any]) -> None:
    step, call = told["step"], told["call"]
    where = f"step {step}, {call['module']}:{call['function']}"
    function = _find(call["module"], call["function"], step)
    inputs, outputs = Ports("inputs", told), Ports("outputs", told)
    folders = {name for name in outputs if outputs[name].path.is_dir()}
    given: Dict[str, Any] = dict.fromkeys([*inputs, *call["arguments"]])
    positional = _check_arguments(function, call["function"], list(given), step)
    for name, value in call["arguments"].items():
        given[name] = value
    for name in inputs:
        try:
            given[name] = inputs[name].load()
        except SignetError as error:
            if error.__cause__ is not None and _reaches(error.__cause__.__traceback__, told["workspace"]):
                _print_user_error(error.__cause__)
            raise SignetError(f"{where}: the input {error}") from None
    value = _run(function, [given.pop(name) for name in positional], given)
    for name, item in _by_output(value, outputs, folders, f"step {step}: {call['function']}()").items():
        try:
            outputs[name].save(item)
        except SignetError as error:
            raise SignetError(f"{where}: the output {error}") from None


def _find(module_name: str, function_name: str, step: str) -> Callable[..., Any]:
    try:
        found: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            _fail(error)
        places = " and ".join(place for place in sys.path[:2] if place == sys.path[0] or place.endswith("src"))
        raise SignetError(f"step {step}: there is no module {error.name} in {places}.") from None
    except Exception as error:
        _fail(error)
    so_far = module_name
    for part in function_name.split("."):
        if not hasattr(found, part):
            names = [name for name in dir(found) if not name.startswith("_")]
            raise SignetError(f"step {step}: {so_far} has no {part}.{suggestion(part, names)}")
        found = getattr(found, part)
        so_far = f"{so_far}.{part}"
    if not callable(found):
        raise SignetError(f"step {step}: {so_far} is not a function but a {type(found).__name__}.")
    return found


def _check_arguments(function: Callable[..., Any], name: str, given: List[str], step: str) -> List[str]:
    """The names of arguments that are passed by position, after a check that the function takes what it is given."""
    if _is_plainly_right(function, given):
        return []
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        # Functions in machine code may tell nothing of their arguments.
        return []
    # A function that has no arguments, or decorators that take any, say nothing more.
    takes_any = any(one.kind is one.VAR_KEYWORD for one in parameters)
    named = [one for one in parameters if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)]
    names = [one.name for one in named]
    passes = f"step {step} passes {listing(given)}"
    for argument in given:
        if argument not in names and not takes_any:
            raise SignetError(
                f"{name}() takes no argument `{argument}`: {passes}.{suggestion(argument, [one for one in names if one not in given])}"
            )
    for one in named:
        if one.name not in given and one.default is one.empty:
            raise SignetError(
                f"{name}() needs the argument `{one.name}`, but {passes}."
                f" Add it to `inputs` or `params` of the step, or give it a default."
            )
    return [one.name for one in named if one.kind is one.POSITIONAL_ONLY and one.name in given]


def _is_plainly_right(function: Callable[..., Any], given: List[str]) -> bool:
    """Spares loading `inspect`, half of what starting a small step costs, where a look at the code is enough."""
    if type(function) is not FunctionType or hasattr(function, "__wrapped__") or hasattr(function, "__signature__"):
        return False
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return code.co_posonlyargcount == 0 and set(given) == set(names)


def _run(function: Callable[..., Any], positional: List[Any], named: Dict[str, Any]) -> Any:
    try:
        value = function(*positional, **named)
        if hasattr(value, "__await__"):
            import asyncio

            async def awaited() -> Any:
                return await value

            value = asyncio.run(awaited())
        return value
    except Exception as error:
        _fail(error)


def _by_output(value: Any, outputs: Ports, folders: Set[str], returned: str) -> Dict[str, Any]:
    """What to save, by output. Folders, and files that the function has written itself, are not saved again."""
    names = list(outputs)
    if not names:
        if value is not None:
            raise SignetError(
                f"{returned} returned {_kind(value)}, but the step has no outputs."
                f" Declare one in its `outputs`, or return nothing."
            )
        return {}
    if len(names) == 1:
        values = {names[0]: value}
    elif value is None and all(_is_written(outputs[name], folders) for name in names):
        values = dict.fromkeys(names)
    elif isinstance(value, dict):
        unknown = [key for key in value if key not in names]
        missing = [name for name in names if name not in value and not _is_written(outputs[name], folders)]
        if unknown or missing:
            raise SignetError(
                f"{returned} returned a dict with {listing(map(str, value))}, but the outputs are {listing(names)}."
            )
        values = {name: value.get(name) for name in names}
    elif isinstance(value, (tuple, list)):
        if len(value) != len(names):
            raise SignetError(
                f"{returned} returned {_count(len(value), 'value')} for {len(names)} outputs: {listing(names)}."
            )
        values = dict(zip(names, value))
    else:
        raise SignetError(
            f"{returned} returned {_kind(value)} for {len(names)} outputs: {listing(names)}."
            f" Return a dict by their names, or a tuple in this order."
        )
    for name in names:
        if not _is_written(outputs[name], folders):
            continue
        if values[name] is not None:
            raise SignetError(
                f"{returned} returned {_kind(values[name])} for {name}, which is a folder: write files into"
                f" signet.outputs[{name!r}].path and return None for it."
                if name in folders
                else f"{returned} wrote {name} itself and returned {_kind(values[name])} for it as well: do one of both."
            )
        del values[name]
    return values


def _is_written(output: Dataset, folders: Set[str]) -> bool:
    return output.name in folders or output.path.exists()


def _kind(value: Any) -> str:
    word = type(value).__name__
    return "nothing" if value is None else f"{'an' if word[0].lower() in 'aeiou' else 'a'} {word}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# --- errors of the user's code

def _fail(error: BaseException) -> NoReturn:
    _print_user_error(error)
    sys.exit(1)


def _print_user_error(error: BaseException) -> None:
    """The traceback as the user's program would print it: without the frames of this runner."""
    import traceback

    sys.stdout.flush()
    for one in _chain(error):
        one.__traceback__ = _own_frames(one.__traceback__)
    traceback.print_exception(type(error), error, error.__traceback__)


def _reaches(trace: Optional[TracebackType], folder: str) -> bool:
    """Whether code of the user's was at work, as when an input unpickles objects of a class of theirs."""
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(os.path.join(folder, "")):
            return True
        trace = trace.tb_next
    return False


def _chain(error: Optional[BaseException]) -> List[BaseException]:
    seen: List[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return seen


def _own_frames(trace: Optional[TracebackType]) -> Optional[TracebackType]:
    machinery = (_here, os.path.dirname(importlib.__file__), "<frozen importlib", *_asyncio())
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(machinery):
        trace = trace.tb_next
    return trace


def _asyncio() -> List[str]:
    module = sys.modules.get("asyncio")
    return [os.path.dirname(module.__file__)] if module is not None and module.__file__ else []


if __name__ == "__main__":
    main()
