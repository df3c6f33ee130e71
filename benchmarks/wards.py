"""The canonical work: two-stage wards, and one sampled input for every program.

A Poisson 100 a day to 700 acute beds, a lognormal stay (mean 6 d, sd 8 d); then 15 % need one of
some step-down beds (lognormal, mean 20 d, sd 15 d) and 10 % one of 150 places with a home team
(lognormal, mean 14 d, sd 7 d), and keep the acute bed until they have it; 730 days. With 120
step-down beds (A) it is overloaded and tens of thousands wait in front; with 330 (B) not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.journeys import Journeys
from simulator.network.network import (
    DAY,
    NONE,
    CapacityPath,
    CareSetting,
    Choice,
    Network,
    Reason,
    Route,
    Step,
    StepKind,
    Unit,
)
from simulator.sampling.patients import Patients

DAYS, PER_DAY, ACUTE, HOME = 730, 100, 700, 150
STEP_DOWN = {"A": 120, "B": 330}
# Mean and standard deviation of the stays, in days, and who needs which second stay.
STAYS = ((6, 8), (20, 15), (14, 7))
NEEDS = (0.75, 0.15, 0.10)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program says of a run; equal for two that did the same work.

    ``acute``: patient-time in acute beds in the second half of the run, in microseconds.
    ``times``: the sum of when stays started and when people left.
    """

    acute: int
    times: int

    def census(self, end: int) -> float:
        """Mean patients in acute beds in the second half of a run of ``end`` microseconds."""
        return self.acute / (end - end // 2)


def place(step_down: int, days: int = DAYS) -> Network:
    """The wards, and a route for each second stay or none."""
    beds = (ACUTE, step_down, HOME)

    def stay(s: int, after: tuple[int, ...]) -> Step:
        return Step(StepKind.STAY, s, after, choices=((Choice(s, 0),),))

    def route(second: int) -> Route:
        stays = [stay(0, ())] + ([stay(second, (0,))] if second else [])
        leave = Step(StepKind.LEAVE, 0, (len(stays) - 1,))
        return Route(0, "way", (), (*stays, leave))

    return Network(
        end=days * DAY,
        groups=("all",),
        localities=("all",),
        care_settings=tuple(
            CareSetting(f"s{s}", "beds", s == 0, "nhs", (s,), 0, 0) for s in range(len(beds))
        ),
        units=tuple(
            Unit(f"u{s}", s, None, CapacityPath((0,), (n,)), None, None, None, None, 0)
            for s, n in enumerate(beds)
        ),
        handoffs=(),
        destinations=("home",),
        reasons=(Reason("O", "nhs"),),
        routes=tuple(route(second) for second in range(len(beds))),
    )


def people(seed: int, days: int = DAYS) -> Patients:
    """Everybody who comes, and how long they stay."""
    rng = np.random.default_rng(seed)
    gaps = rng.exponential(DAY / PER_DAY, 2 * days * PER_DAY)
    arrives = np.rint(np.cumsum(gaps)).astype(np.int64)
    arrives = arrives[arrives < days * DAY]
    n = len(arrives)
    second = rng.choice(len(NEEDS), n, p=NEEDS)
    stays = np.zeros((n, 3), dtype=np.int64)
    for s, (mean, sd) in enumerate(STAYS):
        spread = np.log1p((sd / mean) ** 2)
        law = rng.lognormal(np.log(mean) - spread / 2, np.sqrt(spread), n)
        who = np.flatnonzero((second == s) | (s == 0))
        stays[who, 0 if s == 0 else 1] = np.rint(law[who] * DAY)
    lengths = np.where(second > 0, 3, 2)
    first = np.concatenate([[0], np.cumsum(lengths)])
    used = np.arange(3) < lengths[:, None]
    nothing, none = np.zeros(first[-1], dtype=np.int64), np.full(first[-1], NONE)
    return Patients(
        group=np.zeros(n, np.int32),
        locality=np.zeros(n, np.int32),
        route=second.astype(np.int32),
        arrives=arrives,
        returns_as=np.full(n, NONE),
        returns_after=np.zeros(n, np.int64),
        depth=np.zeros(n, np.int32),
        identity=np.arange(n, dtype=np.uint64),
        first=first,
        duration=stays[used],
        limit=none,
        expected_error=nothing,
        review_level=nothing,
        dies=nothing,
        dies_waiting=none,
    )


def second_stays(patients: Patients) -> np.ndarray:
    """Length of each patient's second stay, 0 for those who need none."""
    after = patients.first[:-1] + 1
    return np.where(patients.route > 0, patients.duration[after], 0)


def answer(patients: Patients, journeys: Journeys, end: int) -> Answer:
    """What the records of one of our engines say."""
    acute = patients.first[:-1]
    began, left = journeys.started[acute], journeys.left[acute]
    left = np.where(left < 0, end, left)
    inside = np.maximum(left, end // 2) - np.maximum(began, end // 2)
    times = journeys.started[journeys.started >= 0].sum()
    times += journeys.finished[journeys.finished >= 0].sum()
    return Answer(int(inside[began >= 0].sum()), int(times))


def events(journeys: Journeys) -> int:
    """Arrivals, ends of stays, and transfers; these have no length, so each counts once."""
    arrivals = (journeys.arrived >= 0).sum()
    ends = (journeys.ready >= 0).sum()
    stays = (journeys.reserved >= 0).sum()
    in_acute = (journeys.unit == 0).sum()
    return int(arrivals + ends + stays - in_acute)
