"""Named random numbers: the same name gives the same number, in any order, anywhere.

A random number is not drawn from a stream but looked up by its name: the seed pair
``(luck, run)``, the purpose (which decision it settles), the message, the index of the person or
tie it belongs to, and the occasion. The lookup is the counter-based generator Philox4x32-10
(Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11,
doi 10.1145/2063384.2063405), checked against its published test vectors.

The functions here are plain Python on integers and doubles; the kernels compile these very
functions, so that the readable and the fast program toss identical coins. Every coin compares an
integer with an integer threshold. ``exp``, ``log`` and ``pow`` are written with plus, minus, times,
divide and exact scaling only, because those are the operations that IEEE 754 fixes to the last bit
on every machine.
"""

from __future__ import annotations

import math

MASK = 0xFFFFFFFF
ONE = 1 << 32
"""Every threshold lies in 0 (never) .. ONE (always)."""

# Purposes: one number for each decision that chance settles. Never renumber, only append.
SEE = 1
RESPOND = 2
REINFORCED = 3
THRESHOLD = 4
RESHARE = 5
BUY = 6
TELLER = 7
DELAY = 8
ADVERTISED = 9
HITS = 10
HEED = 11
WORLDS = 12

POSITION = 32
COMMUNITY = 33
POPULARITY = 34
FOLLOWEES = 35
PICK = 36
REVERSE = 37
TRIAD = 38
AUDIENCE = 39
CLOSE = 40
TRUST = 41
ROUNDING = 42
CAST = 43
HOLLOW = 44
NOMINEE = 47

RESAMPLE = 64
QUEUE = 65
SATISFACTION = 66
REVIEW = 67
PRAISE = 68
WARN = 69
REFUSE = 70
SEEKER = 71
COME_BACK = 72
ADVOCATE = 73
STAFF = 74
ANSWER = 75
CAPACITY = 76

FOUND_OUT = 80
COMMENT = 81
REPLY = 82
TIME = 83
FOLLOW = 84
UNFOLLOW = 85

ASK = 96
REMIND = 97
VOTES = 98
OPENED = 100
WRITES = 101
BANNED = 102

HIRE = 112

SAY_THERE = 116
COME_ACROSS = 117

