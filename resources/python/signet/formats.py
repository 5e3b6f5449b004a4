"""Values to files and back, by format. Equal values give equal bytes, so that unchanged results rerun nothing."""

from __future__ import annotations

import importlib
import json
import math
import sys
from pathlib import Path

from .canonical_pickle import dump_pickle, load_pickle
from .context import any_digits
from .errors import SignetError, listing, suggestion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Tuple

_suffixes = {
    **dict.fromkeys([".pkl", ".pickle"], "pickle"),
    ".json": "json",
    **dict.fromkeys([".csv", ".tsv"], "csv"),
    **dict.fromkeys(
        [".txt", ".md", ".rst", ".log", ".html", ".htm", ".xml", ".svg", ".yaml", ".yml", ".toml", ".sql", ".tex"],
        "text",
    ),
    ".parquet": "parquet",
    ".npy": "npy",
    ".joblib": "joblib",
}


def format_of(path: Path, format: Optional[str], name: str) -> str:
    """The format that is declared, else the one of the path's suffix; `pickle` for a path without one."""
    if format is not None:
        if format not in _formats:
            raise SignetError(
                f"{name} has the unknown format {format} (there are: {listing(_formats)}).{suggestion(format, _formats)}"
            )
        return format
    suffix = path.suffix.lower()
    if suffix in _suffixes or suffix == "":
        return _suffixes.get(suffix, "pickle")
    raise SignetError(
        f"{name}: no format goes with {suffix}. Write `format:` at the dataset in the pipeline file"
        f" ({listing(_formats)}), or use its path."
    )


def load(path: Path, format: Optional[str], name: str) -> Any:
    """The value of the dataset `name` in the file `path`."""
    chosen = format_of(path, format, name)
    try:
        return _formats[chosen][0](path, name)
    except SignetError:
        raise
    except Exception as error:
        raise SignetError(f"{name} cannot be read as {chosen}: {_message(error)} ({path})") from error


def save(path: Path, value: Any, format: Optional[str], name: str) -> None:
    """Writes a value as the dataset `name` into the file `path`. What cannot be written leaves no file."""
    chosen = format_of(path, format, name)
    try:
        _formats[chosen][1](path, value, name)
    except Exception as error:
        if path.is_file():
            path.unlink()
        if isinstance(error, SignetError):
            raise
        raise SignetError(f"{name} cannot be saved as {chosen}: {_message(error)}") from error


def _message(error: Exception) -> str:
    return str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"


