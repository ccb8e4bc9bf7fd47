"""Named random numbers: the published generator, the same bits compiled or not, and fair coins."""

from __future__ import annotations

import math
import random
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stonecast import randomness as named
from stonecast.kernels.jit import jit

FF = 0xFFFFFFFF

KNOWN_ANSWERS = [
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FF, FF, FF, FF, FF, FF), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""Philox4x32-10 in Random123's kat_vectors: counter (4 words) and key (2), then the answer."""


@jit
def compiled_philox(c0, c1, c2, c3, k0, k1):
    return named.philox(c0, c1, c2, c3, k0, k1)


@jit
def compiled_words(luck, run, purpose, message, indices, occasion, out):
    for i in range(indices.size):
        out[i] = named.word(luck, run, purpose, message, indices[i], occasion)


@jit
def compiled_exp(x, out):
    for i in range(x.size):
        out[i] = named.exp(x[i])


@jit
def compiled_log(x, out):
    for i in range(x.size):
        out[i] = named.log(x[i])


@jit
def compiled_power(base, exponent, out):
    for i in range(base.size):
        out[i] = named.power(base[i], exponent[i])


@jit
def compiled_thresholds(x, out):
    for i in range(x.size):
        out[i] = named.threshold(x[i])


@jit
def compiled_normals(luck, out):
    for i in range(out.shape[0]):
        out[i, 0], out[i, 1] = named.normal(luck, 0, named.POSITION, i)


@jit
def compiled_rounding(x, words, out):
    for i in range(x.size):
        out[i] = named.round_by_chance(x[i], words[i])


