"""Answer codes: short, whole or refused, and harmless whatever they hold."""

import base64
import json
import string
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gmm_widget.homework import decode_answer, encode_answer
from gmm_widget.homework.challenges.codes import LARGEST, LONGEST

MEANS = [[1.234, 5.678], [2.345, -1.2], [0.1, 9.999]]
CODE = encode_answer("trap", MEANS, student="ada")

starts = st.integers(1, 4).flatmap(
    lambda d: st.lists(
        st.integers(1, 5).flatmap(
            lambda k: arrays(np.float64, (k, d), elements=st.integers(-(10**6), 10**6))
        ),
        min_size=1,
        max_size=4,
    )
)


@given(starts, st.sampled_from([{}, {"covariance_type": "tied"}, {"reg_covar": 1e-3}]))
@settings(max_examples=50, deadline=None)
def test_what_is_encoded_is_decoded(many, options):
    many = [start / 1000 for start in many]
    answer = decode_answer(encode_answer("my own 2", many, options=options))
    assert answer.challenge == "my own 2"
    assert answer.options == options
    assert all(np.array_equal(a, b) for a, b in zip(answer.starts, many, strict=True))


def test_three_means_make_a_short_code():
    assert len(CODE) <= 140
    assert CODE.startswith("gmm1.")


def test_white_space_and_quotes_from_copying_do_no_harm():
    wrapped = f'  "{CODE[:40]}\n{CODE[40:80]}\r\n  {CODE[80:]}" '
    assert decode_answer(wrapped).challenge == "trap"


# ------------------------------------------------------------------ damage


def test_every_changed_character_is_detected():
    letters = string.ascii_letters + string.digits + "-_."
    for i, letter in enumerate(CODE):
        other = letters[(letters.index(letter) + 7) % len(letters)]
        with pytest.raises(ValueError, match="answer"):
            decode_answer(CODE[:i] + other + CODE[i + 1 :])


def test_every_lost_doubled_or_swapped_character_is_detected():
    for i in range(len(CODE) - 1):
        damaged = [CODE[:i] + CODE[i + 1 :], CODE[:i] + CODE[i] + CODE[i:], CODE[:i]]
        if CODE[i] != CODE[i + 1]:
            damaged.append(CODE[:i] + CODE[i + 1] + CODE[i] + CODE[i + 2 :])
        for code in damaged:
            with pytest.raises(ValueError, match="answer"):
                decode_answer(code)


def test_a_change_of_case_is_detected():
    for code in (CODE.upper(), CODE.lower(), CODE[:-8] + CODE[-8:].upper() + "F"):
        with pytest.raises(ValueError, match="answer"):
            decode_answer(code)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "no answer yet"),
        (None, "no answer yet"),
        ("  \n", "no answer yet"),
        (3, "of type int"),
        (["gmm1"], "of type list"),
        ("hello", "begins with gmm1"),
        ("gmm2.abc.12345678", "newer version"),
        ("gmm1.abc", "damaged"),
        ("gmm1..00000000", "damaged"),
        ("gmm1.é.00000000", "damaged"),
    ],
)
def test_what_is_no_code_is_told_in_one_sentence(code, says):
    with pytest.raises(ValueError, match=says):
        decode_answer(code)


# ------------------------------------------------------------------ hostile codes


def forged(raw, *, squeezed=None):
    """A code whose checksum is right, whatever it holds."""
    packed = zlib.compress(raw, 9) if squeezed is None else squeezed
    text = f"gmm1.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
    return f"{text}.{zlib.crc32(text.encode()):08x}"


def content(**changes):
    return {"c": "trap", "m": [MEANS], "o": {}, "s": "", **changes}


HOSTILE = {
    "not zlib": forged(b"", squeezed=b"hello world"),
    "two streams": forged(b"", squeezed=zlib.compress(b"{}") + zlib.compress(b"{}")),
    "cut stream": forged(b"", squeezed=zlib.compress(b"{}" * 50)[:-3]),
    "bomb": forged(b"[" + b"0," * 5_000_000 + b"0]"),
    "deep": forged(b"[" * 30_000 + b"]" * 30_000),
    "not json": forged(b"hello"),
    "not utf-8": forged(b"\xff\xfe\x00"),
    "long number": forged(json.dumps(content()).replace("1.234", "9" * 50_000).encode()),
    "infinity": forged(json.dumps(content(m=[[[float("inf"), 1]]])).encode()),
    "overflow": forged(json.dumps(content()).replace("1.234", "1e999").encode()),
    "nan": forged(json.dumps(content(m=[[[float("nan"), 1]]])).encode()),
    **{
        f"{key}={value!r:.30}": forged(json.dumps(content(**{key: value})).encode())
        for key, value in [
            ("c", 3),
            ("c", ""),
            ("c", "x" * 100),
            ("c", "<b>"),
            ("m", []),
            ("m", [[]]),
            ("m", [[[]]]),
            ("m", [[[1, 2], [3]]]),
            ("m", [[["1", 2]]]),
            ("m", [[[True, 2]]]),
            ("m", [[[None, 2]]]),
            ("m", {"a": 1}),
            ("m", "means"),
            ("m", [[[0.0] * 2] * 51]),
            ("m", [[[0.0] * 51]]),
            ("m", [MEANS] * 21),
            ("m", [[[1e300, 0]]]),
            ("o", []),
            ("o", {"tol": 1}),
            ("o", {"covariance_type": ["full"]}),
            ("o", {"covariance_type": "round"}),
            ("o", {"reg_covar": -1}),
            ("o", {"reg_covar": "1"}),
            ("s", 3),
            ("s", "ada"),
            ("x", 1),
        ]
    },
    "missing": forged(b'{"c": "trap"}'),
    "a list": forged(b"[1, 2]"),
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_code_is_refused_in_one_sentence_within_little_memory(code):
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"^[^\n]{10,200}$"):
            decode_answer(code)
        assert tracemalloc.get_traced_memory()[1] < 50 * LARGEST
    finally:
        tracemalloc.stop()


def test_a_huge_text_is_refused_before_it_is_looked_at():
    with pytest.raises(ValueError, match="too long"):
        decode_answer("gmm1." + "A" * 10_000_000 + ".00000000")


def test_an_answer_too_long_for_a_code_is_refused_when_it_is_made():
    means = np.random.default_rng(0).normal(size=(50, 50))
    with pytest.raises(ValueError, match="round the means"):
        encode_answer("trap", [means] * 3)
    assert len(encode_answer("trap", means.round(1))) <= LONGEST


@pytest.mark.parametrize(
    ("means", "options"),
    [([[np.nan, 1]], {}), ([[1, 2], [3]], {}), ([[1, 2]], {"tol": 1}), ([1, 2, 3], {})],
)
def test_what_could_not_be_decoded_is_not_encoded(means, options):
    with pytest.raises((ValueError, TypeError)):
        encode_answer("trap", means, options=options)
