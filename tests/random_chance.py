"""Draws for a random case: its grid of time, and how often it uses each feature."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.network.network import DAY, HOUR

# Whether falling weights, relapse, growth, limits that lead elsewhere and a full start come up.
SAYS_NEW = "STEPDOWN_TWINS_NEWER"
NEW = SAYS_NEW in os.environ
FREQUENCIES = (0.0, 0.0, 0.15, 0.3, 0.3, 0.7)
OFTEN = 0.7
# Features that have to meet often for what comes of them together to be seen at all.
THEMES = (
    ("handoffs beside the first stay", "handoffs that no move waits for", "limits on any handoff",
     "limits", "moves that take time"),
    ("handoffs beside the first stay", "limits on any handoff", "limits", "limits of nothing",
     "postponement", "death at once", "beats", "crowd at a door"),
    ("crowd at a door", "limits", "limits of nothing", "limits on any handoff", "death at once",
     "beats"),
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
    ("returns", "limits of nothing", "plenty of room", "changing beds", "moves that take time"),
)  # fmt: skip
# Themes that come on top of one of those.
NEW_THEMES = (
    ("falling weights", "several stays", "turnaround", "moves that take time", "relapse"),
    ("falling weights", "the same setting again", "weights", "several stays", "few choices"),
    ("relapse", "limits", "postponement", "several stays", "relapse at a turn", "usual spans"),
    ("relapse", "discharge hours", "letting go", "death while waiting", "relapse at a turn",
     "people in at the start", "no need left", "plenty of room"),
    ("relapse", "reviews", "death while waiting", "limits on any handoff",
     "several stays"),
    ("relapse", "relapse at a turn", "limits", "postponement", "several stays",
     "moves that take time", "people in at the start"),
    ("relapse", "relapse at a turn", "limits", "postponement", "several stays", "letting go",
     "discharge hours"),
    ("growth", "several stays", "planning ahead", "error", "changing beds"),
    ("growth", "several stays", "planning ahead", "waiting at the start"),
    ("limits that lead elsewhere", "limits", "postponement", "usual spans", "comes instead",
     "handoffs before the first stay", "returns"),
    ("limits that lead elsewhere", "limits", "no stay at all", "handoffs that no move waits for",
     "limits on any handoff", "comes instead", "waiting at the start"),
    ("people in at the start", "waiting at the start", "limits", "death", "falling weights",
     "no need left"),
)  # fmt: skip


def whole(rng: Random, least: int, most: int) -> int:
    """A whole number between bounds; much quicker than ``randint`` where nobody looks on."""
    if type(rng) is Random:
        return least + int(rng.random() * (most - least + 1))
    return rng.randint(least, most)


@dataclass
class Chance:
    """Draws for one case: its grid of time, and how often it uses each feature."""

    rng: Random
    grain: int = field(init=False)
    usual: int = field(init=False)
    beats: list[int] = field(default_factory=list)
    frequency: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.with_probability(0.85):
            self.frequency = dict.fromkeys(self.pick(THEMES), OFTEN)
        if NEW:
            self.frequency |= dict.fromkeys(self.pick(NEW_THEMES), OFTEN)
        self.grain = self.pick((6 * HOUR, HOUR, 1, 1))
        self.usual = self.whole(1, DAY // 4 // self.grain) * self.grain

    @property
    def is_coarse(self) -> bool:
        return self.grain > 1

    def whole(self, least: int, most: int) -> int:
        return whole(self.rng, least, most)

    def below(self, number: int) -> int:
        return self.whole(0, number - 1)

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self.below(len(options))]

    def with_probability(self, probability: float) -> bool:
        if not 0 < probability < 1:
            return probability >= 1
        return whole(self.rng, 0, 999) < 1000 * probability

    def uses(self, feature: str, as_often: float = 1.0) -> bool:
        """Whether a feature is used here: some cases use it often, others never."""
        if feature not in self.frequency:
            self.frequency[feature] = self.pick(FREQUENCIES)
        return self.with_probability(self.frequency[feature] * as_often)

    def uses_new(self, feature: str, as_often: float = 1.0) -> bool:
        """As ``uses``, of a feature that comes up only where ``NEW`` says so."""
        return NEW and self.uses(feature, as_often)

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
