"""Stories on their way: SimPy processes as light as they can be."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from heapq import heappush
from typing import TYPE_CHECKING, Any

from simpy.events import NORMAL

if TYPE_CHECKING:
    from simulator.engine.reference import House


class Signal:
    """Something that one story waits for until somebody gives it."""

    __slots__ = ("process",)

    process: Process

    def give(self) -> None:
        """Let the story that waits for this go on, at once."""
        self.process.go_on()


Story = Generator[int | Signal, None, None]
NOTHING: Iterator[int | Signal] = iter(())


class Process:
    """A story that is told up to its next ``yield`` each time what it waits for happens.

    A story yields the time at which it goes on, now or later, or a ``Signal``. As in SimPy, but it
    begins at once, ends without an event, and is itself the event of each time that it waits for.
    """

    __slots__ = ("callbacks", "house", "telling")

    _ok = True  # SimPy asks every event

    telling: Iterator[int | Signal]

    def __init__(self, house: House, story: Story) -> None:
        self.house, self.telling = house, story
        self.go_on()

    def go_on(self, _: object = None) -> None:
        """Tell the story until it waits again, or ends."""
        awaited = next(self.telling, None)
        if isinstance(awaited, int):
            self.callbacks = (self.go_on,)
            house = self.house
            heappush(house.coming, (awaited, NORMAL, next(house.ticket), self))
        elif awaited is not None:
            awaited.process = self

    def stop(self) -> None:
        """Tell no more of the story."""
        self.telling = NOTHING


class Moment:
    """An event at which one thing is done."""

    __slots__ = ("callbacks",)

    _ok = True

    def __init__(self, do: Callable[..., object], what: tuple[Any, ...]) -> None:
        self.callbacks = (lambda _: do(*what),)
