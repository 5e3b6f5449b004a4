"""`signet.init` and the log functions: which run is recorded, and that of the program around where there is one."""

from __future__ import annotations

import os
import sys

from .notices import warn, warn_of
from .tracked_run import TrackedRun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType
    from typing import Any, FrozenSet, Iterable, Optional, Sequence, Union

    from .tracked_run import Number, Path, Time

_active: Optional[TrackedRun] = None
# Whether the active run was begun by a log function, before any `init`.
_is_implicit = False


def init(
    project: Optional[str] = None,
    name: Optional[str] = None,
    params: Union[None, Mapping[str, Any], object] = None,
    tags: Iterable[str] = (),
    capture: Union[bool, Iterable[str]] = True,
) -> TrackedRun:
    """The run that is recorded from now on: that of the running step, else a new one of kind `script`.

    `project` is where it belongs (`vision/mnist`; else the checkout's or the folder's name), `name` what it is called
    (else as the program). `params` is a dict, a namespace or a dataclass. `capture` says what is recorded by itself:
    all, nothing, or some of `command`, `git`, `environment`, `console`, `code`, `files`, `resources`.
    In a step of a pipeline, where project and name are the pipeline's, and where a run is active already, its
    parameters and tags are added to that one; another project or name begins another run.
    Never raises because something cannot be recorded.
    """
    global _active, _is_implicit
    caller = sys._getframe(1)
    try:
        run = _surrounding() if _surrounds(explicit=True) else active_run()
        if run is not None and not _surrounds(explicit=True) and not _is_own(run):
            # That of the process from which this one was forked.
            run = None
        if run is not None and not _is_implicit and _is_own(run) and (project or name):
            run.finish()
            run = None
        if run is None:
            run = _begin(project, name, params, tags, _chosen(capture), caller)
        else:
            if _is_implicit and (project or name):
                warn("late", "signet.init comes after the first thing logged: project and name stay as they are")
            if params is not None:
                run.log_params(params)
            if tags:
                run.add_tags(tags)
        _active, _is_implicit = run, False
        return run
    except Exception as error:
        warn_of(error, "signet.init")
        return TrackedRun(None, project, name, None)


def finish(status: Optional[str] = None, error: Optional[str] = None) -> None:
    """Ends the active run: `succeeded`, or the status that is given (`failed`, `cancelled`), with an error's text."""
    if _active is not None:
        _active.finish(status, error)


def active_run() -> Optional[TrackedRun]:
    """The run that is recorded, None if there is none (yet)."""
    return _active if _active is not None and not _active.is_finished else None


def is_recording() -> bool:
    """Whether there is a run to log to: one that was begun, or that of the step or program around."""
    return active_run() is not None or _surrounds(explicit=False)


def at_exit() -> None:
    """Ends the script's run when the interpreter ends."""
    run = _active
    if run is None or run.is_finished or not _is_own(run):
        return
    children = sys.modules.get("multiprocessing")
    if children is not None:
        # Python waits for these too, but later, and they may have something to log.
        for child in children.active_children():
            if not child.daemon:
                child.join()
    run.finish()


# --- which run


def _is_own(run: TrackedRun) -> bool:
    """Whether this process began the run; one that was forked off may log to it, and not end it."""
    return getattr(run, "process", None) == os.getpid()


def _current() -> TrackedRun:
    """The run that log functions log to; one is begun if there is none."""
    global _active, _is_implicit
    if _active is None:
        try:
            if _surrounds(explicit=False):
                _active = _surrounding()
            else:
                # Of the frames the first that is not of this package.
                frame: Optional[FrameType] = sys._getframe(1)
                while frame is not None and frame.f_globals.get("__package__") == __package__:
                    frame = frame.f_back
                _active = _begin(None, None, None, (), _chosen(True), frame)
                _is_implicit = True
        except Exception as error:
            warn_of(error, "recording this program")
            _active = TrackedRun(None, None, None, None)
    return _active


def _surrounds(explicit: bool) -> bool:
    """Whether what is logged belongs to a run that another process began.

    Always in a step and under `signet exec`. Of a script's run its `multiprocessing` children are a part, and other
    programs that it starts unless they ask for a run of their own, by `init`.
    """
    if not os.environ.get("SIGNET_EVENTS"):
        return False
    from .script_run import owner_of_events

    owner = owner_of_events()
    if owner is None:
        return True
    if owner == os.getpid():
        return False
    return not explicit or _is_worker()


