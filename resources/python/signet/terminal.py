"""Running pipelines and looking at runs through Signet's command line, which alone opens the library."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from . import formats
from .context import any_digits
from .errors import RunFailed, SignetError, listing, suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, List, Optional, Sequence, Union


class Record:
    """What the command line tells of a run or of a step, by attribute; `data` is all of it."""

    def __init__(self, data: Dict[str, Any]) -> None:
        self.data = data

    def __getattr__(self, name: str) -> Any:
        data = self.__dict__.get("data", {})
        if name not in data:
            raise AttributeError(f"{type(self).__name__} has no {name} (it has: {listing(data)})")
        return data[name]

    def __repr__(self) -> str:
        shown = ", ".join(f"{key}={self.data[key]!r}" for key in ("id", "name", "action", "status") if key in self.data)
        return f"<signet {type(self).__name__.lower()} {shown}>"


class Step(Record):
    """A step of a run: `id`, `name`, `action`, `signature`, `reasons`, `seconds`, `outputs`, `error`."""


class Run(Record):
    """A run: `id`, `status`, and from `run()` its `steps` by name in the order they stand, from `runs()` its row."""


def run(
    file: Union[str, "os.PathLike[str]"],
    target: Union[None, str, Sequence[str]] = None,
    *,
    params: Optional[Mapping[str, Any]] = None,
    force: Union[bool, str, Sequence[str]] = False,
    only: Optional[str] = None,
    from_: Union[None, str, Sequence[str]] = None,
    jobs: Optional[int] = None,
    keep_going: bool = False,
    project: Optional[str] = None,
    name: Optional[str] = None,
    tags: Iterable[str] = (),
    library: Union[None, str, "os.PathLike[str]"] = None,
    check: bool = True,
    **overrides: Any,
) -> Run:
    """Runs a pipeline file up to `target`, with parameters by name: `n=1`, `train={"lr": 0.1}`, `**{"train.lr": 0.1}`.

    Parameters that are named like one of these arguments go into `params`. Raises `RunFailed` when the run did not
    succeed, unless `check` is off, and `SignetError` when there is none.
    """
    words = ["run", os.fspath(file)]
    for key, value in {**(params or {}), **overrides}.items():
        words += ["-P", f"{key}={_parameter(value)}"]
    for option, values in [("--to", target), ("--from", from_), ("--only", only)]:
        for value in _several(values):
            words += [option, value]
    for option, single in [("--jobs", jobs), ("--project", project), ("--name", name)]:
        if single is not None:
            words += [option, str(single)]
    for tag in tags:
        words += ["--tag", tag]
    if keep_going:
        words.append("--keep-going")
    if force is not False:
        # Takes what follows it: so last.
        words += ["--force", *([] if force is True else _several(force))]
    answer = _ask(words, library, with_failures=True)
    result = Run(
        {
            "id": answer["run"],
            "status": answer["status"],
            "steps": {one["name"]: Step({**one, "id": one["run"]}) for one in answer["steps"]},
        }
    )
    result.__dict__["library"] = library
    if check and result.status != "succeeded":
        failed = [f"{one.name}: {one.error}" for one in result.steps.values() if one.action == "failed"]
        raise RunFailed("; ".join([f"Run {result.id} {result.status}", *failed]), result)
    return result


def runs(
    query: str = "",
    *,
    limit: int = 50,
    offset: int = 0,
    sort: Optional[str] = None,
    project: Optional[str] = None,
    library: Union[None, str, "os.PathLike[str]"] = None,
) -> List[Run]:
    """Runs that match a query, newest first unless `sort` says otherwise; without a query all."""
    words = ["runs", f"--limit={limit}", f"--offset={offset}"]
    words += [f"--sort={sort}"] if sort is not None else []
    words += [f"--project={project}"] if project is not None else []
    # Behind `--`, because a query may begin with a minus.
    found = [Run(row) for row in _ask(words, library, ["--", query])["runs"]]
    for one in found:
        one.__dict__["library"] = library
    return found


def load(
    run: Union[Run, Step, str, int],
    name: str,
    *,
    format: Optional[str] = None,
    library: Union[None, str, "os.PathLike[str]"] = None,
) -> Any:
    """The value of a dataset that a run made, for `run` an object, an id or a number; of a folder its path."""
    reference = run.id if isinstance(run, Record) else str(run)
    if library is None and isinstance(run, Record):
        library = run.__dict__.get("library")
    outputs = _ask(["show"], library, ["--", reference])["outputs"]
    if name not in outputs:
        raise SignetError(f"Run {reference} has no output {name} (it has: {listing(outputs)}).{suggestion(name, outputs)}")
    if outputs[name]["path"] is None:
        raise SignetError(f"The library does not hold {name} of run {reference} any more: run its pipeline again.")
    path = Path(outputs[name]["path"])
    return path if path.is_dir() else formats.load(path, format or outputs[name].get("format"), name)


def _several(names: Union[None, str, Sequence[str]]) -> List[str]:
    return [] if names is None else [names] if isinstance(names, str) else list(names)


def _parameter(value: Any) -> str:
    """A value as it stands after `-P name=`: a text as it is, anything else as JSON, with YAML's `.nan` and `.inf`."""
    return value if isinstance(value, str) else _flow(value)


def _flow(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if value != value else ".inf" if value > 0 else "-.inf"
    if isinstance(value, Mapping):
        return "{%s}" % ", ".join(f"{json.dumps(str(key))}: {_flow(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ", ".join(map(_flow, value))
    # Numbers of numpy, which need not be there.
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return _flow(value.tolist())
    try:
        with any_digits():
            return json.dumps(value, ensure_ascii=False)
    except TypeError:
        raise SignetError(f"A parameter cannot be a {type(value).__name__}: {value!r}") from None


def _command() -> str:
    """The command line: what SIGNET_CLI names, else the one shipped with this SDK, else `signet` on PATH."""
    named = os.environ.get("SIGNET_CLI")
    if named:
        return named
    import shutil

    shipped = Path(__file__).resolve().parent.parent.parent / "bin" / "signet"
    found = str(shipped) if shipped.is_file() else shutil.which("signet")
    if found is None:
        raise SignetError("Signet's command line is not found: put `signet` on PATH, or its path into SIGNET_CLI.")
    return found


def _ask(
    words: List[str],
    library: Union[None, str, "os.PathLike[str]"],
    behind: Sequence[str] = (),
    with_failures: bool = False,
) -> Any:
    """The JSON that a command answers; its message as an error if it answers none."""
    import subprocess

    command = [_command(), *([] if library is None else ["--library", os.fspath(library)]), words[0], "--json"]
    try:
        done = subprocess.run(
            [*command, *words[1:], *behind],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as error:
        raise SignetError(f"Signet's command line cannot be started: {error}") from None
    text = done.stdout.decode("utf-8", "replace")
    said = done.stderr.decode("utf-8", "replace")
    try:
        with any_digits():
            answer = json.loads(text)
    except ValueError:
        answer = None
    # Where there is no answer, the document is the error alone, which standard error tells for people.
    has_answer = isinstance(answer, dict) and list(answer) != ["error"]
    if done.returncode != 0 and not (with_failures and has_answer):
        message = said.strip()
        raise SignetError(message[8:] if message.startswith("signet: ") else message or f"exit code {done.returncode}")
    # Warnings and hints.
    sys.stderr.write(said)
    if not has_answer:
        raise SignetError(f"Signet's command line answered no JSON: {text[:200]!r}")
    return answer
