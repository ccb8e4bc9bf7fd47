"""Scenario files: TOML for people, one frozen and complete value for machines."""

from stonecast.scenario.reading import find, load, names, parse, resolved
from stonecast.scenario.value import Scenario

__all__ = ["Scenario", "find", "load", "names", "parse", "resolved"]
