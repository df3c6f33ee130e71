"""Draws for a random case: its grid of time, and how often it uses each feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.network.network import HOUR

FREQUENCIES = (0.0, 0.0, 0.15, 0.3, 0.3, 0.7)


@dataclass
class Chance:
    """Draws for one case: its grid of time, and how often it uses each feature."""

    rng: Random
    grain: int = field(init=False)
    frequency: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.grain = self.pick((6 * HOUR, HOUR, 1, 1))

    @property
    def is_coarse(self) -> bool:
        return self.grain > 1

    def whole(self, least: int, most: int) -> int:
        return self.rng.randint(least, most)

    def below(self, number: int) -> int:
        return self.whole(0, number - 1)

    def pick(self, options: Sequence[Any]) -> Any:
        return options[self.below(len(options))]

    def with_probability(self, probability: float) -> bool:
        return self.rng.randint(0, 999) < 1000 * probability

    def uses(self, feature: str, as_often: float = 1.0) -> bool:
        """Whether a feature is used here: some cases use it often, others never."""
        if feature not in self.frequency:
            self.frequency[feature] = self.pick(FREQUENCIES)
        return self.with_probability(self.frequency[feature] * as_often)

    def some(self, options: Sequence[Any]) -> list[Any]:
        """Some of the options, in their order."""
        return [option for option in options if self.with_probability(0.5)]

    def shuffled(self, options: Sequence[Any]) -> list[Any]:
        """All options in some order."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]

    def span(self, longest: int) -> int:
        """A length of time on the grid, zero quite often."""
        if self.with_probability(0.2 if self.is_coarse else 0.1):
            return 0
        return self.whole(0, max(1, longest // self.grain)) * self.grain

    def moment(self, end: int) -> int:
        """A time on the grid before the end, seldom at the end."""
        last = (end - 1) // self.grain if self.with_probability(0.97) else end // self.grain
        return self.whole(0, last) * self.grain

    def moments(self, end: int, most: int) -> list[int]:
        """Some different times in order."""
        return sorted({self.moment(end) for _ in range(self.whole(0, most))})
