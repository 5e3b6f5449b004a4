"""The running step's parameters, inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from . import formats
from .context import context
from .errors import SignetError, UndeclaredError, listing, suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any, Dict, Iterator, Optional, Union


class Params(dict):
    """Parameters by item and by attribute, nested: `params.train.lr` is `params["train"]["lr"]`. Read-only.

    `step` is the name of the step, `prefix` that of the object which these are in, with its dot.
    """

    def __init__(self, values: Mapping, step: str = "", prefix: str = "") -> None:
        super().__init__(
            (key, Params(value, step, f"{prefix}{key}.") if isinstance(value, dict) else value)
            for key, value in values.items()
        )
        object.__setattr__(self, "_place", (step, prefix))

    def __missing__(self, name: object) -> Any:
        step, prefix = self._place
        declared = listing(prefix + key for key in self)
        raise UndeclaredError(
            f"Step {step} does not declare the parameter {prefix}{name} (here it has: {declared})."
            f"{suggestion(name, self)} Add {prefix}{name} to the step's `params` in the pipeline file."
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __reduce__(self) -> Any:
        return Params, (dict(self), *self._place)

    def _refuse(self, *_args: object, **_named: object) -> None:
        raise SignetError("A step's parameters cannot be changed: copy them with dict(signet.params).")

    __setattr__ = __setitem__ = __delattr__ = __delitem__ = __ior__ = _refuse
    # Typed as what dict has by these names; all of them are to refuse.
    update = setdefault = pop = popitem = clear = _refuse  # type: ignore[assignment]


class Dataset:
    """An input or an output of the running step. Functions that take a path take it as it is, too."""

    def __init__(self, name: str, path: str, is_input: bool, format: Optional[str]) -> None:
        self.name = name
        self.path = Path(path)
        self._is_input = is_input
        self._format = format

    def __repr__(self) -> str:
        return f"<signet {'input' if self._is_input else 'output'} {self.name} at {self.path}>"

    def __fspath__(self) -> str:
        return str(self.path)

    def open(self, mode: str = "r", **options: Any) -> IO[Any]:
        """Opens its file. Text is UTF-8 unless `encoding` says otherwise."""
        if self._is_input and set(mode) & set("wax+"):
            raise SignetError(f"{self.name} is an input of the step and cannot be written (mode {mode!r}).")
        if "b" not in mode:
            options.setdefault("encoding", "utf-8")
        return open(self.path, mode, **options)

    def load(self) -> Any:
        """Its value, read by its format; of a folder its path."""
        if self.path.is_dir():
            return self.path
        return formats.load(self.path, self._format, self.name)

    def save(self, value: Any) -> None:
        """Writes a value by its format."""
        if self._is_input:
            raise SignetError(f"{self.name} is an input of the step and cannot be saved.")
        if self.path.is_dir():
            raise SignetError(f"{self.name} is a folder: write files into signet.outputs[{self.name!r}].path.")
        formats.save(self.path, value, self._format, self.name)


class Gathered(Mapping):
    """An input that gathers what the items of a `foreach` made, by item: `inputs["oB"]["lr=0.1"]`."""

    def __init__(self, name: str, paths: Dict[str, str], format: Optional[str]) -> None:
        self.name = name
        self._datasets = {key: Dataset(f"{name}@{key}", path, True, format) for key, path in paths.items()}

    def __getitem__(self, key: str) -> Dataset:
        if key not in self._datasets:
            raise UndeclaredError(
                f"{self.name} has no item {key} (it has: {listing(self)}).{suggestion(key, self)}"
            )
        return self._datasets[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._datasets)

    def __len__(self) -> int:
        return len(self._datasets)

    def load(self) -> Dict[str, Any]:
        """The value of each item, in the order of the `foreach`."""
        return {key: dataset.load() for key, dataset in self._datasets.items()}


class Ports(Mapping):
    """The inputs or the outputs of a step by name. `kind` is `inputs` or `outputs`, as in the pipeline file."""

    def __init__(self, kind: str, told: Dict[str, Any]) -> None:
        self._kind = kind
        self._step = told["step"]
        types = (told.get("formats") or {}).get(kind) or {}
        self._ports: Dict[str, Union[Dataset, Gathered]] = {
            name: Gathered(name, place, types.get(name))
            if isinstance(place, dict)
            else Dataset(name, place, kind == "inputs", types.get(name))
            for name, place in told[kind].items()
        }

    def __getitem__(self, name: str) -> Any:
        if name not in self._ports:
            raise UndeclaredError(
                f"Step {self._step} does not declare the {self._kind[:-1]} {name} (it has: {listing(self)})."
                f"{suggestion(name, self)} Add {name} to the step's `{self._kind}` in the pipeline file."
            )
        return self._ports[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ports)

    def __len__(self) -> int:
        return len(self._ports)

    def __repr__(self) -> str:
        return f"<signet {self._kind} of {self._step}: {listing(self)}>"


def read_step(name: str) -> Any:
    """`params`, `inputs` or `outputs` of the running step."""
    told = context()
    if name == "params":
        return Params(told["params"], told["step"])
    return Ports(name, told)
