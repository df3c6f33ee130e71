"""What one more does, in words and drawn: from a grid with figures put in by hand."""

from __future__ import annotations

import pytest

from simulator.experiment.marginal import Marginals
from simulator.report.marginal_picture import marginal_picture, returns_in_words
from tests.experiment.test_marginal import KEY, grid, steps

VALUES = ["10", "20", "30", "40"]
KEYS = [("patients delayed: Acute", KEY)]
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("effects", "says"),
    [
        ((-9, -6, 0.01), "beyond 30 one more can no longer be told from none ("),
        (
            (-9, -6, -3),
            f"one more still does {MINUS}0.30 ± 0.06 patients at the last step, to 40",
        ),
        ((0.0, 0.01, 0.0), "no step from 10 to 40 can be told from none"),
        ((0.0, -6, 0.0), "some steps can be told from none and some cannot"),
    ],
)
def test_where_returns_stop_is_said(effects, says):
    one = grid(VALUES, steps(*effects, noise=0.2))
    assert returns_in_words(one, Marginals.of(one, KEY)).startswith(says)


def test_the_table_has_every_step_and_what_one_more_does():
    picture = marginal_picture(grid(VALUES, steps(-9, -6, 0.01)), KEYS)
    (table,) = picture.tables
    rows = table.shown
    assert [row[1] for row in rows] == ["10 to 20", "20 to 30", "30 to 40"]
    assert rows[0][3].startswith(f"{MINUS}0.9")
    assert rows[0][4] == "lower, better"
    assert picture.title.startswith("Patients delayed: Acute: beyond 30 ")


def test_equal_figures_make_equal_pictures_and_words_none():
    one, other = (marginal_picture(grid(VALUES, steps(-9, -6, -1)), KEYS) for _ in range(2))
    assert one.svg == other.svg
    assert marginal_picture(grid(["swap", "stop"], steps(-9)), KEYS) is None
