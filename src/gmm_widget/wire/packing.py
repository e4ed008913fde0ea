"""A header and named arrays as bytes: the format of all binary data for the front end.

A pack is little-endian throughout:

    bytes 0-3     a magic word of four letters, which identifies the contents
    bytes 4-7     uint32, the version of the contents
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
    """Serialise a header and its sections.

    Parameters
    ----------
    magic : bytes
        Four letters.
    version : int
    header : dict
        Plain data for JSON, without NaN and infinity.
    sections : dict of arrays
        Little-endian, of any shape; their order is kept.

    Returns
    -------
    bytes

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
    """The name of a dtype; cached, since numpy takes as long to format it as to copy 10 kB."""
    return dtype.name


def unpack(
    magic: bytes, version: int, packed: bytes
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Deserialise the header and the sections of a pack; the arrays are read-only views.

    Parameters
    ----------
    magic : bytes
        Four letters.
    version : int
    packed : bytes

    Returns
    -------
    header : dict
    sections : dict of arrays

    Raises
    ------
    ValueError
        If the bytes begin with another magic word or have another version.
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
