"""A run that starts full: who is in, and who waits, when it begins."""

from __future__ import annotations

from collections import Counter

from pydantic import Field

from simulator.scenario.census_file import IN_NEED, READY, WAITING, CensusTable
from simulator.scenario.data_file import LEAST
from simulator.scenario.part import Part


class FullStart(Part):
    """People who are in or waiting at 00:00 on the start date, instead of an empty place.

    How long somebody in need still stays is drawn from the law of his length of stay given that it
    lasts longer than he has been there, unless the law has a `remaining` of its own or the file
    says it outright. Who is ready has no need left and is declared so at once, or, where the unit
    has reviews, at its first one. Above capacity is allowed, and runs down.
    """

    file: CensusTable = Field(
        description="a CSV file in or below the folder of this file, with a row for each person "
        "who is in or waiting"
    )


def full_start_in_words(full: FullStart) -> str:
    """The file of those there at the start, and how many they are, in all and by status.

    Fewer than five are not counted; nor is any status if one has fewer, which the rest would tell.
    """
    people = full.file.rows
    counts = Counter(person.status for person in people)
    each = ", ".join(f"{counts[one]:,} {one}" for one in (IN_NEED, READY, WAITING) if counts[one])
    is_told = each and min(counts.values()) >= LEAST
    who = f"{len(people):,}" if len(people) >= LEAST else f"fewer than {LEAST}"
    return f"{full.file.file} has {who} people" + (f" ({each})" if is_told else "")
