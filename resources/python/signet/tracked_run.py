"""The run that is recorded: what can be logged of it. Each call appends a line to its event file."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from time import time as seconds_now

from .event_file import EventFile, longest_line
from .notices import warn, warn_of
from .plain import encode, number_text, plain
from .sections import prefix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, Callable, Dict, Iterable, Optional, Sequence, Set, TypeVar, Union

    Path = Union[str, "os.PathLike[str]"]
    Number = Any
    Time = Union[float, datetime]
    Call = TypeVar("Call", bound=Callable[..., None])

_most_names = 200_000


def _harmless(method: Call) -> Call:
    """Has a method warn instead of raise: what is recorded matters less than the program."""

    @functools.wraps(method)
    def call(self: TrackedRun, *args: Any, **named: Any) -> None:
        try:
            if self.folder is not None:
                method(self, *args, **named)
        except Exception as error:
            warn_of(error, f"signet.{method.__name__}")

    return call  # type: ignore[return-value]


class TrackedRun:
    """A run that is being recorded, in the folder of its event file. Log methods never raise, they warn once.

    As a context manager it ends with its block: `failed` if an exception leaves it. Without an event file nothing is
    recorded, and nothing is said.
    """

    def __init__(
        self, id: Optional[str], project: Optional[str], name: Optional[str], events: Optional[str]
    ) -> None:
        self.id = id
        self.project = project
        self.name = name
        self.folder = os.path.dirname(events) if events is not None else None
        self._place = self.folder or ""
        # Whether it has ended: what is logged then is left out, with a warning.
        self.is_finished = False
        self._events = EventFile(events if events is not None else os.devnull)
        # Those of which this process knows.
        self._tags: Set[str] = set()
        # The beginnings of metric lines by name.
        self._heads: Dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<signet run {self.name} {self.id}{' (ended)' if self.is_finished else ''}>"

    def __enter__(self) -> TrackedRun:
        return self

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> None:
        self.finish()

    def finish(self, status: Optional[str] = None, error: Optional[str] = None) -> None:
        """Ends the run, as `succeeded`, `failed` or `cancelled`. In a step of a pipeline the step's end is its end."""
        self._events.flush()

    # --- numbers

    def log_metric(self, name: str, value: Number, step: Optional[Number] = None, time: Optional[Time] = None) -> None:
        """Adds a point to the series `name`: any number, NaN and infinities too, one of numpy or torch.

        Without `step` it is the next one. `time` is now, unless given as `time.time()` counts or as a `datetime`.
        """
        try:
            section = prefix.get()
            if section:
                name = section + name
            head = self._heads.get(name)
            if head is None:
                head = self._head(name)
            # The usual kinds without a call.
            if type(value) is not float or value - value != 0.0:
                value = number_text(value)
            else:
                value = repr(value)
            moment = int(seconds_now() * 1000) if time is None else milliseconds(time)
            if step is None:
                line = f'{head}{value},"time":{moment}}}\n'
            elif type(step) is int:
                line = f'{head}{value},"step":{step},"time":{moment}}}\n'
            else:
                line = f'{head}{value},"step":{number_text(step)},"time":{moment}}}\n'
            self._append(line.encode("utf-8"))
        except Exception as error:
            warn_of(error, f"signet.log_metric({name!r})")

    @_harmless
    def log_metrics(
        self, values: Mapping[str, Any], step: Optional[Number] = None, time: Optional[Time] = None
    ) -> None:
        """Adds a point to each of several series: `{"loss": 0.3, "val": {"loss": 0.4}}` are `loss` and `val.loss`."""
        flat: Dict[str, str] = {}
        _flatten(values, prefix.get(), flat)
        parts = ",".join(f"{_quoted(name)}:{text}" for name, text in flat.items())
        at = "" if step is None else f'"step":{number_text(step)},'
        self._append(f'{{"type":"metrics","values":{{{parts}}},{at}"time":{milliseconds(time)}}}\n'.encode("utf-8"))

    # --- values and words

    @_harmless
    def log_param(self, name: str, value: Any) -> None:
        """Sets a parameter, to anything that JSON has or that can be told by it."""
        self._log_params({name: value})

    @_harmless
    def log_params(self, params: Any = None, **named: Any) -> None:
        """Sets parameters from a mapping, a namespace of `argparse` or a dataclass, nested ones too, or by name."""
        self._log_params({**parameter_values(params), **named})

    def _log_params(self, values: Dict[str, Any]) -> None:
        values = plain(values)
        for part in reversed(prefix.get().split(".")[:-1]):
            values = {part: values}
        self._tell("params", values=values)

    @_harmless
    def add_tags(self, *tags: Union[str, Iterable[str]]) -> None:
        """Adds tags: `add_tags("baseline", "v2")`, or a list of them."""
        words = tag_words(tags)
        self._tags.update(words)
        self._tell("tags", add=words)

    @_harmless
    def set_tags(self, *tags: Union[str, Iterable[str]]) -> None:
        """Sets the tags: those that this program gave the run before and that are not among these are taken away."""
        words = tag_words(tags)
        others = sorted(self._tags.difference(words))
        self._tags = set(words)
        self._tell("tags", add=words, **({"remove": others} if others else {}))

    @_harmless
    def remove_tags(self, *tags: Union[str, Iterable[str]]) -> None:
        """Takes tags away."""
        words = tag_words(tags)
        self._tags.difference_update(words)
        self._tell("tags", remove=words)

    @_harmless
    def set_property(self, key: str, value: Union[str, float, bool, None]) -> None:
        """Sets a key and value of your own; None takes it away."""
        value = plain(value)
        if isinstance(value, (dict, list)):
            value = encode(value).decode("utf-8").rstrip("\n")
        self._tell("property", key=str(key), value=value)

    @_harmless
    def set_notes(self, text: str, append: bool = False) -> None:
        """Sets the notes, or adds to them."""
        self._tell("notes", **{"append" if append else "text": str(text)})

    # --- files

    @_harmless
    def log_artifact(self, path: Path, name: Optional[str] = None) -> None:
        """Keeps a copy of a file, or of a folder whole, as it is now."""
        from .kept_files import keep_copy

        path = os.fspath(path)
        if not os.path.exists(path):
            raise FileNotFoundError(f"there is no {path}")
        self._tell_artifact(name or os.path.basename(os.path.abspath(path)), keep_copy(self._place, path), "file", None)

    @_harmless
    def log_image(self, name: str, image: Any, step: Optional[Number] = None) -> None:
        """Keeps a picture: a path, the bytes of a file, one of PIL, an array (height, width, channels), a figure."""
        from .images import figure_bytes, image_bytes

        if isinstance(image, (str, os.PathLike)):
            from .kept_files import keep_copy

            self._tell_artifact(name, keep_copy(self._place, os.fspath(image)), "image", step)
            return
        is_figure = hasattr(image, "savefig") or hasattr(image, "to_html")
        self._keep_artifact(name, *(figure_bytes if is_figure else image_bytes)(image), kind="image", step=step)

    @_harmless
    def log_figure(self, name: str, figure: Any, step: Optional[Number] = None) -> None:
        """Keeps a figure of matplotlib (also `pyplot` itself: its current one), plotly, bokeh or altair."""
        from .images import figure_bytes

        self._keep_artifact(name, *figure_bytes(figure), kind="figure", step=step)

    @_harmless
    def log_table(
        self,
        name: str,
        table: Any,
        columns: Optional[Sequence[str]] = None,
        step: Optional[Number] = None,
        format: str = "csv",
    ) -> None:
        """Keeps a table: a list of dicts, a dict of lists, a list of rows, a data frame. `format` is `csv` or `json`."""
        from .tables import table_bytes

        self._keep_artifact(name, table_bytes(table, columns, format), f".{format}", kind="table", step=step)

    @_harmless
    def log_text(self, name: str, text: str, step: Optional[Number] = None) -> None:
        """Keeps a text as a file."""
        # A name that says what it is, as `report.md`, keeps its ending.
        suffix = "" if os.path.splitext(name)[1] else ".txt"
        self._keep_artifact(name, str(text).encode("utf-8", "replace"), suffix, kind="text", step=step)

    @_harmless
    def log_input(self, path: Path, name: Optional[str] = None) -> None:
        """Tells of a file that the program reads: its digest is recorded, not its bytes."""
        self._tell_file("input", path, name)

    @_harmless
    def log_output(self, path: Path, name: Optional[str] = None) -> None:
        """Tells of a file that the program has written: its digest is recorded, not its bytes."""
        self._tell_file("output", path, name)

    def _tell_file(self, kind: str, path: Path, name: Optional[str]) -> None:
        path = os.path.abspath(os.fspath(path))
        if not os.path.exists(path):
            raise FileNotFoundError(f"there is no {path}")
        self._tell(kind, name=name or os.path.basename(path), path=path)

    def _keep_artifact(self, name: str, data: bytes, suffix: str, kind: str, step: Optional[Number]) -> None:
        from .kept_files import keep_bytes

        self._tell_artifact(name, keep_bytes(self._place, name, suffix, data), kind, step)

    def _tell_artifact(self, name: str, path: str, kind: str, step: Optional[Number]) -> None:
        at = {} if step is None else {"step": plain(step.item() if hasattr(step, "item") else step)}
        self._tell("artifact", name=prefix.get() + str(name), path=path, kind=kind, **at, time=milliseconds(None))

    # --- lines

    def _head(self, name: str) -> str:
        head = f'{{"type":"metric","name":{_quoted(name)},"value":'
        if len(self._heads) >= _most_names:
            self._heads.clear()
        self._heads[name] = head
        return head

    def _tell(self, event: str, /, **values: Any) -> None:
        self._append(encode({"type": event, **values}))

    def _append(self, line: bytes) -> None:
        if self.folder is None:
            return
        if self.is_finished:
            what = f"the run {self.name} has ended: what is logged now is left out (signet.init begins another)"
            warn(f"ended {self.id}", what)
        elif len(line) > longest_line:
            raise ValueError(f"more than {longest_line // 1024 // 1024} MB at once: log it as an artifact")
        else:
            self._events.append(line)


