"""A hint to the processor: this place in memory will be read soon."""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic


@intrinsic  # type: ignore[untyped-decorator]
def _prefetch(_typing: Any, array: Any, index: Any) -> Any:
    """Fetch ``array[index]`` into the cache without waiting for it; ``index`` lies within the array."""

    def fetch(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(8).as_pointer())
        whole = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, whole, whole, whole])
        hint = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        # To read (0), to be kept (3), data (1).
        builder.call(hint, [place, whole(0), whole(3), whole(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), fetch


def _nothing(array: Any, index: Any) -> None:
    """Stand for the hint where nothing is compiled: it changes no result."""


prefetch: Any = _nothing if numba.config.DISABLE_JIT else _prefetch
"""``prefetch(array, index)``: the hint."""
