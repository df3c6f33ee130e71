"""Draws for a random case: its grid of time, and how often it uses each feature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.network.network import DAY, HOUR

FREQUENCIES = (0.0, 0.0, 0.15, 0.3, 0.3, 0.7)
OFTEN = 0.7
# Features that have to meet often for what comes of them together to be seen at all.
THEMES = (
    ("handoffs beside the first stay", "handoffs that no move waits for", "limits on any handoff",
     "limits", "moves that take time"),
    ("handoffs beside the first stay", "limits on any handoff", "limits", "limits of nothing",
     "postponement", "death at once", "beats", "crowd at a door", "moves that take time"),
    ("crowd at a door", "limits", "limits of nothing", "limits on any handoff", "death at once",
     "beats"),
    ("crowd at a door", "limits", "limits of nothing", "death at once", "plenty of room"),
    ("changing beds", "moves that take time", "moving-out hours", "several stays",
     "plenty of room"),
    ("many units", "too big for any unit", "weights", "few choices", "moving-out hours",
     "admission hours"),
    ("limits", "limits on any handoff", "postponement", "usual spans", "death while waiting",
     "widening", "death at a turn", "discharge hours"),
    ("handoffs alike", "limits", "postponement", "priorities", "postponed by nothing",
     "usual spans", "working hours", "tasks that fit"),
    ("handoffs before the first stay", "working hours", "tasks that fit", "shifts",
     "usual spans"),
    ("letting go", "discharge hours", "death while waiting", "several stays",
     "handoffs that no move waits for", "limits on any handoff", "plenty of room"),
    ("handoffs before the first stay", "releases", "panels", "carry", "beats"),
    ("working hours", "tasks that fit", "shifts", "handoffs before the first stay",
     "never: lead times", "plenty of room"),
    ("working hours", "never: tasks that fit", "never: lead times", "shifts", "plenty of room",
     "handoffs before the first stay"),
    ("returns", "limits of nothing", "plenty of room", "changing beds", "moves that take time"),
)  # fmt: skip
# Themes that come on top of one of those: of what changes on the way, and of full places.
CHANGES = (
    ("falling weights", "several stays", "turnaround", "moves that take time", "relapse"),
    ("falling weights", "weights that fall on the way", "plenty of room", "growth",
     "planning ahead", "several stays", "waiting at the start", "death"),
    ("falling weights", "the same setting again", "weights", "several stays", "few choices"),
    ("relapse", "limits", "postponement", "several stays", "relapse at a turn", "usual spans",
     "a booking and relapse"),
    ("relapse", "discharge hours", "letting go", "death while waiting", "relapse at a turn",
     "people in at the start", "no need left", "plenty of room"),
    ("relapse", "reviews", "death while waiting", "limits on any handoff",
     "several stays"),
    ("relapse", "relapse at a turn", "limits", "postponement", "several stays",
     "moves that take time", "people in at the start"),
    ("relapse", "relapse at a turn", "limits", "postponement", "several stays", "letting go",
     "discharge hours", "work at the end and relapse", "people in at the start"),
    ("growth", "several stays", "planning ahead", "error", "changing beds"),
    ("growth", "several stays", "planning ahead", "waiting at the start", "death"),
    ("relapse", "a booking and relapse", "work at the end and relapse", "letting go", "growth",
     "relapse at a turn", "discharge hours", "plenty of room"),
    ("limits that lead elsewhere", "limits", "postponement", "usual spans", "comes instead",
     "handoffs before the first stay", "returns"),
    ("limits that lead elsewhere", "limits", "several at a desk", "returns", "comes instead",
     "plenty of room", "no stay at all", "handoffs that no move waits for",
     "limits on any handoff"),
    ("limits that lead elsewhere", "limits", "no stay at all", "handoffs that no move waits for",
     "limits on any handoff", "comes instead", "waiting at the start"),
    ("people in at the start", "waiting at the start", "limits", "death", "falling weights",
     "no need left"),
)  # fmt: skip
STEADY = ("never: changing beds", "never: none throughout", "never: admission hours",
          "never: reviews", "never: discharge hours", "never: moving-out hours",
          "never: too big for any unit")  # fmt: skip
RING = ("places in a ring", "several settings")
RINGS = (
    (*RING, *STEADY, "never: turnaround", "never: moves that take time", "weights"),
    (*RING, *STEADY, "moves that take time", "turnaround", "never: limits of a ring"),
    (*RING, *STEADY, "limits of a ring", "limits"),
    (*RING, *STEADY, "limits of a ring", "limits", "weights", "the same setting again"),
    (*RING, *STEADY, "three settings", "one unit each", "one way round", "never: many units",
     "never: the same setting again", "never: out of area"),
    (*RING, *STEADY, "three settings", "one way round", "never: many units",
     "never: the same setting again", "never: out of area", "limits of a ring", "limits"),
    (*RING, *STEADY, "out of area", "never: room out of area", "one unit each",
     "never: limits of a ring", "never: many units", "never: several settings",
     "the same setting again"),
    (*RING, *STEADY, "out of area", "never: room out of area", "one unit each",
     "never: limits of a ring", "never: many units", "the same setting again",
     "never: several settings", "never: widening"),
    (*RING, *STEADY, "out of area", "never: room out of area", "one unit each", "never: turnaround",
     "never: several settings", "the same setting again", "never: moves that take time"),
    (*RING, *STEADY, "out of area", "never: room out of area", "one unit each", "never: turnaround",
     "never: several settings", "the same setting again", "full throughout"),
    (*RING, "opened by a queue", "limits of a ring"),
)  # fmt: skip
CALLED_AND_AWAY = (
    ("routes that go round", "full throughout", "few choices", "several settings"),
    ("out of area", "room out of area", "widening", "turnaround", "a booking out of area"),
    ("out of area", "room out of area", "changing beds", "death", "people in at the start",
     "a booking out of area"),
    ("out of area", "room out of area", "a booking out of area", "weights", "admission hours",
     "reviews", "planning ahead"),
    ("opened by a queue", "limits", "usual spans", "opened at once", "beats"),
    ("opened by a queue", "changing beds", "several stays", "limits", "long openings"),
    ("opened by a queue", "out of area", "room out of area", "full throughout"),
)  # fmt: skip
LAYERS = ((THEMES, 0.85), (CHANGES, 0.85), (RINGS, 0.46), (CALLED_AND_AWAY, 0.9))
NEVER = "never: "


def drawing(rng: Random) -> Callable[[int, int], int]:
    """Draws a whole number between bounds; much quicker than ``randint`` where nobody looks on."""
    if type(rng) is not Random:
        return rng.randint
    random = rng.random
    return lambda least, most: least + int(random() * (most - least + 1))


@dataclass
class Chance:
    """Draws for one case: its grid of time, and how often it uses each feature."""

    rng: Random
    whole: Callable[[int, int], int] = field(init=False)
    grain: int = field(init=False)
    usual: int = field(init=False)
    beats: list[int] = field(default_factory=list)
    frequency: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = drawing(self.rng)
        for layer, share in LAYERS:
            if not self.with_probability(1 - share):
                self.favour(self.pick(layer))
        self.grain = self.pick((6 * HOUR, HOUR, 1, 1))
        self.usual = self.whole(1, DAY // 4 // self.grain) * self.grain

    def favour(self, theme: Sequence[str]) -> None:
        """Use some features often here, and others never."""
        for name in theme:
            self.frequency[name.removeprefix(NEVER)] = 0.0 if name.startswith(NEVER) else OFTEN

    @property
    def is_coarse(self) -> bool:
        return self.grain > 1

    def below(self, number: int) -> int:
        return self.whole(0, number - 1)

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self.whole(0, len(options) - 1)]

    def with_probability(self, probability: float) -> bool:
        if not 0 < probability < 1:
            return probability >= 1
        return self.whole(0, 999) < 1000 * probability

    def uses(self, feature: str, as_often: float = 1.0) -> bool:
        """Whether a feature is used here: some cases use it often, others never."""
        frequency = self.frequency.get(feature)
        if frequency is None:
            frequency = self.frequency[feature] = self.pick(FREQUENCIES)
        often = frequency * as_often
        return often >= 1 or (often > 0 and self.whole(0, 999) < 1000 * often)

    def some(self, options: Sequence[Any]) -> list[Any]:
        """Some of the options, in their order."""
        return [option for option in options if self.with_probability(0.5)]

    def shuffled(self, options: Sequence[Any]) -> list[Any]:
        """All options in some order."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]

    def span(self, longest: int) -> int:
        """A length of time on the grid, zero quite often; the same one often in some cases."""
        if self.uses("usual spans"):
            return self.usual * self.pick((1, 1, 2, 3))
        if self.with_probability(0.2 if self.is_coarse else 0.1):
            return 0
        return self.whole(0, max(1, longest // self.grain)) * self.grain

    def moment(self, end: int) -> int:
        """A time on the grid, seldom at the very end; one of a few quite often in some cases."""
        beats = [beat for beat in self.beats if beat <= end]
        if beats and self.uses("beats"):
            return self.pick(beats)
        last = (end - 1) // self.grain if self.with_probability(0.97) else end // self.grain
        moment = self.whole(0, last) * self.grain
        if len(self.beats) < 8:
            self.beats.append(self.next_beat(moment))
            return min(self.beats[-1], end)
        return moment

    def next_beat(self, moment: int) -> int:
        """A moment that will come up again: a usual span after the one before, or any."""
        if self.beats and self.uses("usual spans", 2):
            return self.beats[-1] + self.usual
        return moment

    def moments(self, end: int, most: int) -> list[int]:
        """Some different times in order."""
        return sorted({self.moment(end) for _ in range(self.whole(0, most))})
