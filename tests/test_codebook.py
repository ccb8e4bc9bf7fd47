"""The codebook of a study: nothing that is counted lacks its unit, range and meaning."""

from __future__ import annotations

from stonecast.campaign import TOTALS
from stonecast.counts import COUNTS
from stonecast.study import codebook
from stonecast.wording import words


def test_every_outcome_has_a_unit_a_range_and_a_meaning() -> None:
    assert set(codebook.RANGES) == {*TOTALS, *COUNTS}
    assert set(words.COUNTED) >= {*TOTALS, *COUNTS}
