"""Signet from Python: what a step is told, and running pipelines.

In a step: `params`, `inputs`, `outputs`. Anywhere: `run`, `runs`, `load`.
"""

from .errors import RunFailed, SignetError, UndeclaredError

# What `typing.TYPE_CHECKING` is to type checkers, without loading it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .step import Params, Ports
    from .terminal import load, run, runs

    params: Params
    inputs: Ports
    outputs: Ports

__version__ = "0.1.0"
__all__ = ["params", "inputs", "outputs", "run", "runs", "load", "SignetError", "UndeclaredError", "RunFailed"]


def __getattr__(name: str) -> object:
    # When asked for, so that `import signet` is quick, and works outside of a step.
    if name in ("params", "inputs", "outputs"):
        from .step import read_step

        value = read_step(name)
    elif name in ("run", "runs", "load"):
        from . import terminal

        value = getattr(terminal, name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value
