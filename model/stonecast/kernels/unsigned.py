"""Places in arrays that never count from the end: of them numba asks nothing before it looks there.

In Python ``a[-1]`` is the last entry, so numba compares every place with zero before it is used. That takes a
tenth of a campaign and up to a quarter of a cascade, and keeps loops from vectorising. No kernel counts from
the end by a variable. The pass below says so for all of them: the whole numbers by which an array is looked
up become unsigned. Constants, as in ``a[-1]``, stay what they are.

A negative place would be far outside of the array: with ``NUMBA_BOUNDSCHECK=1`` numba refuses every one.
"""

from __future__ import annotations

from typing import Any

import numba
from numba.core import ir
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.typed_passes import NopythonRewrites

types: Any = numba.types


def _unsigned(place: Any) -> Any:
    """Return the type by which a place is looked up; None where it may stay as it is."""
    if isinstance(place, types.Integer):
        return types.uintp if place.signed else None
    if isinstance(place, types.BaseTuple) and all(isinstance(one, types.Integer) for one in place):
        return types.UniTuple(types.uintp, len(place))
    return None


@register_pass(mutates_CFG=False, analysis_only=False)
class UnsignedPlaces(FunctionPass):  # type: ignore[misc]
    """Change the signatures of lookups in arrays; numba casts places to what a signature says."""

    _name = "unsigned_places"

    def __init__(self) -> None:
        FunctionPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        """Go through all statements of a function whose types are known."""
        for block in state.func_ir.blocks.values():
            for statement in block.body:
                lookup = statement.value if isinstance(statement, ir.Assign) else statement
                read = isinstance(lookup, ir.Expr) and lookup.op == "getitem"
                if not read and not isinstance(lookup, ir.SetItem):
                    continue
                signature = state.calltypes.get(lookup)
                if signature is None or not isinstance(signature.args[0], types.Array):
                    continue
                array, place, *value = signature.args
                place = _unsigned(place)
                if place is not None:
                    del state.calltypes[lookup]
                    state.calltypes[lookup] = signature.replace(args=(array, place, *value))
        return True


class Compiler(CompilerBase):  # type: ignore[misc]
    """numba's own compiler, and this pass once types are known."""

    def define_pipelines(self) -> list[Any]:
        """Return its one pipeline."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(UnsignedPlaces, NopythonRewrites)
        pipeline.finalize()
        return [pipeline]
