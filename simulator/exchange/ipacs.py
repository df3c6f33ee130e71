"""An IPACS workbook as a scenario: people who are ready and wait in acute for pathways 1 to 3."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from simulator.errors import InputError, Problem
from simulator.exchange.cell_value import is_empty
from simulator.exchange.grid import Cell
from simulator.exchange.imported import Imported
from simulator.exchange.ipacs_arrivals import arrivals_of, dates_of
from simulator.exchange.ipacs_input import IpacsInput, find, read_ipacs, text_of
from simulator.exchange.ipacs_made import Made, Node, only
from simulator.exchange.ipacs_stay import IpacsStay
from simulator.exchange.ipacs_unit import cost_of, unit_of, visits_shared
from simulator.exchange.ipacs_words import CHOSEN_IN, differences, left_behind

ACUTE, ACUTE_UNIT, ACUTE_BEDS = "acute", "All who wait", 10_000
CENSUS_HEAD = "patient_group,pathway,care_setting,unit,status,since,ready_since,source"
_FAMILIES = {"lnorm": "lognormal", "norm": "floored_normal"}


def import_ipacs(file: str, scenarios: tuple[str, ...] = (), prefix: str = "place") -> Imported:
    """Make a scenario of an IPACS workbook.

    ``scenarios``: of ``arrivals``, ``capacity`` and ``los``, which of the scenarios named there to
    take; where none is named, the one whose name begins with B, the model's baseline. ``prefix``:
    begins the names of data files. Raises InputError with every problem, by sheet and cell.
    """
    read = read_ipacs(file)
    made = Made(read, _chosen(read, scenarios), prefix)
    nodes = _nodes(made)
    dates = dates_of(made)
    for node in nodes:
        _add_node(made, node, dates)
    if read.problems:
        raise InputError(list(dict.fromkeys(read.problems)))
    made.not_carried += left_behind(read, made.chosen)
    made.differs += [*visits_shared(made.visits), *differences(made.stays)]
    return Imported(
        _plain(made, dates),
        tuple(dict.fromkeys(made.not_carried)),
        tuple(dict.fromkeys(made.differs)),
        {f"{prefix}_start.csv": "\n".join([CENSUS_HEAD, *made.census, ""])} if made.census else {},
    )


def _chosen(read: IpacsInput, wanted: tuple[str, ...]) -> dict[str, str]:
    """The scenario taken of each sheet that has several."""
    found, all_known = {}, set()
    for sheet in CHOSEN_IN:
        known = list(dict.fromkeys(text_of(row["scenario"]) for row in read.sheets[sheet]))
        all_known |= set(known)
        first = next((name for name in known if name.upper().startswith("B")), None)
        named = [name for name in known if name in wanted]
        found[sheet] = named[0] if named else first or (known[0] if known else "")
    if unknown := [name for name in wanted if name not in all_known]:
        says = f"{read.file}: there is no scenario {', '.join(unknown)}"
        raise InputError([Problem(says, do=f"there are: {', '.join(sorted(all_known))}")])
    return found


def _nodes(made: Made) -> list[Node]:
    """The pathways and localities that have a capacity, in the order of that sheet."""
    found: dict[str, Node] = {}
    for row in made.read.rows("capacity", scenario=made.chosen["capacity"]):
        said = text_of(row["node"])
        match = re.search(r"P([123])", said)
        if match is None:
            made.not_carried.append(f"'{said}': only names with P1, P2 or P3 in them are modelled")
            continue
        name = re.sub(r"\W+", "_", said.lower()).strip("_")
        if said in found or any(node.name == name for node in found.values()):
            made.read.blame(row["node"], f"'{said}' is there twice")
            continue
        found[said] = Node(said, int(match[1]), name)
    if not found:
        says = f"{made.read.file}: sheet capacity: no pathway P1, P2 or P3 in it"
        made.read.problems.append(Problem(says))
    return list(found.values())


def _add_node(made: Made, node: Node, dates: list[dt.date]) -> None:
    stay = _stay(made, node)
    capacity = only(made, node, "capacity")
    if stay is None or capacity is None:
        return
    if node.pathway == 1:
        made.stays[node.said] = stay
    made.groups[node.name] = {
        "title": f"Ready to leave on {node.title[0].lower()}{node.title[1:]}",
        "arrivals": arrivals_of(made, node, dates),
        "pathways": {node.name: 1.0},
    }
    unit, setting = unit_of(made, node, stay, capacity["capacity"])
    made.settings[node.name] = {
        "title": node.title,
        **setting,
        "delay_reason": "O",
        "length_of_stay": {**stay.law, "source": made.read.said(list(stay.cells))},
        **cost_of(made, node, setting),
        "units": [unit],
    }
    made.pathways[node.name] = {
        "title": node.title,
        "number": node.pathway,
        "steps": [{"stay": ACUTE}, {"stay": node.name}, {"leave": "home"}],
    }
    _add_people(made, node, stay, unit["name"])


def _stay(made: Made, node: Node) -> IpacsStay | None:
    row = only(made, node, "los")
    if row is None:
        return None
    read, said = made.read, text_of(row["los_dist"])
    if said not in _FAMILIES:
        read.blame(row["los_dist"], f"'{said}' is no law that is known", "lnorm or norm")
        return None
    mean = read.number(row["mean_los"], 1e-9)
    sd, median = row.get("sd_los"), row.get("median")
    has_sd = sd is not None and not is_empty(sd.value)
    if median is not None and not is_empty(median.value) and (has_sd or said == "norm"):
        why = "a normal law has no use for it"
        if has_sd and said == "lnorm":
            why = "the standard deviation is taken, as by IPACS unless its est_method is set to 1"
        made.not_carried.append(f"{read.said([median])}: the median of {node.said}; {why}")
    if sd is not None and has_sd:
        return IpacsStay(_FAMILIES[said], mean, read.number(sd, 1e-9), (row["mean_los"], sd))
    if said == "norm":
        made.differs.append(f"{node.said}: no standard deviation; IPACS takes 0.3 of the mean")
        return IpacsStay("floored_normal", mean, 0.3 * mean, (row["mean_los"],))
    if median is None or is_empty(median.value):
        read.blame(row["mean_los"], "needs sd_los or median beside it")
        return None
    middle = read.number(median, 1e-9)
    if middle >= mean:
        read.blame(median, f"the median ({middle:g}) is not below the mean ({mean:g})")
        return None
    # IPACS takes 0.3 of the mean for a standard deviation where none is given, to cut stays off.
    return IpacsStay("lognormal", mean, 0.3 * mean, (row["mean_los"], median), middle)


def _add_people(made: Made, node: Node, stay: IpacsStay, unit: str) -> None:
    """Those in service and those who wait when the run begins."""
    for name in ("occ", "dtoc"):
        figure = find(made.read, node.said, name, made.chosen.__getitem__)
        if figure is None:
            made.differs.append(f"{node.said}: no {name} is given; here nobody is there at first")
            continue
        count, source = made.whole(figure[1], name), f'"{made.read.said([figure[1]])}"'
        if not count and node.pathway == 1:
            made.differs.append(
                f"{node.said}: {name} is 0, which IPACS counts from 1 down to, so that it begins "
                "with two people; here with none"
            )
        begins = f"{node.name},{node.name}"
        if name == "occ":
            made.census += [
                f"{begins},{node.name},{unit},in need,{age:.4f} days,,{source}"
                for age in stay.ages(count)
            ]
        else:
            line = f"{begins},{ACUTE},{ACUTE_UNIT},ready,0 days,0 days,{source}"
            made.census += [line] * count


def _plain(made: Made, dates: list[dt.date]) -> dict[str, Any]:
    name = made.read.file.replace("\\", "/").rpartition("/")[2]
    assumptions = [
        {
            "says": "Acute beds are without limit, as in IPACS: the acute setting only holds those "
            "who are ready and wait. Its occupancy means nothing.",
            "source": f"{name}: no acute beds in it",
        },
    ]
    if made.census:
        assumptions.append(
            {
                "says": "Those in service at the start have been there as long as people in the "
                "midst of such stays have in the long run; those waiting have waited 0 days.",
                "source": f"{name}, sheet initial conditions: how many, not since when",
                "confidence": "C",
            }
        )
    plain: dict[str, Any] = {
        "schema_version": 1,
        "title": f"Pathways 1 to 3, from {name}",
        "question": "How many wait in acute beds for pathways 1 to 3, and how long?",
        "assumptions": assumptions,
        "calendar": {
            "start": dates[0].isoformat(),
            "warm_up": "0 days",
            "run_for": f"{(dates[-1] - dates[0]).days + 1} days",
            "bank_holidays": "none",
        },
    }
    if made.census:
        plain["starts_full"] = {"file": f"{made.prefix}_start.csv"}
    return {
        **plain,
        "patient_groups": made.groups,
        "care_settings": {ACUTE: _acute(made), **made.settings},
        "pathways": made.pathways,
        "costs": {"note": "the workbook does not say of which year its prices are"},
    }


def _acute(made: Made) -> dict[str, Any]:
    """Where everybody waits, at the price of a delayed day."""
    cells = [row["acute_dtoc"] for row in made.read.sheets["costs"]]
    prices: dict[float, Cell] = {}
    for cell in cells:
        prices.setdefault(made.read.number(cell), cell)
    setting: dict[str, Any] = {
        "title": "Waiting in acute beds",
        "kind": "beds",
        "acute": True,
        "length_of_stay": "0 minutes",
    }
    if prices:
        price, cell = next(iter(prices.items()))
        if len(prices) > 1:
            made.not_carried.append(
                f"sheet costs: acute_dtoc differs between rows; {price:g} was taken for all"
            )
        setting["cost"] = {"per_occupied_day": price, "source": made.read.said([cell])}
    setting["units"] = [{"name": ACUTE_UNIT, "beds": ACUTE_BEDS, "note": "without limit"}]
    return setting