def _needed(package: str, module: str, format: str, name: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        if error.name is not None and error.name.partition(".")[0] != package:
            raise
        raise SignetError(f"{name} has the format {format}, which needs {package}: pip install {package}") from None


# --- JSON: UTF-8, keys sorted, two spaces; what is not finite is a text, as in every JSON of Signet's

_not_finite = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def _save_json(path: Path, value: Any, name: str) -> None:
    with any_digits():
        text = json.dumps(_plain(value, "", name), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    path.write_bytes((text + "\n").encode("utf-8"))


def _plain(value: Any, place: str, name: str) -> Any:
    def wrong(what: str) -> SignetError:
        where = f" at {place}" if place else ""
        return SignetError(f"{name} cannot be saved as json: {what}{where}. Convert it, or use `format: pickle`.")

    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        if value in _not_finite:
            raise wrong(f"the text {value!r}, which would be read back as a number,")
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return float(value)
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise wrong(f"the key {key!r}, which is not a text,")
        return {key: _plain(item, f"{place}.{key}" if place else key, name) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{place}[{at}]", name) for at, item in enumerate(value)]
    # Numbers and arrays of numpy, which need not be there.
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return _plain(value.tolist(), place, name)
    raise wrong(f"{_article(value)}")


def _article(value: Any) -> str:
    word = type(value).__name__
    return f"{'an' if word[0].lower() in 'aeiou' else 'a'} {word}"


def _load_json(path: Path, _name: str) -> Any:
    with any_digits():
        return _with_floats(json.loads(path.read_bytes().decode("utf-8")))


def _with_floats(value: Any) -> Any:
    if isinstance(value, str):
        return _not_finite.get(value, value)
    if isinstance(value, list):
        return [_with_floats(item) for item in value]
    if isinstance(value, dict):
        return {key: _with_floats(item) for key, item in value.items()}
    return value


# --- tables

def _is_of(value: Any, package: str) -> bool:
    return type(value).__module__.partition(".")[0] == package


def _delimiter(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _save_csv(path: Path, value: Any, name: str) -> None:
    import csv

    if _is_of(value, "pandas") and hasattr(value, "to_csv"):
        frame = value.to_frame() if hasattr(value, "to_frame") and not hasattr(value, "columns") else value
        # Row numbers say nothing; an index that somebody named does.
        named = any(one is not None for one in frame.index.names)
        with open(path, "w", encoding="utf-8", newline="") as file:
            try:
                frame.to_csv(file, index=named, sep=_delimiter(path), lineterminator="\n")
            except TypeError:
                # Its name before pandas 1.5.
                frame.to_csv(file, index=named, sep=_delimiter(path), line_terminator="\n")
        return
    rows = list(value) if isinstance(value, (list, tuple)) else None
    if rows is None or not (
        all(isinstance(row, dict) for row in rows) or all(isinstance(row, (list, tuple)) for row in rows)
    ):
        raise SignetError(
            f"{name} cannot be saved as csv: it takes a DataFrame, a list of dicts or a list of rows, not {_article(value)}"
            f"{' of other things' if rows is not None else ''}."
        )
    lines: List[List[Any]] = []
    if rows and isinstance(rows[0], dict):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [columns, *([row.get(column) for column in columns] for row in rows)]
    else:
        lines = [list(row) for row in rows]
    for line in lines:
        for cell in line:
            if isinstance(cell, (dict, list, tuple, set, frozenset, bytes)):
                raise SignetError(f"{name} cannot be saved as csv: a cell holds {_article(cell)}.")
    with open(path, "w", encoding="utf-8", newline="") as file, any_digits():
        csv.writer(file, delimiter=_delimiter(path), lineterminator="\n").writerows(lines)


def _load_csv(path: Path, _name: str) -> Any:
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        return pandas.read_csv(path, sep=_delimiter(path))
    import csv

    before = csv.field_size_limit(sys.maxsize)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return [dict(row) for row in csv.DictReader(file, delimiter=_delimiter(path))]
    finally:
        csv.field_size_limit(before)


def _save_parquet(path: Path, value: Any, name: str) -> None:
    if _is_of(value, "polars"):
        value.write_parquet(path)
        return
    if _is_of(value, "pandas"):
        try:
            value.to_parquet(path)
        except ImportError:
            raise SignetError(f"{name} has the format parquet, which needs pyarrow: pip install pyarrow") from None
        return
    writer = _needed("pyarrow", "pyarrow.parquet", "parquet", name)
    if not _is_of(value, "pyarrow"):
        raise SignetError(
            f"{name} cannot be saved as parquet: it takes a DataFrame or a table of pyarrow, not {_article(value)}."
        )
    writer.write_table(value, path)


def _load_parquet(path: Path, name: str) -> Any:
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        try:
            return pandas.read_parquet(path)
        except ImportError:
            raise SignetError(f"{name} has the format parquet, which needs pyarrow: pip install pyarrow") from None
    polars = sys.modules.get("polars")
    if polars is not None:
        return polars.read_parquet(path)
    return _needed("pyarrow", "pyarrow.parquet", "parquet", name).read_table(path)


# --- others

def _save_text(path: Path, value: Any, name: str) -> None:
    if not isinstance(value, str):
        raise SignetError(f"{name} cannot be saved as text: it takes a str, not {_article(value)}.")
    path.write_bytes(value.encode("utf-8"))


def _load_text(path: Path, _name: str) -> str:
    return path.read_bytes().decode("utf-8")


def _save_npy(path: Path, value: Any, name: str) -> None:
    numpy = _needed("numpy", "numpy", "npy", name)
    with open(path, "wb") as file:
        # Arrays of objects would be pickled: that is another format.
        numpy.save(file, value, allow_pickle=False)


def _load_npy(path: Path, name: str) -> Any:
    return _needed("numpy", "numpy", "npy", name).load(path, allow_pickle=False)


def _save_joblib(path: Path, value: Any, name: str) -> None:
    _needed("joblib", "joblib", "joblib", name).dump(value, path, protocol=4)


def _load_joblib(path: Path, name: str) -> Any:
    return _needed("joblib", "joblib", "joblib", name).load(path)


# How to load and how to save.
_formats: Dict[str, Tuple[Callable[[Path, str], Any], Callable[[Path, Any, str], None]]] = {
    "pickle": (lambda path, _name: load_pickle(path), lambda path, value, _name: dump_pickle(value, path)),
    "json": (_load_json, _save_json),
    "csv": (_load_csv, _save_csv),
    "text": (_load_text, _save_text),
    "parquet": (_load_parquet, _save_parquet),
    "npy": (_load_npy, _save_npy),
    "joblib": (_load_joblib, _save_joblib),
}
