"""The network: what an engine runs, as frozen data with whole-number times.

Everything an engine may know about a place stands here, and nothing about demand or chance. Times
are whole microseconds since 00:00 on the start date; every day has 24 hours; a run covers the
half-open span ``[0, end)``. Services are tried in order: care settings in file order, then
handoffs in file order. Indices are positions in the tuples below.

``docs/contract.md`` states the rules that an engine carries out over this data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

DAY = 86_400_000_000
HOUR = 3_600_000_000
MINUTE = 60_000_000
NEVER = 2**62
NONE = -1


class StepKind(IntEnum):
    """What a step of a route is."""

    STAY = 0
    HANDOFF = 1
    LEAVE = 2


class LetsGo(IntEnum):
    """When a patient gives up the place of a stay (rule 6)."""

    NEXT_PLACE = 0
    AT_END = 1
    NEXT_TASK = 2


class AtLimit(IntEnum):
    """Where a limit leads when it runs out (rule 15)."""

    LOST = 0
    POSTPONED = 1
    ELSEWHERE = 2


class AtLoop(IntEnum):
    """What happens when people in full places wait for one another (rule 19)."""

    SWAP = 0
    STOP = 1


class AtClose(IntEnum):
    """What a staffed task does at closing time (rule 13)."""

    FINISH = 0
    PAUSE = 1
    FIT = 2


class Duration(IntEnum):
    """How the drawn duration of a handoff runs once it has started (rule 13).

    ``TASK``: hours of staffed work under the handoff's ``at_close``. ``LEAD``: work on the
    handoff's clock, with nobody held.
    """

    TASK = 0
    LEAD = 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """Half-open opening windows ``[opens[i], closes[i])``, sorted, merged where they touch."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """Working time as a count that grows only in opening windows.

    Inside window ``i`` the count at time ``t`` is
    ``before[i] + ((t - opens[i]) * 1440) // minutes[i]``; from ``closes[i]`` until the next window
    opens it is ``before[i + 1]``. ``before`` has one entry more than there are windows.
    Hours: ``minutes`` is 1440 throughout, so one microsecond open counts one. Working days:
    windows are cut at midnight, ``minutes[i]`` is all the minutes open on that date, and
    ``before`` is rounded down by date and not by window, so that every open date counts ``DAY``
    in all.
    Work ``d`` begun at ``s`` ends at the least ``t >= s`` at which the count is at least
    ``count(s) + d``; it never ends (``NEVER``) if no window has it.
    """

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    minutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CapacityPath:
    """A step function of time: ``values[i]`` from ``times[i]`` (first 0) until the next time."""

    times: tuple[int, ...]
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """When the queue for its care setting opens and shuts a unit (rule 7).

    Called with more than ``opens_above`` waiting, open ``opens_after`` later (at least 1) for at
    least ``stays_open``, and shut with no more than ``shuts_at`` waiting.
    """

    opens_above: int
    opens_after: int
    stays_open: int
    shuts_at: int


@dataclass(frozen=True, slots=True)
class Reviews:
    """Instants at which patients are reviewed, sorted.

    A review sees those whose drawn ``review_level`` (0 to 999,999) is below its ``covers``
    (0 to 1,000,000: all).
    """

    times: tuple[int, ...]
    covers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Releases:
    """Starts released to a handoff: ``counts[i]`` at ``times[i]``.

    What is left over from earlier releases is added when ``carry`` is true and lapses at the next
    release otherwise. With ``only_then`` (a panel's sittings) starts may be spent only at the very
    instant of a release.
    """

    times: tuple[int, ...]
    counts: tuple[int, ...]
    carry: bool
    only_then: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """Part of a care setting: a capacity path, and the hours that govern it.

    ``admits``: when someone may start (None: always). ``reviews``: when need that has ended is
    declared (None: at once). ``discharges``: when someone may leave from it (None: always).
    ``moves_out``: when someone may start elsewhere from it (None: always). ``turnaround``: how
    long the place stays in use after a patient has left it. ``trigger``: what opens it (None: it is
    open). ``away``: out of area, from where people come back when there is room (rule 15).
    """

    name: str
    care_setting: int
    locality: str | None
    capacity: CapacityPath
    admits: Calendar | None
    reviews: Reviews | None
    discharges: Calendar | None
    moves_out: Calendar | None
    turnaround: int
    trigger: Trigger | None = None
    away: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """What a moment of delay is counted under."""

    code: str
    organisation: str


@dataclass(frozen=True, slots=True)
class CareSetting:
    """Where patients stay: its units (indices), and the reasons for waiting for it and in it.

    ``waiting_reason``: for a patient who waits only for a place here. ``leaving_reason``: for one
    who waits here only for his ward's discharge hours.
    """

    name: str
    kind: str
    is_acute: bool
    organisation: str
    units: tuple[int, ...]
    waiting_reason: int
    leaving_reason: int


@dataclass(frozen=True, slots=True)
class Handoff:
    """What must be finished before a patient may move on.

    A start needs, where each is given: an open ``hours``, a free member of ``staff``, a start left
    in ``releases``. ``longest_window``: length of the longest window of ``hours`` (``NEVER`` when
    always open), for tasks under ``AtClose.FIT``.
    """

    name: str
    organisation: str
    reason: int
    hours: Calendar | None
    clock: Clock | None
    duration: Duration
    staff: CapacityPath | None
    at_close: AtClose
    releases: Releases | None
    longest_window: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One unit a patient may use, and how long after being asked it becomes one (0: at once)."""

    unit: int
    after: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route. ``after``: positions in the route of the steps it comes after.

    ``target``: index of the care setting (STAY), handoff (HANDOFF) or destination (LEAVE).
    ``weight``: at least 1.
    ``choices``: for a STAY, by locality index, the units in the patient's own order.
    ``begins_before``: for a HANDOFF straight after a stay, how long before the expected date it
    begins (NONE: at ready). ``waits_for``: for a STAY or LEAVE, positions of the unfinished
    handoffs that its move waits for, in listed order (rule 12). ``move``: how long the move into
    this stay takes. ``profile``: for a STAY, (time since started, weight from then on), times
    rising and above 0, weights falling from ``weight`` and not below 0 (rule 6). ``growth``: for a
    STAY, millionths of the wait for it by which its need grows (rule 15).
    """

    kind: StepKind
    target: int
    after: tuple[int, ...]
    priority: int = 0
    weight: int = 1
    choices: tuple[tuple[Choice, ...], ...] = ()
    lets_go: LetsGo = LetsGo.NEXT_PLACE
    move: int = 0
    begins_before: int = NONE
    waits_for: tuple[int, ...] = ()
    at_limit: AtLimit = AtLimit.LOST
    postpone_by: int = 0
    postpone_most: int = 0
    profile: tuple[tuple[int, int], ...] = ()
    growth: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """The steps of one patient group along one pathway with one outcome of each branch.

    The last step is the only LEAVE. Every step comes after earlier positions only.
    """

    group: int
    pathway: str
    branches: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """A place, ready to run."""

    end: int
    groups: tuple[str, ...]
    localities: tuple[str, ...]
    care_settings: tuple[CareSetting, ...]
    units: tuple[Unit, ...]
    handoffs: tuple[Handoff, ...]
    destinations: tuple[str, ...]
    reasons: tuple[Reason, ...]
    routes: tuple[Route, ...]
    at_loop: AtLoop = AtLoop.SWAP
