"""What a run says on the terminal."""

from __future__ import annotations

import math

import pytest

from simulator.report.outcome import written


@pytest.mark.parametrize(
    ("mean", "half_width", "unit", "says"),
    [
        (91.26, 0.75, "%", "91.26% ± 0.75%"),
        (567.8, 4.7, "", "567.8 ± 4.7"),
        (46.7, 141.2, "%", "47% ± 141%"),
        (12_345.6, 230.0, "", "12,346 ± 230"),
        (0.5, 0.0, "", "0.5 ± 0.0"),
        (math.nan, math.nan, "%", "nothing to measure"),
        (3.0, math.nan, "", "3.0 (no interval: of one replication, or of one draw)"),
    ],
)
def test_a_figure_has_the_digits_of_its_half_width(mean, half_width, unit, says):
    assert written(mean, half_width, unit) == says
