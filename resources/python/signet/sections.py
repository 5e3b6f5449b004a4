"""The part of a run that code belongs to, and the decorators that make one of a function."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

from .plain import plain
from .secret_names import is_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, Iterator, Optional

# The names of the steps around, each with its dot: `train.` stands before the names of metrics and parameters.
prefix: ContextVar[str] = ContextVar("signet_section", default="")


@contextmanager
def section(name: str, values: Dict[str, Any]) -> Iterator[None]:
    """Has what is logged in the block be named `name.…`, with these parameters; logs the seconds that it took."""
    from .tracking import log_metric, log_params

    token = prefix.set(f"{prefix.get()}{name}.")
    started = perf_counter()
    try:
        if values:
            log_params(values)
        yield
    finally:
        log_metric("seconds", perf_counter() - started)
        prefix.reset(token)


def step(function: Optional[Callable[..., Any]] = None, *, name: Optional[str] = None) -> Any:
    """Makes calls of a function sections of the run: `@signet.step` or `@signet.step(name="train")`.

    Of each call its arguments that are plain values become parameters (`train.lr`), what it logs is named by it
    (`train.loss`), and its time is the metric `train.seconds`. The function runs each time, as without the decorator:
    for steps that run only when something changed write a pipeline file. `async` functions are fine too.
    """
    if function is None:
        return functools.partial(step, name=name)
    return _wrapped(function, lambda values: section(name or function.__name__, values))


def pipeline(
    function: Optional[Callable[..., Any]] = None,
    *,
    project: Optional[str] = None,
    name: Optional[str] = None,
    tags: Iterable[str] = (),
) -> Any:
    """Makes each call of a function a run, as `with signet.init(...)` around it: `@signet.pipeline(project="vision")`.

    Its arguments are the run's parameters, and functions with `@signet.step` that it calls are its sections. While
    another run is recorded, or in a step of a pipeline, it is a section itself.
    """
    if function is None:
        return functools.partial(pipeline, project=project, name=name, tags=tags)
    named = name or function.__name__

    def block(values: Dict[str, Any]) -> Any:
        from .tracking import init, is_recording

        if is_recording():
            return section(named, values)
        return init(project=project, name=named, params=values, tags=tags)

    return _wrapped(function, block)


def _wrapped(function: Callable[..., Any], block: Callable[[Dict[str, Any]], Any]) -> Callable[..., Any]:
    import inspect

    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaiting(*args: Any, **named: Any) -> Any:
            with block(_arguments(function, args, named)):
                return await function(*args, **named)

        return awaiting

    @functools.wraps(function)
    def calling(*args: Any, **named: Any) -> Any:
        with block(_arguments(function, args, named)):
            return function(*args, **named)

    return calling


def _arguments(function: Callable[..., Any], args: Any, named: Dict[str, Any]) -> Dict[str, Any]:
    """The arguments of a call that are plain values, defaults too; never secrets."""
    import inspect

    try:
        bound = inspect.signature(function).bind(*args, **named)
    except (TypeError, ValueError):
        # The call itself will say what is wrong.
        return {}
    bound.apply_defaults()
    return {key: plain(value) for key, value in bound.arguments.items() if _is_plain(value) and not is_secret(key)}


def _is_plain(value: Any, depth: int = 0) -> bool:
    if value is None or isinstance(value, (bool, int, float)):
        return True
    if isinstance(value, str):
        return len(value) <= 10_000
    if depth > 4 or not isinstance(value, (dict, list, tuple)) or len(value) > 100:
        return False
    return all(_is_plain(item, depth + 1) for item in (value.values() if isinstance(value, dict) else value))
