"""What an IPACS workbook's scenario lacks, and where its results will differ, in words.

Each difference was read in the model's own code, version 1.0.0: ``functions/visit_functions.R``,
``visit_model.R``, ``bed_functions.R`` and ``bed_model.R``.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.exchange.ipacs_input import IpacsInput, text_of
from simulator.exchange.ipacs_stay import IpacsStay

CHOSEN_IN = ("arrivals", "capacity", "los")
_ALWAYS = (
    "P1: a patient starts here once there is room for his visits now, and those already there "
    "need fewer later; IPACS keeps every visit of his whole stay free beforehand",
    "P1: IPACS counts in whole days and rounds stays to them; here time runs on",
    "P1: IPACS multiplies the cost of a day on the pathway by visits instead of patients, so that "
    "its cost of care is too high by the visits a day (2.5 times at 4 falling to 1); here a visit "
    "costs its share of the day",
    "P1: visits fall here over the mean stay; in IPACS over each patient's own",
    "P2 and P3: those who wait at the start have no record in IPACS: a place that falls free for "
    "them goes to whoever arrives next, before he arrives, and he then mostly arrives once more; "
    "here nobody starts before he arrives",
    "P2 and P3: IPACS gives the mean wait of those in service at the time who had to wait; here "
    "waits are of everybody, by the date of asking",
    "P2 and P3: IPACS takes the prices of P2_B and P3_B for every locality; here each has its own",
    "those in service at the start: IPACS draws what remains evenly from 1 day to a whole drawn "
    "stay; here they have been there as long as people in the midst of such stays have",
    "those who wait at the start have waited 0 days, as in IPACS: it does not say how long",
)


def left_behind(read: IpacsInput, chosen: Mapping[str, str]) -> list[str]:
    """What of a workbook is not in the scenario; ``chosen``: the scenario taken of each sheet."""
    found = []
    for sheet in CHOSEN_IN:
        names = dict.fromkeys(text_of(row["scenario"]) for row in read.sheets[sheet])
        others = [name for name in names if name != chosen[sheet]]
        if others:
            found.append(
                f"sheet {sheet}: scenario{'s' if len(others) > 1 else ''} {', '.join(others)} "
                f"({chosen[sheet]} was taken; --scenario NAME takes another)"
            )
    found += [f"{each}: not read by IPACS either" for each in read.extra]
    found.append(
        "what stands in the R script instead of the workbook: number of runs, seed, and the "
        "standard deviation (0.5) of first and last visits a day of each patient"
    )
    return found


def differences(stays: Mapping[str, IpacsStay]) -> list[str]:
    """Where results will differ, and why; ``stays``: those on pathway 1."""
    return [*(_cut_off(said, stay) for said, stay in stays.items() if stay.is_cut), *_ALWAYS]


def _cut_off(said: str, stay: IpacsStay) -> str:
    """By how much the model's own cut shortens stays."""
    short = stay.mean_below(stay.most)
    return (
        f"{said}: IPACS draws stays of {stay.most:.1f} days or more again, so that they last "
        f"{short:.1f} days on average instead of the {stay.mean:g} typed in; here they last "
        f"{stay.mean:g}"
    )