def _is_worker() -> bool:
    """Whether `multiprocessing` started this process. The program's module is loaded there before it says so itself."""
    if "__mp_main__" in sys.modules:
        return True
    process = sys.modules.get("multiprocessing.process")
    return process is not None and process.parent_process() is not None


def _surrounding() -> TrackedRun:
    if _active is not None and not _active.is_finished:
        return _active
    context = _context()
    events = os.path.abspath(os.environ["SIGNET_EVENTS"])
    # A run's folder bears its id.
    id = context.get("stepRun") or os.path.basename(os.path.dirname(events))
    return TrackedRun(id, context.get("project"), context.get("step"), events)


def _context() -> "dict[str, Any]":
    if not os.environ.get("SIGNET_CONTEXT"):
        return {}
    from .context import context
    from .errors import SignetError

    try:
        return context()
    except SignetError:
        # Who asks for parameters is told.
        return {}


def _begin(
    project: Optional[str],
    name: Optional[str],
    params: Any,
    tags: Iterable[str],
    chosen: FrozenSet[str],
    caller: Optional[FrameType],
) -> TrackedRun:
    if os.environ.get("SIGNET_TRACKING", "").lower() in ("0", "off", "false", "no"):
        return TrackedRun(None, project, name, None)
    from .script_run import ScriptRun

    return ScriptRun(project, name, params, tags, chosen, caller)


def _chosen(capture: Union[bool, Iterable[str]]) -> FrozenSet[str]:
    from .script_run import captures

    if capture is True:
        return captures
    if capture is False:
        return frozenset()
    chosen = frozenset([capture] if isinstance(capture, str) else capture)
    unknown = sorted(chosen - captures)
    if unknown:
        warn("captures", f"there is no capture {', '.join(unknown)} (there are: {', '.join(sorted(captures))})")
    return chosen & captures


# --- the log functions, of the active run


def log_metric(name: str, value: Number, step: Optional[Number] = None, time: Optional[Time] = None) -> None:
    (_active or _current()).log_metric(name, value, step, time)


def log_metrics(values: Mapping[str, Any], step: Optional[Number] = None, time: Optional[Time] = None) -> None:
    (_active or _current()).log_metrics(values, step, time)


def log_param(name: str, value: Any) -> None:
    (_active or _current()).log_param(name, value)


def log_params(params: Any = None, **named: Any) -> None:
    (_active or _current()).log_params(params, **named)


def add_tags(*tags: Union[str, Iterable[str]]) -> None:
    (_active or _current()).add_tags(*tags)


def set_tags(*tags: Union[str, Iterable[str]]) -> None:
    (_active or _current()).set_tags(*tags)


def remove_tags(*tags: Union[str, Iterable[str]]) -> None:
    (_active or _current()).remove_tags(*tags)


def set_property(key: str, value: Union[str, float, bool, None]) -> None:
    (_active or _current()).set_property(key, value)


def set_notes(text: str, append: bool = False) -> None:
    (_active or _current()).set_notes(text, append)


def log_artifact(path: Path, name: Optional[str] = None) -> None:
    (_active or _current()).log_artifact(path, name)


def log_image(name: str, image: Any, step: Optional[Number] = None) -> None:
    (_active or _current()).log_image(name, image, step)


def log_figure(name: str, figure: Any, step: Optional[Number] = None) -> None:
    (_active or _current()).log_figure(name, figure, step)


def log_table(
    name: str, table: Any, columns: Optional[Sequence[str]] = None, step: Optional[Number] = None, format: str = "csv"
) -> None:
    (_active or _current()).log_table(name, table, columns, step, format)


def log_text(name: str, text: str, step: Optional[Number] = None) -> None:
    (_active or _current()).log_text(name, text, step)


def log_input(path: Path, name: Optional[str] = None) -> None:
    (_active or _current()).log_input(path, name)


def log_output(path: Path, name: Optional[str] = None) -> None:
    (_active or _current()).log_output(path, name)


for _name in (
    "log_metric log_metrics log_param log_params add_tags set_tags remove_tags set_property set_notes log_artifact"
    " log_image log_figure log_table log_text log_input log_output"
).split():
    globals()[_name].__doc__ = getattr(TrackedRun, _name).__doc__
