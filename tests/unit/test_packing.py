"""Packing: what goes in comes out, and every section lies where any reader expects it."""

import json
import struct

import numpy as np
import pytest

from gmm_widget.wire.packing import pack, unpack

SECTIONS = {
    "odd": np.array([1, 2, 3], dtype="<u1"),
    "none": np.empty((0, 4), dtype="<f8"),
    "grid": np.arange(6, dtype="<f8").reshape(2, 3),
    "shares": np.array([[65535, 0]], dtype="<u2"),
}


def test_what_goes_in_comes_out():
    header, sections = unpack(b"GMMP", 3, pack(b"GMMP", 3, {"view": "k-means \u03c3"}, SECTIONS))
    assert header["view"] == "k-means \u03c3"
    assert list(sections) == list(SECTIONS)
    for name, values in SECTIONS.items():
        assert sections[name].dtype == values.dtype
        np.testing.assert_array_equal(sections[name], values)


def test_a_reader_finds_each_section_by_the_description_alone():
    packed = pack(b"GMMP", 3, {"n": 1}, SECTIONS)
    magic, version, length = struct.unpack("<4sII", packed[:12])
    header = json.loads(packed[12 : 12 + length].decode())
    assert (magic, version, header["n"], (12 + length) % 8) == (b"GMMP", 3, 1, 0)
    assert all(place["offset"] % 8 == 0 for place in header["sections"].values())
    at = 12 + length + header["sections"]["grid"]["offset"]
    assert struct.unpack_from("<6d", packed, at) == (0, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("packed", "complaint"),
    [
        (b"", "begins with"),
        (pack(b"GMMF", 1, {}, {}), r"begins with b'GMMF', where b'GMMP' is needed"),
        (pack(b"GMMP", 2, {}, {}), "version 2; only version 1"),
    ],
)
def test_other_bytes_are_refused(packed, complaint):
    with pytest.raises(ValueError, match=complaint):
        unpack(b"GMMP", 1, packed)


def test_a_header_says_only_what_every_reader_understands():
    with pytest.raises(ValueError, match="JSON"):
        pack(b"GMMP", 1, {"height": float("nan")}, {})