PARTICLE = 128
ANCESTOR = 129
NUDGE = 130
FIT = 131
DRAW = 132


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Philox4x32-10: four words of counter and two of key to four random words, each below 2^32.

    Written with masks, so that 64-bit integers that wrap (compiled) and Python's, which do not,
    give the same words.
    """
    c0, c1, c2, c3 = int(c0), int(c1), int(c2), int(c3)
    k0, k1 = int(k0), int(k1)
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            ((p1 >> 32) & MASK) ^ c1 ^ k0,
            p1 & MASK,
            ((p0 >> 32) & MASK) ^ c3 ^ k1,
            p0 & MASK,
        )
        k0 = (k0 + 0x9E3779B9) & MASK
        k1 = (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def block(
    luck: int, run: int, purpose: int, message: int, index: int, occasion: int
) -> tuple[int, int, int, int]:
    """Four words under one name: ``index`` below 2^63, ``message`` below 2^16, the rest below 2^32."""
    index = int(index)
    return philox(index & MASK, (index >> 32) & MASK, (purpose << 16) | message, occasion, luck, run)


def word(luck: int, run: int, purpose: int, message: int, index: int, occasion: int) -> int:
    """One word under one name. Four neighbouring indices share a block: number ``i`` is lane ``i % 4``."""
    index = int(index)
    w0, w1, w2, w3 = block(luck, run, purpose, message, index >> 2, occasion)
    lane = index & 3
    if lane == 0:
        return w0
    if lane == 1:
        return w1
    if lane == 2:
        return w2
    return w3


def threshold(chance: float) -> int:
    """Largest whole number of 2^-32 within ``chance`` in [0, 1]; a coin falls if its word is below it."""
    if chance <= 0.0:
        return 0
    if chance >= 1.0:
        return ONE
    return int(chance * 4294967296.0)


def scaled(x: float, n: float) -> float:
    """``x`` times 2^n, n whole; a kernel makes it of the bits (`stonecast.kernels.bits`)."""
    return math.ldexp(x, int(n))


def parted(x: float) -> tuple[float, float]:
    """``x`` > 0 as m, in [0.5, 1), times 2^e, e whole; a kernel makes both of the bits."""
    m, e = math.frexp(x)
    return m, float(e)


def below(x: float) -> float:
    """Largest whole number up to ``x``."""
    return float(math.floor(x))


def exp(x: float) -> float:
    """Return e to the power ``x``, within 2 units in the last place, the same bits on every machine."""
    if x < -708.0:
        return 0.0
    if x > 709.0:
        return math.inf
    n = below(x * 1.4426950408889634 + 0.5)
    # ln 2 in two pieces, the first with 21 trailing zero bits, so that n * piece is exact.
    r = (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10
    s = 1.6059043836821613e-10
    s = s * r + 2.08767569878681e-09
    s = s * r + 2.505210838544172e-08
    s = s * r + 2.755731922398589e-07
    s = s * r + 2.7557319223985893e-06
    s = s * r + 2.48015873015873e-05
    s = s * r + 0.0001984126984126984
    s = s * r + 0.001388888888888889
    s = s * r + 0.008333333333333333
    s = s * r + 0.041666666666666664
    s = s * r + 0.16666666666666666
    s = s * r + 0.5
    s = s * r + 1.0
    s = s * r + 1.0
    return scaled(s, n)


def log(x: float) -> float:
    """Natural logarithm of ``x`` > 0, within 3 units in the last place, the same bits on every machine."""
    m, e = parted(x)
    if m < 0.7071067811865476:
        m, e = m * 2.0, e - 1.0
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    t = 0.047619047619047616
    t = t * z + 0.05263157894736842
    t = t * z + 0.058823529411764705
    t = t * z + 0.06666666666666667
    t = t * z + 0.07692307692307693
    t = t * z + 0.09090909090909091
    t = t * z + 0.1111111111111111
    t = t * z + 0.14285714285714285
    t = t * z + 0.2
    t = t * z + 0.3333333333333333
    t = t * z + 1.0
    return e * 0.6931471803691238 + (2.0 * s * t + e * 1.9082149292705877e-10)


def power(base: float, exponent: float) -> float:
    """``base`` >= 0 to the power ``exponent`` >= 0; exactly ``base`` at 1 and exactly 1 at 0."""
    if exponent == 1.0:
        return base
    if exponent == 0.0:
        return 1.0
    if base <= 0.0:
        return 0.0
    return exp(exponent * log(base))


def unit(w: int) -> float:
    """A word as a number strictly between 0 and 1."""
    return (w + 0.5) * 2.3283064365386963e-10


def arrival(w: int, hazard: float) -> int:
    """When something of this hazard > 0 arrives, in 2^-32; the first of several is each in proportion."""
    wait = -log(unit(w)) / hazard
    return int((wait if wait < 536870912.0 else 536870912.0) * 4294967296.0)


def normal(luck: int, run: int, purpose: int, index: int) -> tuple[float, float]:
    """Two independent standard normal numbers under one name (Marsaglia's polar method)."""
    attempt = 0
    while True:
        w0, w1, w2, w3 = block(luck, run, purpose, 0, index, attempt)
        x = 2.0 * unit(w0) - 1.0
        y = 2.0 * unit(w1) - 1.0
        q = x * x + y * y
        if 0.0 < q < 1.0:
            f = math.sqrt(-2.0 * log(q) / q)
            return x * f, y * f
        x = 2.0 * unit(w2) - 1.0
        y = 2.0 * unit(w3) - 1.0
        q = x * x + y * y
        if 0.0 < q < 1.0:
            f = math.sqrt(-2.0 * log(q) / q)
            return x * f, y * f
        attempt += 1


def round_by_chance(x: float, w: int) -> int:
    """Round ``x`` >= 0 up or down so that its mean over words ``w`` is ``x`` (stochastic rounding)."""
    whole = math.floor(x)
    return int(whole) + (1 if w < threshold(x - whole) else 0)
