"""The same random case again from the numbers it was drawn from, with ever fewer and smaller ones.

``random_case`` draws whole numbers only. Played again from a list of them, it makes a case; from a
list with some left out or made smaller, it makes a simpler one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from random import Random

import numpy as np

from simulator.network.network import Network
from simulator.sampling.patients import Patients
from tests.random_chance import drawing
from tests.random_networks import random_case
from tests.rearranged import STEP_COLUMNS

Case = tuple[Network, Patients]
FEW = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 80, 120, 180, 250, 350, 500, 1_000)


class Tape:
    """Whole numbers drawn from a generator, or given, and the least possible after those."""

    def __init__(self, given: list[int] | None = None, rng: Random | None = None) -> None:
        self.given = given or []
        self.draw = drawing(rng) if rng is not None else None
        self.drawn: list[int] = []

    def randint(self, least: int, most: int) -> int:
        """The next number, brought between bounds."""
        number = least
        if self.draw is not None:
            number = self.draw(least, most)
        elif len(self.drawn) < len(self.given):
            number = min(max(self.given[len(self.drawn)], least), most)
        self.drawn.append(number)
        return number

    def case(self, people: int) -> Case:
        """The case that these numbers make."""
        return random_case(self, people=people)


def only(patients: Patients, rows: Sequence[int]) -> Patients:
    """Some of the patients, in their order; nobody is followed by somebody left out."""
    kept = sorted(rows)
    number_of = {row: number for number, row in enumerate(kept)}
    steps = np.concatenate([np.arange(*patients.first[row : row + 2]) for row in kept])
    lengths = np.diff(patients.first)[kept]
    columns = {
        column.name: getattr(patients, column.name)[steps if column.name in STEP_COLUMNS else kept]
        for column in fields(Patients)
        if column.name != "first"
    }
    for name in ("returns_as", "instead_as"):
        again = [number_of.get(int(row), -1) for row in columns[name]]
        columns[name] = np.array(again, np.int64)
    return Patients(**columns, first=np.cumsum([0, *lengths], dtype=np.int64))


def fewest(case: Case, fails: Callable[[Case], bool], tries: int) -> Case:
    """The same place with ever fewer of its patients, as long as it fails."""
    network, patients = case
    length = max(1, len(patients) // 2)
    while length:
        at = len(patients) - length
        while at >= -length and tries > 0:
            begin, end = max(at, 0), max(at, 0) + length
            rows = [row for row in range(len(patients)) if not begin <= row < end]
            tries -= 1
            if rows and fails((network, only(patients, rows))):
                patients = only(patients, rows)
            at -= length
        length //= 2
    return network, patients


def simplest(seed: int, people: int, fails: Callable[[Case], bool], tries: int = 3_000) -> Case:
    """A case like that of a seed that fails as well, and from which little can be left out."""
    search = Search(fails, tries)
    search.people = people
    search.numbers = _drawn(Tape(rng=Random(seed)), people)
    if not fails(Tape(search.numbers).case(people)):
        raise ValueError(f"the case of seed {seed} with {people} people does not fail")
    before = None
    while before != (search.people, search.numbers) and search.tries > 0:
        before = (search.people, search.numbers)
        search.fewer_people()
        search.leave_out()
        search.lower()
    return fewest(Tape(search.numbers).case(search.people), fails, tries)


def _drawn(tape: Tape, people: int) -> list[int]:
    tape.case(people)
    return tape.drawn


class Search:
    """The simplest failing numbers so far."""

    def __init__(self, fails: Callable[[Case], bool], tries: int) -> None:
        self.fails, self.tries = fails, tries
        self.people = 0
        self.numbers: list[int] = []

    def keeps_failing(self, numbers: list[int], people: int) -> bool:
        """Try a simpler case, and stay with it if it fails."""
        if self.tries <= 0:
            return False
        self.tries -= 1
        tape = Tape(numbers)
        if not self.fails(tape.case(people)):
            return False
        self.numbers, self.people = tape.drawn, people
        return True

    def fewer_people(self) -> None:
        """Leave out patients as long as it fails."""
        for people in FEW:
            if people < self.people and self.keeps_failing(self.numbers, people):
                return

    def leave_out(self) -> None:
        """Leave out runs of numbers, long ones first, the last first."""
        length = 64
        while length:
            at = len(self.numbers) - length
            while at >= 0 and self.tries > 0:
                self.keeps_failing(self.numbers[:at] + self.numbers[at + length :], self.people)
                at = min(at, len(self.numbers)) - length
            length //= 2

    def lower(self) -> None:
        """Make each number as small as may be, or at least smaller."""
        for at in range(len(self.numbers)):
            if at < len(self.numbers) and self.numbers[at]:
                for smaller in (0, self.numbers[at] // 2, self.numbers[at] - 1):
                    changed = self.numbers.copy()
                    changed[at] = smaller
                    if smaller < self.numbers[at] and self.keeps_failing(changed, self.people):
                        break
