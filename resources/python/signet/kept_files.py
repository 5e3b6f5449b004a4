"""Copies of what is logged as a file, in the folder `files` beside the event file."""

from __future__ import annotations

import os
import re
import shutil

from .capture.files import not_the_programs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Tuple

_unsafe = re.compile(r"[^\w.@=+-]+")


def keep_bytes(folder: str, name: str, suffix: str, data: bytes) -> str:
    """Writes bytes as a new file; answers its path from `folder`. Raises OSError, and leaves nothing then."""
    path, place = _new_place(folder, name, suffix)
    try:
        with open(path, "xb") as file:
            file.write(data)
    except OSError:
        _remove(os.path.dirname(path))
        raise
    return place


def keep_copy(folder: str, source: str) -> str:
    """Copies a file, or a folder whole, links in it as what they lead to; answers its path from `folder`.

    Raises OSError (`shutil.Error` is one), and leaves nothing then.
    """
    name = os.path.basename(os.path.abspath(source))
    path, place = _new_place(folder, name, "")
    try:
        if os.path.isdir(source):
            if os.path.realpath(path).startswith(os.path.join(os.path.realpath(source), "")):
                raise OSError(f"{source} holds the folder that it is to be copied to")
            with not_the_programs():
                shutil.copytree(source, path, ignore_dangling_symlinks=True)
        else:
            with not_the_programs():
                shutil.copy2(source, path)
    except OSError:
        _remove(os.path.dirname(path))
        raise
    return place


def _new_place(folder: str, name: str, suffix: str) -> Tuple[str, str]:
    """A path in a new folder, so that nothing that another process or thread keeps is in the way."""
    stem = _unsafe.sub("_", name.replace("\\", "/").rpartition("/")[2])[-100:].strip(".") or "file"
    while True:
        place = os.path.join("files", os.urandom(6).hex())
        try:
            os.makedirs(os.path.join(folder, place))
            break
        except FileExistsError:
            continue
    place = os.path.join(place, stem if stem.endswith(suffix) else stem + suffix)
    return os.path.join(folder, place), place.replace(os.sep, "/")


def _remove(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