def milliseconds(time: Optional[Time]) -> int:
    """Since the epoch; of None now."""
    if time is None:
        return int(seconds_now() * 1000)
    return int((time.timestamp() if hasattr(time, "timestamp") else float(time)) * 1000)


def _quoted(name: Any) -> str:
    text = quoted(str(name))
    # Half a surrogate pair, as of file names that are no UTF-8.
    return text.encode("utf-8", "backslashreplace").decode("utf-8") if not text.isascii() else text


def _flatten(values: Any, before: str, flat: Dict[str, str]) -> None:
    for name, value in values.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{before}{name}.", flat)
            continue
        try:
            flat[f"{before}{name}"] = number_text(value)
        except Exception as error:
            # The others are none the worse for it.
            warn_of(error, f"signet.log_metrics({before + str(name)!r})")


def parameter_values(params: Any) -> Dict[str, Any]:
    """Parameters by name, of what has such. Raises TypeError for all else."""
    if params is None:
        return {}
    values = plain(params)
    if not isinstance(values, dict):
        raise TypeError(f"parameters have names: a dict, not a {type(params).__name__}")
    return values


def tag_words(tags: Iterable[Union[str, Iterable[str]]]) -> "list[str]":
    """Tags that are given one by one, or as lists, or both."""
    if any(isinstance(tag, Mapping) for tag in tags):
        raise TypeError("tags are words: a name with a value is a property (set_property) or a parameter (log_param)")
    return [word for tag in tags for word in ([tag] if isinstance(tag, str) else map(str, tag))]