@pytest.mark.parametrize(("given_words", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(given_words: tuple[int, ...], answer: tuple[int, ...]) -> None:
    assert named.philox(*given_words) == answer
    assert compiled_philox(*given_words) == answer


def test_compiled_words_are_the_plain_ones() -> None:
    chance = random.Random(1)
    indices = [0, 1, 2, 3, 4, 2**32 - 1, 2**32, 2**34 + 3, 2**62 + 1, 2**63 - 1]
    indices += [chance.randrange(2**63) for _ in range(300)]
    for luck, run, purpose, message, occasion in ((0, 0, 1, 0, 0), (FF, FF, 43, 0xFFFF, FF), (7, 3, 2, 1, 5)):
        out = np.empty(len(indices), np.int64)
        compiled_words(luck, run, purpose, message, np.array(indices, np.int64), occasion, out)
        plain = [named.word(luck, run, purpose, message, index, occasion) for index in indices]
        assert out.tolist() == plain
        assert all(0 <= w <= FF for w in plain)


def test_four_neighbouring_indices_share_a_block() -> None:
    for first in (0, 4, 2**33, 2**63 - 4):
        block = named.block(5, 6, named.SEE, 7, first >> 2, 8)
        assert tuple(named.word(5, 6, named.SEE, 7, first + lane, 8) for lane in range(4)) == block


def doubles() -> np.ndarray:
    """Positive doubles of every size, round ones among them, and neighbours of 1."""
    chance = random.Random(2)
    some = [math.ldexp(1.0 + chance.random(), chance.randrange(-1000, 1000)) for _ in range(3_000)]
    some += [1.0 + k * 2.0**-52 for k in range(20)] + [1.0 - k * 2.0**-53 for k in range(1, 20)]
    some += [math.ldexp(1.0, k) for k in range(-1000, 1000, 50)] + [chance.random() for _ in range(3_000)]
    return np.array(some)


def exponents() -> np.ndarray:
    chance = random.Random(3)
    some = [chance.uniform(-708, 709) for _ in range(3_000)] + [chance.uniform(-1, 1) for _ in range(3_000)]
    edges = [0.0, -0.0, 1.0, -708.0, 709.0, -709.0, 710.0, -1e9, 1e9, -math.inf, math.inf]
    return np.array(some + edges + [k * math.log(2) / 2 for k in range(-40, 41)])


def ulps(computed: float, true: float) -> float:
    return 0.0 if computed == true else abs(computed - true) / math.ulp(true)


def test_exp_is_accurate_to_three_units_in_the_last_place() -> None:
    assert max(ulps(named.exp(x), math.exp(x)) for x in exponents().tolist() if -708 <= x <= 709) <= 3
    assert named.exp(0.0) == 1.0
    assert named.exp(-math.inf) == 0.0
    assert named.exp(math.inf) == math.inf


def test_log_is_accurate_to_three_units_in_the_last_place() -> None:
    assert max(ulps(named.log(x), math.log(x)) for x in doubles().tolist()) <= 3
    assert named.log(1.0) == 0.0


def test_compiled_exp_log_and_power_have_the_same_bits() -> None:
    x, y = doubles(), exponents()
    out = np.empty(y.size)
    compiled_exp(y, out)
    assert out.tolist() == [named.exp(v) for v in y.tolist()]
    out = np.empty(x.size)
    compiled_log(x, out)
    assert out.tolist() == [named.log(v) for v in x.tolist()]
    chance = random.Random(4)
    base = np.array([0.0, 0.0, 1.0, 0.5, *(chance.random() for _ in range(3_000))])
    power = np.array([0.0, 2.0, 3.3, 1.0, *(chance.uniform(0, 5) for _ in range(3_000))])
    out = np.empty(base.size)
    compiled_power(base, power, out)
    assert out.tolist() == [named.power(b, e) for b, e in zip(base.tolist(), power.tolist(), strict=True)]


def test_power_is_exact_at_exponents_nought_and_one() -> None:
    for base in (0.0, 0.1, 0.7, 1.0):
        assert named.power(base, 1.0) == base
        assert named.power(base, 0.0) == 1.0
    assert named.power(0.0, 0.5) == 0.0
    assert named.power(0.3, 2.0) == pytest.approx(0.09, rel=1e-14)


def test_compiled_normals_have_the_same_bits_and_are_normal() -> None:
    out = np.empty((20_000, 2))
    compiled_normals(9, out)
    assert out[:500].tolist() == [list(named.normal(9, 0, named.POSITION, i)) for i in range(500)]
    flat = out.ravel()
    error = 1 / math.sqrt(flat.size)
    assert abs(flat.mean()) < 4 * error
    assert abs((flat**2).mean() - 1) < 4 * math.sqrt(2) * error
    assert abs((flat**4).mean() - 3) < 4 * math.sqrt(96) * error
    assert abs((out[:, 0] * out[:, 1]).mean()) < 4 / math.sqrt(len(out))


def test_threshold_ends_are_never_and_always() -> None:
    assert named.threshold(0.0) == named.threshold(-1.0) == 0
    assert named.threshold(1.0) == named.threshold(2.0) == named.threshold(math.inf) == named.ONE
    assert named.threshold(0.5) == 2**31
    assert named.threshold(2.0**-33) == 0


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_threshold_never_falls_as_the_chance_rises(p: float, q: float) -> None:
    p, q = sorted((p, q))
    assert named.threshold(p) <= named.threshold(q)
    assert 0 <= named.threshold(q) / 2**32 <= q
    assert q - named.threshold(q) / 2**32 < 2.0**-32


def test_compiled_thresholds_are_the_plain_ones() -> None:
    x = np.array([0.0, 1.0, 0.5, 1e-300, 1 - 2.0**-53, *(random.Random(5).random() for _ in range(1_000))])
    out = np.empty(x.size, np.int64)
    compiled_thresholds(x, out)
    assert out.tolist() == [named.threshold(v) for v in x.tolist()]


def words(n: int, **name: int) -> np.ndarray:
    """Words under ``n`` names that differ in one part only, the one whose name is given as -1."""
    fixed = {"luck": 3, "run": 0, "purpose": named.RESPOND, "message": 0, "index": 12, "occasion": 0, **name}
    out = np.empty(n, np.int64)
    for i in range(n):
        parts = [i if value == -1 else value for value in fixed.values()]
        out[i] = named.word(*parts)
    return out


PARTS = ("luck", "run", "message", "index", "occasion")


@pytest.mark.parametrize("part", PARTS)
def test_numbers_are_uniform_whatever_part_of_the_name_varies(part: str) -> None:
    n, bins = 16_384, 64
    seen = np.bincount(words(n, **{part: -1}) >> 26, minlength=bins)
    chi = float(((seen - n / bins) ** 2 / (n / bins)).sum())
    # Chi-square with 63 degrees of freedom: mean 63, standard deviation sqrt(126) = 11.2.
    assert abs(chi - (bins - 1)) < 4.5 * math.sqrt(2 * (bins - 1))


@pytest.mark.parametrize("part", PARTS)
def test_numbers_of_neighbouring_names_are_uncorrelated(part: str) -> None:
    u = words(16_384, **{part: -1}) / 2.0**32 - 0.5
    for lag in (1, 2, 3, 4, 5):
        correlation = float((u[lag:] * u[:-lag]).mean() * 12)
        assert abs(correlation) < 4.5 / math.sqrt(u.size - lag)


def test_purposes_are_told_apart() -> None:
    purposes = [
        value for name, value in vars(named).items() if name.isupper() and name not in ("MASK", "ONE")
    ]
    assert len(set(purposes)) == len(purposes)
    assert len({named.word(1, 0, purpose, 0, 0, 0) for purpose in purposes}) == len(purposes)


def test_unit_lies_strictly_between_nought_and_one() -> None:
    assert 0.0 < named.unit(0) < named.unit(1) < named.unit(FF - 1) < named.unit(FF) < 1.0


def test_rounding_by_chance_is_right_in_the_mean() -> None:
    drawn = words(20_000, index=-1)
    for x in (0.0, 0.25, 3.9, 41.0, 1e6 + 0.5):
        rounded = np.empty(drawn.size, np.int64)
        compiled_rounding(np.full(drawn.size, x), drawn, rounded)
        assert rounded[:200].tolist() == [named.round_by_chance(x, int(w)) for w in drawn[:200]]
        assert set(rounded.tolist()) <= {math.floor(x), math.ceil(x)}
        share = x - math.floor(x)
        error = math.sqrt(share * (1 - share) / drawn.size)
        assert abs(float(rounded.mean()) - x) <= 4 * error + 1e-9


def test_larger_numbers_never_round_to_less_under_one_word() -> None:
    xs = [k / 7 for k in range(60)]
    for w in words(50, index=-1).tolist():
        rounded = [named.round_by_chance(x, w) for x in xs]
        assert all(a <= b for a, b in pairwise(rounded))


def test_every_decision_has_a_number_of_its_own() -> None:
    source = Path(named.__file__).read_text(encoding="utf-8")
    found = re.findall(r"(?m)^([A-Z_]+) = (\d+)$", source)
    purposes = [(name, number) for name, number in found if name not in ("MASK", "ONE")]
    assert len(purposes) > 40
    for which in (0, 1):
        values = [purpose[which] for purpose in purposes]
        assert len(values) == len(set(values))
