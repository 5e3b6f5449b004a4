"""Signet from Python: recording what a program does, what a step is told, running pipelines.

Anywhere: `init`, the `log_…` functions, `step` and `pipeline`. In a step: `params`, `inputs`, `outputs`.
To run pipelines and to read what they made: `run`, `runs`, `load`.
"""

import atexit
import os
import sys

from .errors import RunFailed, SignetError, UndeclaredError

# What `typing.TYPE_CHECKING` is to type checkers, without loading it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .declared import Params, Ports
    from .sections import pipeline, step
    from .terminal import load, run, runs
    from .tracked_run import TrackedRun
    from .tracking import (
        active_run,
        add_tags,
        finish,
        init,
        log_artifact,
        log_figure,
        log_image,
        log_input,
        log_metric,
        log_metrics,
        log_output,
        log_param,
        log_params,
        log_table,
        log_text,
        remove_tags,
        set_notes,
        set_property,
        set_tags,
    )

    params: Params
    inputs: Ports
    outputs: Ports

__version__ = "0.1.0"
__all__ = [
    "init", "finish", "active_run", "TrackedRun", "log_metric", "log_metrics", "log_param", "log_params", "log_artifact",
    "log_image", "log_figure", "log_table", "log_text", "log_input", "log_output", "add_tags", "set_tags",
    "remove_tags", "set_property", "set_notes", "step", "pipeline", "params", "inputs", "outputs", "run", "runs",
    "load", "SignetError", "UndeclaredError", "RunFailed",
]  # fmt: skip

# The module of each name that is not here yet.
_modules = {
    **dict.fromkeys(["run", "runs", "load"], "terminal"),
    **dict.fromkeys(["step", "pipeline"], "sections"),
    "TrackedRun": "tracked_run",
    **dict.fromkeys([name for name in __all__ if name in ("init", "finish", "active_run")], "tracking"),
    **dict.fromkeys([name for name in __all__ if name.startswith(("log_", "set_", "add_", "remove_"))], "tracking"),
}


def __getattr__(name: str) -> object:
    # When asked for, so that `import signet` is quick, and works outside of a step.
    if name in ("params", "inputs", "outputs"):
        from .declared import read_step

        value = read_step(name)
    elif name in _modules:
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_modules[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def _at_exit() -> None:
    tracking = sys.modules.get(f"{__name__}.tracking")
    if tracking is not None:
        tracking.at_exit()


# Early, so that it is late at the end: what programs register afterwards may still log.
atexit.register(_at_exit)
if "argparse" in sys.modules and not os.environ.get("SIGNET_EVENTS") and not os.environ.get("SIGNET_CONTEXT"):
    # Programs parse their command line before they call `init`.
    from .capture.command import watch_arguments

    watch_arguments()
