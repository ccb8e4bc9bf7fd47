"""What people make of their ties while a run goes on."""

from stonecast.bonds.bonds import Bonds

__all__ = ["Bonds"]
