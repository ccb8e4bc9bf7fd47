"""What people make of their ties while a run goes on."""

from stonecast.bonds.bonds import Bonds
from stonecast.bonds.fame import Fame

__all__ = ["Bonds", "Fame"]
