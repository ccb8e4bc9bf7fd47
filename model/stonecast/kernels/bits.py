"""A number and its bits: parts of a float64 without a call into the C library, so that loops vectorise.

Compiled, they stand for `stonecast.randomness.scaled`, `.parted` and `.below`, with the same result. Whole
numbers stay float64: not every processor turns four of them into integers, or back, at once. And the lowest
bit of a mask, and how many are set, in one instruction each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, overload

from stonecast import randomness

FIELD = 0x7FF
"""Bits of the exponent."""

LOW = 6755399441055744.0
"""2^52 + 2^51: added to a whole number, it leaves that number in the lowest bits."""

HIGH = 0x4330000000000000
"""Bits of 2^52: put on a whole number below 2^52, they make both a float64."""

TINY = 2.2250738585072014e-308
"""The smallest number whose exponent is written out."""


@intrinsic  # type: ignore[untyped-decorator]
def bits_of(_typing: Any, number: Any) -> Any:
    """Bits of a float64 as a whole number."""

    def cast(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), cast


@intrinsic  # type: ignore[untyped-decorator]
def of_bits(_typing: Any, bits: Any) -> Any:
    """The float64 of these bits."""

    def cast(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), cast


@intrinsic  # type: ignore[untyped-decorator]
def _zeros_below(_typing: Any, mask: Any) -> Any:
    """How many bits of 64 lie below the lowest that is set."""

    def count(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(0))

    return types.uint64(types.uint64), count


@intrinsic  # type: ignore[untyped-decorator]
def _ones(_typing: Any, mask: Any) -> Any:
    """How many bits of 64 are set."""

    def count(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), count


def lowest_bit(mask: np.uint64) -> np.uint64:
    """Return the place of the lowest bit that is set in ``mask``, an unsigned number of 64 bits; 64 for 0."""
    bits = int(mask)
    return np.uint64((bits & -bits).bit_length() - 1 if bits else 64)


@overload(lowest_bit)  # type: ignore[untyped-decorator]
def _lowest_bit(mask: Any) -> Any:
    def compiled(mask: Any) -> Any:
        return _zeros_below(mask)

    return compiled


def ones(mask: np.uint64) -> np.uint64:
    """Return how many bits of ``mask``, an unsigned number of 64 bits, are set."""
    return np.uint64(int(mask).bit_count())


@overload(ones)  # type: ignore[untyped-decorator]
def _count_of_ones(mask: Any) -> Any:
    def compiled(mask: Any) -> Any:
        return _ones(mask)

    return compiled


@intrinsic  # type: ignore[untyped-decorator]
def _floor(_typing: Any, number: Any) -> Any:
    """Largest whole number up to a float64, as a float64."""

    def made(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.call(builder.module.declare_intrinsic("llvm.floor", [ir.DoubleType()]), arguments)

    return types.float64(types.float64), made


@overload(randomness.scaled)  # type: ignore[untyped-decorator]
def _scaled(x: Any, n: Any) -> Any:
    """``x`` times 2^n, n from -1022 to 1023, where the result is no smaller than `TINY`."""

    def compiled(x: Any, n: Any) -> Any:
        return x * of_bits((bits_of(n + LOW) << 52) + (1023 << 52))

    return compiled


@overload(randomness.parted)  # type: ignore[untyped-decorator]
def _parted(x: Any) -> Any:
    """``x`` > 0 as m, in [0.5, 1), times 2^e."""

    def compiled(x: Any) -> Any:
        small = x < TINY
        bits = bits_of(x * 18014398509481984.0 if small else x)
        e = of_bits(((bits >> 52) & FIELD) | HIGH) - 4503599627371518.0
        m = of_bits((bits & 0xFFFFFFFFFFFFF) | (1022 << 52))
        return m, e - 54.0 if small else e

    return compiled


@overload(randomness.below)  # type: ignore[untyped-decorator]
def _below(x: Any) -> Any:
    """Largest whole number up to ``x``."""

    def compiled(x: Any) -> Any:
        return _floor(x)

    return compiled
