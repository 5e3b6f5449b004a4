"""Tables as CSV or JSON: lists of rows, dicts of columns, data frames."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from .plain import encode, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Sequence, Tuple


def table_bytes(table: Any, columns: Optional[Sequence[str]], format: str) -> bytes:
    """A table as a file: `csv` with a line of names, or `json`, a list with an object for each row.

    `table` is a list of dicts, a dict of lists, a list of rows (with `columns`), an array, or a data frame of pandas,
    polars or pyarrow. Raises TypeError or ValueError for what is none.
    """
    names, rows = _rows(table, columns)
    if format == "json":
        return encode([dict(zip(names, map(plain, row))) for row in rows])
    if format != "csv":
        raise ValueError(f"a table is kept as csv or json, not as {format}")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(plain(value)) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _rows(table: Any, columns: Optional[Sequence[str]]) -> Tuple[List[str], List[Sequence[Any]]]:
    if hasattr(table, "to_pydict"):
        table = table.to_pydict()
    elif hasattr(table, "columns") and hasattr(table, "itertuples"):
        # Of pandas: an index that somebody named is a column too.
        frame = table.reset_index() if any(name is not None for name in table.index.names) else table
        # What is missing is nothing, as in the files that pandas writes.
        present = frame.astype(object).where(frame.notna(), None)
        return [str(name) for name in frame.columns], [tuple(row) for row in present.itertuples(index=False)]
    elif hasattr(table, "to_dict") and hasattr(table, "get_columns"):
        table = table.to_dict(as_series=False)
    elif hasattr(table, "to_frame") and hasattr(table, "index"):
        return _rows(table.to_frame(), columns)
    elif hasattr(table, "tolist") and hasattr(table, "shape"):
        table = table.tolist()
    if isinstance(table, Mapping):
        return _from_columns(table, columns)
    listed = list(table)
    if all(isinstance(row, Mapping) for row in listed):
        names = list(columns) if columns is not None else list(dict.fromkeys(name for row in listed for name in row))
        return [str(name) for name in names], [[row.get(name) for name in names] for row in listed]
    if any(isinstance(row, (str, bytes)) or not hasattr(row, "__iter__") for row in listed):
        listed = [[row] for row in listed]
    rows: List[Sequence[Any]] = [list(row) for row in listed]
    width = max((len(row) for row in rows), default=0)
    names = list(columns) if columns is not None else [str(number) for number in range(width)]
    if any(len(row) != len(names) for row in rows):
        raise ValueError(f"a row of the table has not {len(names)} values, as there are columns")
    return [str(name) for name in names], rows


def _from_columns(table: Any, columns: Optional[Sequence[str]]) -> Tuple[List[str], List[Sequence[Any]]]:
    names = list(columns) if columns is not None else list(table)
    values = [_column(table[name]) for name in names]
    lengths = {len(one) for one in values}
    if len(lengths) > 1:
        raise ValueError(f"the table's columns have different lengths: {sorted(lengths)}")
    return [str(name) for name in names], [list(row) for row in zip(*values)]


def _column(values: Any) -> List[Any]:
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise TypeError("a column of a table has to be a list of values")
    return list(values.tolist() if hasattr(values, "tolist") else values)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
