"""A number and its bits: parts of a float64 without a call into the C library, which no loop can overlap.

Compiled, they stand for `stonecast.randomness.scaled` and `.parted`, with the same result. And the lowest
bit of a mask, in one instruction.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, overload

from stonecast import randomness

FIELD = 0x7FF
"""Bits of the exponent."""

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
def lowest_bit(_typing: Any, mask: Any) -> Any:
    """Return the place of the lowest bit that is set in ``mask``, an unsigned number of 64 bits; 64 for 0."""

    def count(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(0))

    return types.uint64(types.uint64), count


@overload(randomness.scaled)  # type: ignore[untyped-decorator]
def _scaled(x: Any, n: Any) -> Any:
    """``x`` times 2^n, n from -1022 to 1023, where the result is no smaller than `TINY`."""

    def compiled(x: Any, n: Any) -> Any:
        return x * of_bits((n + 1023) << 52)

    return compiled


@overload(randomness.parted)  # type: ignore[untyped-decorator]
def _parted(x: Any) -> Any:
    """``x`` > 0 as m, in [0.5, 1), times 2^e."""

    def compiled(x: Any) -> Any:
        small = x < TINY
        bits = bits_of(x * 18014398509481984.0 if small else x)
        e = ((bits >> 52) & FIELD) - 1022
        m = of_bits((bits & 0xFFFFFFFFFFFFF) | (1022 << 52))
        return m, e - 54 if small else e

    return compiled
