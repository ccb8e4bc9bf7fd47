"""The press and the brand's own accounts, in words: who posts without being paid."""

from __future__ import annotations

from stonecast.scenario import Scenario
from stonecast.wording import words


def sentences(spec: Scenario) -> list[str]:
    """Say how journalists take a pitch, and what accounts share, if there are any."""
    kinds = {tier.kind for tier in spec.bloggers}
    return [
        *(_pitch(spec) if "journalist" in kinds else []),
        *(_accounts(spec) if "account" in kinds else []),
    ]


def _pitch(spec: Scenario) -> list[str]:
    pitch, percent = spec.pitch, words.percent
    return [
        f"Journalists are pitched, not paid. They open {percent(pitch.opens)} of the pitches that fit them "
        f"and write about {percent(pitch.writes)} of those; of others {percent(pitch.opens_irrelevant)} and "
        f"{percent(pitch.writes_irrelevant)}, and {percent(pitch.blacklists)} of these end it for good."
    ]


def _accounts(spec: Scenario) -> list[str]:
    if not spec.accounts.on:
        return ["The brand's own accounts are unpaid."]
    what = "what fits them" if spec.accounts.relevant_from > 0 else "everything"
    return [f"The brand's own accounts are unpaid, and share {what} of each other's posts on the next day."]
