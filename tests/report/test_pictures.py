"""What pictures are drawn from, and where things stand in them."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiment.streaming_series import Series
from simulator.report.day_series import DaySeries
from simulator.report.delay_picture import _layers
from simulator.report.known import Known
from simulator.report.map_layout import Box, Ribbon, lay_out
from simulator.report.names import Names
from simulator.report.picture import apart
from simulator.report.system_flow import depths, flows, work
from tests.report.place import batch, key, loaded, mean_of


@pytest.fixture(scope="module")
def known():
    return Known.of(batch())


def test_flows_are_those_measured(known):
    found = {(each.origin[1], each.target[1]): each.per_day.mean for each in flows(known)}
    assert set(found) == {
        ("older", "acute"),
        ("younger", "acute"),
        ("acute", "community"),
        ("acute", "home"),
        ("community", "home"),
    }
    assert found["older", "acute"] == mean_of(batch(), key("arrivals", group="older"))
    onward = key("discharge_destinations", care_setting="acute", destination="community")
    assert found["acute", "community"] == mean_of(batch(), onward)


def test_work_is_discharges_times_the_share_that_needs_it(known):
    found = {(each.setting, each.handoff): each.per_day for each in work(known)}
    left = {
        pathway: mean_of(batch(), key("discharges", care_setting="acute", pathway=pathway))
        for pathway in ("supported", "bed")
    }
    assert found == {
        ("acute", "assessment"): pytest.approx(0.8 * left["supported"] + left["bed"]),
        ("acute", "equipment"): pytest.approx(0.5 * left["supported"]),
    }


def held(rows):
    return Series(lambda: iter([np.array(rows)]))


def test_the_reasons_named_are_those_most_wait_for_in_the_picture():
    series = DaySeries.of(batch())
    sizes = {"F": 4.0, "A": 1.0, "C": 3.0, "O": 0.5, "E": 0.0, "G": 2.0}
    counts = {code: np.full((2, series.days), size) for code, size in sizes.items()}
    # Great in the warm-up only, which is left out.
    counts["O"][:, : series.warm_up] = 100.0
    delayed = {code: held(rows) for code, rows in counts.items()}
    layers, texts = _layers(delayed, series, Names(loaded().scenario))
    assert [text.split("(")[-1] for text in texts] == ["F)", "C)", "G)", "2 other reasons"]
    assert [layer[-1] for layer in layers] == [4, 3, 2, 1.5]


def test_a_setting_stands_right_of_those_before_it():
    assert depths(batch().setup.network) == {"acute": 0, "community": 1}


def test_days_are_those_after_the_warm_up():
    series = DaySeries.of(batch())
    assert (series.days, series.warm_up, series.step) == (49, 14, 7)
    days = np.arange(49.0)
    mean, low, high = series.spread(held([days, days + 10]))
    # Days 14 to 48, and the same ten higher.
    assert mean.mean == 31 + 5
    assert low.mean == pytest.approx(np.percentile(days[14:], 5) + 5)
    assert high.mean == pytest.approx(np.percentile(days[14:], 95) + 5)


def test_points_are_weeks_that_end_where_the_warm_up_does():
    series = DaySeries.of(batch())
    days = np.arange(49.0)
    assert list(series.at) == [3.5, 10.5, 17.5, 24.5, 31.5, 38.5, 45.5]
    assert list(series.means(held([days, days]))) == [3, 10, 17, 24, 31, 38, 45]
    assert series.quantile(held([days, days]), 1.0)[0] == 6


@pytest.mark.parametrize("positions", [[1, 1, 1], [3, 1, 2.9], [0, 10, 10.1, 10.2], [5]])
def test_labels_stand_apart_in_their_order(positions):
    moved = apart(positions, 2)
    order = np.argsort(positions, kind="stable")
    assert np.all(np.diff(np.array(moved)[order]) >= 2 - 1e-3)


def test_labels_that_are_apart_stay():
    assert apart([5, 0, 10], 2) == [5, 0, 10]


def many_boxes() -> tuple[list[Box], list[Ribbon]]:
    groups = [Box(("group", f"g{n}"), 0, ("A group",)) for n in range(8)]
    settings = [
        Box(("setting", f"s{n}"), 1 + n // 3, ("A setting",), ("9 beds",) * 3, (("x", "1"),) * n)
        for n in range(6)
    ]
    ends = [Box(("destination", f"d{n}"), 3, ("An end",)) for n in range(3)]
    ribbons = [Ribbon(g.node, settings[n % 6].node, 1.0 + n) for n, g in enumerate(groups)]
    ribbons += [Ribbon(a.node, b.node, 0.5) for a in settings[:3] for b in settings[3:]]
    ribbons += [Ribbon(s.node, e.node, 20.0 * n) for n, s in enumerate(settings) for e in ends]
    ribbons += [Ribbon(settings[4].node, settings[0].node, 0.1)]
    return [*groups, *settings, *ends], ribbons


def test_boxes_do_not_overlap_and_bands_end_at_them():
    layout = lay_out(*many_boxes())
    spots = {box.node: spot for box, spot in layout.boxes}
    for one in spots.values():
        assert 0 <= one.left < one.right <= layout.width
        assert one.top >= 0
        assert one.top + one.height <= layout.height
        for other in spots.values():
            is_beside = one.right <= other.left or other.right <= one.left
            is_above = one.top + one.height <= other.top or other.top + other.height <= one.top
            assert one is other or is_beside or is_above
    for band in layout.bands:
        origin, target = spots[band.ribbon.origin], spots[band.ribbon.target]
        (x0, y0), (x1, y1) = band.points[0], band.points[-1]
        assert (x0, x1) == (origin.right, target.left)
        assert origin.top <= y0 <= origin.top + origin.height
        assert target.top <= y1 <= target.top + target.height


def test_bands_pass_boxes_of_columns_between_above_or_below():
    layout = lay_out(*many_boxes())
    for band in layout.bands:
        for x, y in band.points[1:-1]:
            for _, spot in layout.boxes:
                is_inside = spot.top < y < spot.top + spot.height
                assert not (spot.left <= x <= spot.right and is_inside)


def test_bands_are_as_wide_as_their_flow():
    layout = lay_out(*many_boxes())
    wide = {band.ribbon.per_day: band.thickness for band in layout.bands}
    assert wide[100.0] == pytest.approx(2.5 * wide[40.0])
    assert min(wide.values()) > 1
