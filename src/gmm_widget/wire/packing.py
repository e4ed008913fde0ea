"""A header and named arrays as bytes: the packing that all that travels to the front end shares.

A pack is little-endian throughout:

    bytes 0-3     a magic word of four letters, which says what is inside
    bytes 4-7     uint32, the version of what is inside
    bytes 8-11    uint32 H, the length of the header
    H bytes       the header: JSON in UTF-8, padded with spaces until 12 + H is a multiple of 8
    the rest      the sections; the header's "sections" gives each one's dtype, shape and offset
                  (from 12 + H), a multiple of 8
"""

from __future__ import annotations

import json
import struct
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def pack(
    magic: bytes, version: int, header: dict[str, Any], sections: dict[str, NDArray[Any]]
) -> bytes:
    """The bytes of a header and its sections.

    Parameters
    ----------
    magic : bytes
        Four letters.
    version : int
    header : dict
        What JSON can say. NaN and infinity it cannot.
    sections : dict of arrays
        Little-endian, of any shape; their order is kept.

    Raises
    ------
    ValueError
        If a number in the header is not finite.
    """
    body, places = bytearray(), {}
    for name, values in sections.items():
        places[name] = {
            "dtype": _name(values.dtype),
            "shape": list(values.shape),
            "offset": len(body),
        }
        body += values.tobytes()
        body += bytes(-len(body) % 8)
    text = json.dumps({**header, "sections": places}, separators=(",", ":"), allow_nan=False)
    encoded = text.encode()
    encoded += b" " * (-(12 + len(encoded)) % 8)
    return magic + struct.pack("<II", version, len(encoded)) + encoded + bytes(body)


@cache
def _name(dtype: np.dtype[Any]) -> str:
    """float64 and so on: numpy takes as long to tell it as to copy 10 kB."""
    return dtype.name


def unpack(
    magic: bytes, version: int, packed: bytes
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The header and the sections of what `pack` made; the arrays are views, not to be written.

    Raises ValueError if the bytes begin with another magic word or have another version.
    """
    if len(packed) < 12 or packed[:4] != magic:
        raise ValueError(f"it begins with {packed[:4]!r}, where {magic!r} is needed")
    found, length = struct.unpack_from("<II", packed, 4)
    if found != version:
        raise ValueError(f"it has version {found}; only version {version} can be read")
    header = json.loads(packed[12 : 12 + length])
    sections = {}
    for name, place in header["sections"].items():
        dtype = np.dtype(place["dtype"]).newbyteorder("<")
        count = int(np.prod(place["shape"]))
        values = np.frombuffer(packed, dtype, count, 12 + length + place["offset"])
        sections[name] = values.reshape(place["shape"])
    return header, sections
