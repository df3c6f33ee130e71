"""The examples: other people's places, run by both engines, and held against theory where exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.engine import compiled
from simulator.engine.journeys import Exit, Journeys
from simulator.experiment.prepare import prepare
from simulator.network.build import build
from simulator.network.network import DAY, HOUR, Network
from simulator.sampling.conditions import Conditions
from simulator.sampling.patients import Patients
from simulator.sampling.sample import Sampler
from simulator.scenario.load import load
from tests.theory.formulas import erlang_b
from tests.theory.interval import LEVEL, census, mean_interval
from tests.theory.test_triggers import chain
from tests.twins import compare

EXAMPLES = Path(__file__).resolve().parent.parent / "scenarios" / "examples"
FILES = sorted(EXAMPLES.rglob("*.yaml"))
LATER = 10_000_000 * DAY


@dataclass(frozen=True)
class Case:
    """One replication of an example."""

    network: Network
    patients: Patients
    journeys: Journeys

    def stays(self, care_setting: str) -> np.ndarray:
        """The steps of the record that began in a care setting, as positions in its columns."""
        numbers = [setting.name for setting in self.network.care_settings]
        units = [
            number
            for number, unit in enumerate(self.network.units)
            if unit.care_setting == numbers.index(care_setting)
        ]
        return np.flatnonzero(np.isin(self.journeys.unit, units))

    def census(self, care_setting: str, times: np.ndarray) -> np.ndarray:
        """How many are in a care setting at some times."""
        steps = self.stays(care_setting)
        left = self.journeys.left[steps]
        return census(times, self.journeys.started[steps], np.where(left < 0, LATER, left))


def drawn(
    name: str, sets: list[str], replications: int, seed: int = 1
) -> Iterator[tuple[Network, Patients]]:
    """Networks and patients of an example with some values changed."""
    scenario = load(EXAMPLES / name, sets).scenario
    network, plan = build(scenario)
    sampler = Sampler.of(scenario, network, plan)
    conditions = Conditions.of(scenario, network, plan)
    for number in range(replications):
        yield conditions.network_of(seed, number), sampler.draw(seed, number)


def runs(name: str, sets: list[str], replications: int) -> Iterator[Case]:
    """Replications of an example with some values changed, by the compiled engine."""
    for network, patients in drawn(name, sets, replications):
        yield Case(network, patients, compiled.simulate(network, patients))


def lasting(days: int, warm_up: int = 0) -> list[str]:
    """A run of so many days."""
    return [f"calendar.warm_up={warm_up} days", f"calendar.run_for={days} days"]


def has_waited(record: Journeys) -> bool:
    return bool((record.reserved > record.asked).any())


# Short enough to be quick, and so few beds that what each is about happens in so short a time.
SHORT: dict[str, tuple[list[str], Callable[[Journeys], bool]]] = {
    "elective_ward.yaml": (lasting(28), lambda record: bool((record.postponed > 0).any())),
    "emergency_department.yaml": (
        [*lasting(4), 'care_settings.wards.units."Medical wards".beds=40'],
        lambda record: has_waited(record) and bool((record.exit == Exit.LOST).any()),
    ),
    "full_start/place.yaml": (lasting(21), lambda record: bool((record.reserved == 0).any())),
    "mental_health.yaml": (
        [*lasting(60), 'care_settings.acute.units."Rowan ward".beds=2'],
        lambda record: bool((record.moved_back >= 0).any()),
    ),
    "mental_health_shorter_stays.yaml": (
        [*lasting(60), 'care_settings.acute.units."Rowan ward".beds=0'],
        lambda record: bool((record.unit >= 0).any()),
    ),
    "stroke.yaml": ([*lasting(150), "care_settings.rehabilitation.units.0.beds=5"], has_waited),
    "surge.yaml": (
        [*lasting(28), 'care_settings.ward.units."Medical wards".beds=50'],
        lambda record: len(record.opened_at) > 0 and bool((record.shut_at >= 0).any()),
    ),
}


def test_every_example_is_run_here():
    assert {file.relative_to(EXAMPLES).as_posix() for file in FILES} == set(SHORT)


def test_the_page_of_examples_lists_them_all():
    page = (EXAMPLES.parents[1] / "docs" / "examples.md").read_text(encoding="utf-8")
    listed = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert sorted(listed) == sorted(SHORT)


@pytest.mark.parametrize("name", SHORT)
def test_an_example_may_be_run(name):
    loaded = prepare(EXAMPLES / name)
    assert loaded.scenario.question


@pytest.mark.parametrize("name", SHORT)
def test_both_engines_agree_and_the_checker_is_content(name):
    sets, happens = SHORT[name]
    seen = []
    for network, patients in drawn(name, sets, 2):
        says, record = compare(network, patients)
        assert says == ""
        seen.append(happens(record))
    assert any(seen), "what the example is about did not happen"


# Monks and others 2016: days between arrivals and mean stays; destinations by group.
ACUTE = {"stroke": 1.2, "tia": 9.3, "neuro": 3.6, "other": 3.2}
ACUTE_STAY = {"stroke": 0.87 * 7.4 + 0.13 * 4.6, "tia": 1.8, "neuro": 4.0, "other": 3.8}
ONWARD = {"stroke": 0.24, "tia": 0.01, "neuro": 0.11, "other": 0.05}
STRAIGHT = {"stroke": 1 / 21.8, "tia": 0.0, "neuro": 1 / 31.7, "other": 1 / 28.6}
REHABILITATION = {"stroke": 0.6 * 28.4 + 0.4 * 30.3, "tia": 18.7, "neuro": 27.6, "other": 16.1}
ACUTE_LOAD = sum(ACUTE_STAY[one] / days for one, days in ACUTE.items())
REHABILITATION_LOAD = sum(
    (ONWARD[one] / days + STRAIGHT[one]) * REHABILITATION[one] for one, days in ACUTE.items()
)
# What an open replication in SimPy finds (pydesrap_stroke, outputs/table2.csv), to two places.
DELAYED = {
    "stroke_unit": (ACUTE_LOAD, {9: 0.18, 10: 0.13, 11: 0.09, 12: 0.06, 13: 0.03, 14: 0.02}),
    "rehabilitation": (REHABILITATION_LOAD, {10: 0.21, 12: 0.11, 13: 0.08, 14: 0.05, 16: 0.02}),
}


@pytest.fixture(scope="module")
def stroke() -> list[Case]:
    """The stroke pathway with beds without end, as in the paper."""
    plenty = [f"care_settings.{one}.units.0.beds=1000" for one in DELAYED]
    return list(runs("stroke.yaml", plenty, 20))


@pytest.mark.parametrize("care_setting", DELAYED)
def test_beds_needed_by_stroke_patients_are_those_of_the_paper(stroke, care_setting):
    load_in_theory, delayed = DELAYED[care_setting]
    times = np.arange(1095, 2920) * DAY
    counts = np.array([case.census(care_setting, times) for case in stroke])
    assert load_in_theory in mean_interval(counts.mean(axis=1))
    assert load_in_theory * 1.1 not in mean_interval(counts.mean(axis=1))
    for beds, published in delayed.items():
        # The census is Poisson, of which the published P(N = n) / P(N <= n) is Erlang's loss.
        in_theory = erlang_b(beds, load_in_theory)
        assert in_theory == pytest.approx(published, abs=0.0125)
        off = (counts == beds).mean(axis=1) - in_theory * (counts <= beds).mean(axis=1)
        assert 0 in mean_interval(off)


def within_four_hours(mean: float, sd: float, triage: bool = True) -> float:
    """Chance that triage (gamma, mean 9 sd 4) and a gamma stay, in minutes, take four hours."""
    stay = stats.gamma((mean / sd) ** 2, scale=sd**2 / mean)
    if not triage:
        return float(stay.cdf(240))
    first = stats.gamma((9 / 4) ** 2, scale=4**2 / 9)
    return float(integrate.quad(lambda t: first.pdf(t) * stay.cdf(240 - t), 0, 120)[0])


def test_with_room_for_all_four_hours_are_a_matter_of_triage_and_treatment_alone():
    sets = [
        *lasting(14),
        *(f"care_settings.emergency.units.{one}.places=2000" for one in (0, 1)),
        "care_settings.emergency.units.1.admits=always",
        "care_settings.wards.units.0.beds=5000",
        "handoffs.triage.staff=500",
    ]
    met = []
    for case in runs("emergency_department.yaml", sets, 10):
        stays = case.stays("emergency")
        patient = np.searchsorted(case.patients.first, stays, side="right") - 1
        took = case.journeys.left[stays] - case.journeys.arrived[patient]
        is_in_time = case.journeys.arrived[patient] < 13 * DAY
        met.append((took[is_in_time] <= 4 * HOUR).mean())

    def expected(triage: bool) -> float:
        minor, major = (within_four_hours(*law, triage) for law in ((55, 30), (150, 70)))
        return 0.45 * minor + 0.55 * major

    assert expected(triage=True) in mean_interval(met)
    assert expected(triage=False) not in mean_interval(met)


def in_bed_at_midnight(law: object, booked_at: float, nights: int) -> float:
    """Chance of being in at the midnight that ends so many days later: rounds at 09:00."""
    return float(law.sf((24 * nights + 9 - booked_at) / 24)) if nights else 1.0


def lognormal(mean: float, sd: float) -> object:
    sigma = np.sqrt(np.log1p((sd / mean) ** 2))
    return stats.lognorm(sigma, scale=mean / np.sqrt(1 + (sd / mean) ** 2))


# Weekday, hour and number of the bookings in the example.
LISTS = {
    lognormal(3.2, 2.2): [(0, 7.5, 3), (0, 12, 3), *((d, 7.5, 4) for d in (1, 2, 3)), (4, 7.5, 2)],
    lognormal(6.5, 4.5): [*((d, 7.5, 1) for d in range(4)), (2, 12, 1)],
}


def test_the_beds_that_a_theatre_list_needs_on_each_day_follow_from_it():
    sets = [
        *lasting(364),
        "calendar.bank_holidays=none",
        "care_settings.ward.units.0.beds=500",
        *(
            f"patient_groups.{one}.pathways={{ward: 1, high_dependency: 0}}"
            for one in ("joint", "bowel")
        ),
    ]
    times = np.arange(70, 364) * DAY
    counts = np.array(
        [case.census("ward", times).reshape(-1, 7) for case in runs("elective_ward.yaml", sets, 8)]
    )
    # The run starts on a Monday: a midnight that is a multiple of 7 days ends a Sunday.
    expected = np.zeros(7)
    for law, bookings in LISTS.items():
        for weekday, hour, count in bookings:
            for nights in range(70):
                ends = (weekday + nights + 1) % 7
                expected[ends] += count * in_bed_at_midnight(law, hour, nights)
    weeks = counts.mean(axis=1)
    together = 1 - (1 - LEVEL) / 7
    intervals = [mean_interval(day, together) for day in weeks.T]
    agree = [mean in each for mean, each in zip(expected, intervals, strict=True)]
    shifted = [m in each for m, each in zip(np.roll(expected, 1), intervals, strict=True)]
    assert all(agree)
    assert not any(shifted)


def test_wards_of_a_mental_health_place_are_full_whenever_there_are_people_enough():
    """With nothing but need to keep people in, only those above its beds are out of area."""
    sets = [
        *lasting(600),
        "patient_groups.crisis.readmission=null",
        'care_settings.acute.units."Hazel ward".beds=4',
        'care_settings.acute.units."Out of area".beds=1000',
        "care_settings.acute.reviews=[]",
        *(
            f"pathways.{name}.steps=[{{stay: {first}}}, {{leave: home}}]"
            for name, first in (("home_treatment", "home_treatment"), ("admitted", "acute"))
        ),
    ]
    (case,) = runs("mental_health.yaml", sets, 1)
    record, stays = case.journeys, case.stays("acute")
    begins = record.asked[stays]
    ends = begins + case.patients.duration[stays]
    times = np.arange(600) * DAY
    ill = census(times, begins, ends)
    away = next(n for n, unit in enumerate(case.network.units) if unit.away)
    is_away = (record.unit[stays] == away) | (record.away_unit[stays] == away)
    until = np.where(record.moved_back[stays] >= 0, record.moved_back[stays], ends)
    sent = census(times, begins[is_away], until[is_away])

    assert ill.max() > 42
    assert (sent == np.maximum(ill - 42, 0)).all()


def test_escalation_beds_are_open_as_long_as_a_chain_of_beds_and_queue_says():
    """Four beds and two more, above two waiting; needs are exponential, and demand is level."""
    usual, extra, load_of = 4, 2, 4.2
    sets = [
        *lasting(7000),
        "care_settings.ward.length_of_stay={family: exponential, mean: 6 days}",
        f"patient_groups.emergency.arrivals={{per_day: {load_of / 6}}}",
        f'care_settings.ward.units."Medical wards".beds={usual}',
        f'care_settings.ward.units."Escalation ward".beds={extra}',
        'care_settings.ward.units."Escalation ward".opens_when='
        "{waiting_above: 2, after: 1 minute, stays_open: 0 days, shuts_at: 0}",
    ]
    shares = []
    for case in runs("surge.yaml", sets, 12):
        record, end = case.journeys, 7000 * DAY
        shut = np.where(record.shut_at < 0, end, record.shut_at)
        open_for = np.maximum(shut, 500 * DAY) - np.maximum(record.opened_at, 500 * DAY)
        shares.append(open_for.sum() / (end - 500 * DAY))
    chances = chain((usual, extra), load_of, 2, 0)
    is_open = sum(chance for state, chance in chances.items() if state[3])
    always = sum(chance for state, chance in chances.items() if state[2] > 0)

    assert is_open in mean_interval(shares)
    assert always not in mean_interval(shares)
