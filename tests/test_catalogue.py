"""The catalogue of settings is read from the schema, so that no table of them can drift."""

from __future__ import annotations

import pytest

from stonecast.errors import InputError
from stonecast.scenario import load
from stonecast.scenario.catalogue import REQUIRED, catalogue
from stonecast.scenario.meaning import meaning
from stonecast.scenario.settings import changed, settings

SETTINGS = {setting.path: setting for setting in catalogue() if setting.group}


def test_it_knows_every_setting_that_a_study_can_vary() -> None:
    spec = load("blank")
    tiers = {tier.name for tier in spec.bloggers} | set(spec.plans)
    for path, value in settings(spec).items():
        if isinstance(value, dict | list | tuple):
            continue
        words = ["NAME" if word in tiers and path.startswith("plans") else word for word in path.split(".")]
        plain = ".".join(words).replace("NAME.hire.NAME", "NAME.hire[]")
        for tier in tiers:
            plain = plain.replace(f"bloggers.{tier}.", "bloggers[].")
        plain = plain.removesuffix(".beta").removesuffix(".constant")
        assert plain in SETTINGS, path


def test_every_setting_says_what_it_means_and_what_it_may_be() -> None:
    for setting in catalogue():
        assert setting.meaning, f"{setting.path} has no description in the schema"
        assert all([setting.values, setting.default, setting.group]), setting


def test_ranges_defaults_and_units_are_those_of_the_schema() -> None:
    seen = SETTINGS["see.visibility"]
    assert (seen.values, seen.default, seen.unit) == ("number from 0 to 1", "0.23", "")
    assert SETTINGS["respond.memory_days"].unit == "days"
    assert SETTINGS["respond.memory_days"].meaning == "how long a sender counts; inf = for ever"
    assert SETTINGS["money.fixed_cost"].default == REQUIRED
    assert SETTINGS["market.trust.close"].default == "beta [6, 2]"
    assert SETTINGS["respond.rule"].values == '"simple", "reinforced", "sources", "fraction"'


def test_limits_are_those_that_are_kept() -> None:
    """A number beyond what the table says is refused; most such settings are at a limit of their own."""
    spec, tried = load("blank"), 0
    for path in settings(spec):
        setting = SETTINGS.get(path)
        if setting is None or " to " not in setting.values or "[" in setting.values:
            continue
        highest = float(setting.values.rpartition(" to ")[2].replace(",", ""))
        beyond = int(highest) + 1 if setting.values.startswith("whole") else 1.01 * highest + 1e-9
        with pytest.raises(InputError, match=path):
            changed(spec, {path: beyond})
        tried += 1
    assert tried > 80
    assert SETTINGS["market.followees_sigma"].values == "number from 0 to 3"
    assert SETTINGS["money.budget"].values == "number from 0 to 1e15"
    for path, highest in {"market.followees_sigma": 3, "attention.followees_outside": 100_000}.items():
        assert meaning(spec, path).high == highest
