"""Settings that are each allowed but make no sense together, by phenomenon: `every` runs all checks."""

from stonecast.scenario.contradictions.contradiction import Contradiction, ContradictionError
from stonecast.scenario.contradictions.every import contradictions

__all__ = ["Contradiction", "ContradictionError", "contradictions"]
