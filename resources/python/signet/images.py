"""Pictures as files: arrays of numbers as PNG, those of other packages by what they can do."""

from __future__ import annotations

import os
import struct
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple

_signatures = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
)
# PNG's kinds of colour by the number of channels.
_colours = {1: 0, 2: 4, 3: 2, 4: 6}


def image_bytes(image: Any) -> Tuple[bytes, str]:
    """The bytes of a picture's file, and its suffix.

    `image` is the file's own bytes, a picture of PIL, an array or tensor (height, width), with channels last or first,
    or nested lists of such numbers. Fractions and booleans reach from 0 to 1, whole numbers from 0 to 255 (of 16 bits
    to 65535). Raises TypeError or ValueError for what is no picture.
    """
    if isinstance(image, (bytes, bytearray, memoryview)):
        data = bytes(image)
        return data, _suffix(data)
    if hasattr(image, "save") and hasattr(image, "mode"):
        return _pil_bytes(image)
    if hasattr(image, "detach"):
        image = image.detach().cpu()
        image = image.float().numpy() if "bfloat16" in str(image.dtype) else image.numpy()
    if hasattr(image, "__array__") and not hasattr(image, "astype"):
        image = image.__array__()
    if hasattr(image, "shape") and hasattr(image, "astype"):
        return _array_bytes(image), ".png"
    if isinstance(image, (list, tuple)):
        return _list_bytes(image), ".png"
    raise TypeError(f"this is no picture but of the type {type(image).__name__}")


def _suffix(data: bytes) -> str:
    for signature, suffix in _signatures:
        if data.startswith(signature):
            return suffix
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    if b"<svg" in data[:1000]:
        return ".svg"
    raise ValueError("these bytes are no PNG, JPEG, GIF, WebP, BMP, TIFF or SVG")


def _pil_bytes(image: Any) -> Tuple[bytes, str]:
    import io

    buffer = io.BytesIO()
    # PNG has none of the others, such as CMYK and floating point.
    kept = image if image.mode in ("1", "L", "LA", "I;16", "P", "RGB", "RGBA") else image.convert("RGB")
    kept.save(buffer, format="PNG")
    return buffer.getvalue(), ".png"


def _array_bytes(array: Any) -> bytes:
    # A batch of one.
    while len(array.shape) > 3 and array.shape[0] == 1:
        array = array[0]
    if len(array.shape) == 3 and array.shape[0] in (1, 3, 4) and array.shape[2] not in _colours:
        array = array.transpose(1, 2, 0)
    if len(array.shape) not in (2, 3) or len(array.shape) == 3 and array.shape[2] not in _colours:
        raise ValueError(f"an array of shape {tuple(array.shape)} is no picture")
    if 0 in array.shape:
        raise ValueError(f"an array of shape {tuple(array.shape)} has no pixels")
    kind, depth = array.dtype.kind, 8
    if kind == "f":
        # What is not a number has no colour.
        array = (array.clip(0, 1) * 255).round()
        array[array != array] = 0
    elif kind == "b":
        array = array.astype("uint8") * 255
    elif kind in "iu" and array.dtype.itemsize == 2 and kind == "u":
        depth = 16
    elif kind in "iu":
        array = array.clip(0, 255)
    else:
        raise TypeError(f"an array of {array.dtype} is no picture")
    pixels = array.astype("uint8" if depth == 8 else ">u2").tobytes()
    channels = array.shape[2] if len(array.shape) == 3 else 1
    return png(pixels, array.shape[1], array.shape[0], channels, depth)


def _list_bytes(rows: Any) -> bytes:
    flat = bytearray()
    widths, channels = set(), set()
    for row in rows:
        widths.add(len(row))
        for pixel in row:
            several = pixel if isinstance(pixel, (list, tuple)) else (pixel,)
            channels.add(len(several))
            flat += bytes(_byte(value) for value in several)
    if len(widths) != 1 or len(channels) != 1 or 0 in widths or not channels <= set(_colours):
        raise ValueError("these lists are no picture: its rows, and the channels of its pixels, have to be as many each")
    return png(bytes(flat), widths.pop(), len(rows), channels.pop(), 8)


def _byte(value: Any) -> int:
    scaled = value * 255 if isinstance(value, (float, bool)) else value
    return max(0, min(255, int(round(scaled)))) if scaled == scaled else 0


def png(pixels: bytes, width: int, height: int, channels: int, depth: int) -> bytes:
    """A PNG file (https://www.w3.org/TR/png-3/) of pixels in rows from the top; `depth` is bits of each channel."""
    row = width * channels * depth // 8
    lines = bytearray()
    for start in range(0, row * height, row):
        # Each line with its filter: none.
        lines += b"\0"
        lines += pixels[start : start + row]
    head = struct.pack(">IIBBBBB", width, height, depth, _colours[channels], 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(lines), 6)), (b"IEND", b"")]
    return _signatures[0][0] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def figure_bytes(figure: Any) -> Tuple[bytes, str]:
    """The file of a figure of matplotlib (PNG), plotly, bokeh or altair (HTML), or of what a notebook would show.

    Raises TypeError for what is no figure.
    """
    import io

    # Axes, and what seaborn makes, know their figure.
    for name in ("figure", "fig"):
        inner = getattr(figure, name, None)
        if not hasattr(figure, "savefig") and hasattr(inner, "savefig"):
            figure = inner
    # The module pyplot stands for its current figure.
    if hasattr(figure, "savefig"):
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", bbox_inches="tight")
        return buffer.getvalue(), ".png"
    if hasattr(figure, "to_html"):
        # Complete, as it is to be seen without a network.
        options = {"include_plotlyjs": True} if hasattr(figure, "to_plotly_json") else {}
        return figure.to_html(**options).encode("utf-8"), ".html"
    for name, suffix in (("_repr_png_", ".png"), ("_repr_svg_", ".svg"), ("_repr_html_", ".html")):
        if hasattr(figure, name):
            shown = getattr(figure, name)()
            if shown:
                return shown.encode("utf-8") if isinstance(shown, str) else bytes(shown), suffix
    if isinstance(figure, (str, os.PathLike)):
        raise TypeError("a path is no figure: use log_image or log_artifact")
    raise TypeError(f"this is no figure but of the type {type(figure).__name__}")
