"""Costs: prices of one year, each paid once, and staff by a rule."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.rule import Finding, Findings, Path, listed, unknown
from simulator.scenario.checks.shares import add_up
from simulator.scenario.cost import Cost, HandoffCost, Pay
from simulator.scenario.handoff import Handoff
from simulator.scenario.money import Costs
from simulator.scenario.prices import RATES, pay_of
from simulator.scenario.schema import Scenario

OF_PAY = {"nursing", "nurses", "staff", "team", "pay"}
VISITS = "visits"


def price_years(scenario: Scenario) -> Findings:
    """Prices are of the scenario's year, or an index brings them there."""
    costs = scenario.costs
    if costs.price_year in costs.indices:
        says = f"an index for {costs.price_year}, which is the year that prices are brought to"
        yield Finding(("costs", "indices", str(costs.price_year)), says, "leave it out")
    for path, entry in _priced(scenario):
        if entry.price_year is not None:
            yield from _known_year(costs, (*path, "price_year"), entry.price_year)


def _known_year(costs: Costs, path: Path, year: str) -> Findings:
    if costs.price_year is None:
        says = f"prices of {year}, and costs do not say the year that all prices are to be of"
        yield Finding(path, says, "give costs a price_year")
    elif year != costs.price_year and year not in costs.indices:
        yield Finding(
            path,
            f"prices of {year}; the scenario's are of {costs.price_year}, and no index brings "
            "them there",
            f"give costs an index, like indices: {{{year}: {{factor: 1.1, source: ...}}}}",
        )


def _priced(scenario: Scenario) -> Iterator[tuple[Path, Cost | Pay | HandoffCost]]:
    """Every entry that may state a price year."""
    for name, setting in scenario.care_settings.items():
        here: Path = ("care_settings", name)
        given = [((*here, "cost"), setting.cost)]
        for i, unit in enumerate(setting.units):
            if unit.cost is not None:
                given.append(((*here, "units", i, "cost"), unit.cost))
        for path, cost in given:
            yield path, cost
            if cost.staff is not None:
                yield (*path, "staff"), cost.staff
    for name, handoff in scenario.handoffs.items():
        yield ("handoffs", name, "cost"), handoff.cost


def paid_once(_: Scenario, path: Path, setting: CareSetting, unit: Unit) -> Findings:
    """Beside pay, or two prices a year, it is said what each price is for."""
    own, here = unit.cost, (*path, "cost")
    known = {**setting.cost.covers, **(own.covers if own is not None else {})}
    covers = {name: known.get(name, ()) for name in RATES if _given(setting.cost, own, name)}
    has_pay = pay_of(setting.cost, own) is not None
    silent = [name for name, words in covers.items() if not words]
    if has_pay and silent:
        says = (
            f"unit '{unit.name}' has pay of staff beside {listed(silent)}, which may cover it too"
        )
        do = f"say what it is for, like covers: {{{silent[0]}: [heating, meals]}}, or leave it out"
        yield Finding(here, says, do)
    if setting.cost.per_year and own is not None and own.per_year:
        both = own.covers.get("per_year", ()), setting.cost.covers.get("per_year", ())
        covers |= dict(zip(("per_year", "per_year of all its units"), both, strict=True))
        if not all(both):
            says = f"a price a year of unit '{unit.name}', and one of all units of its care setting"
            yield Finding(here, says, "say of both what they are for, with covers")
    yield from _apart(here, covers, has_pay)


_ONCE = "leave it out of one of them: nothing may be counted twice"


def _given(setting: Cost, unit: Cost | None, name: str) -> bool:
    own = unit is not None and name in unit.model_fields_set
    return bool(getattr(unit if own else setting, name))


def _apart(path: Path, covers: dict[str, tuple[str, ...]], has_pay: bool) -> Findings:
    """Nothing is in two prices, and no pay in any where it is counted by itself."""
    seen: dict[str, str] = {}
    for name, words in covers.items():
        for word in words:
            before = seen.setdefault(word.lower(), name)
            if before != name:
                yield Finding(path, f"'{word}' is in {before} and in {name}", _ONCE)
            if has_pay and word.lower() in OF_PAY:
                says = f"{name} covers '{word}', which its pay counts already"
                yield Finding(path, says, _ONCE)


def covers_known(scenario: Scenario) -> Findings:
    """What a price is for is said of a price that there is."""
    for path, entry in _priced(scenario):
        if isinstance(entry, Pay):
            continue
        known = RATES if isinstance(entry, Cost) else ("per_start", "per_staff_hour")
        for name in entry.covers:
            if name not in known:
                says = f"covers speaks of '{name}', which is no price"
                yield Finding((*path, "covers", name), says, f"prices: {', '.join(known)}")


def payers_known(scenario: Scenario) -> Findings:
    """Whoever pays is known, and shares of payers add up to 1."""
    payers = scenario.costs.known_payers
    for path, entry in _priced(scenario):
        if isinstance(entry, Pay) or entry.paid_by is None:
            continue
        here = (*path, "paid_by")
        if isinstance(entry.paid_by, str):
            if entry.paid_by not in payers:
                yield unknown(here, "payer", entry.paid_by, payers)
            continue
        for name in entry.paid_by:
            if name not in payers:
                yield unknown((*here, name), "payer", name, payers)
        yield from add_up(here, "the shares of payers", entry.paid_by)


def pay_by_rule(_: Scenario, path: Path, setting: CareSetting, unit: Unit) -> Findings:
    """Where pay is given, a rule says how many work there, and everyone has a pay."""
    given = pay_of(setting.cost, unit.cost)
    if given is None:
        return
    pay, here = given[0], (*path, "cost", "staff")
    if unit.opens_when is not None:
        says = f"unit '{unit.name}' is opened by a queue, and its pay would be for all the year"
        yield Finding(here, says, "give it a price per_open_day instead, and no pay")
    if unit.staffing is None and unit.team is None:
        says = f"pay for unit '{unit.name}', and nothing says how many work there"
        yield Finding(here, says, "give it staffing (beds) or a team (visits), or no pay")
    elif unit.staffing is None:
        if pay.team_member is None:
            yield _without(here, unit, "team_member")
    else:
        yield from _roster_pay(here, unit, pay)


def _roster_pay(path: Path, unit: Unit, pay: Pay) -> Findings:
    roster = unit.staffing
    if roster is None:
        return
    if pay.nurse is None:
        yield _without(path, unit, "nurse")
    support = any(roster.support_workers(name, unit.capacity) for name in roster.shifts)
    if support and pay.support_worker is None:
        yield _without(path, unit, "support_worker")
    if pay.headroom is None:
        says = f"pay by the roster of unit '{unit.name}' needs headroom"
        yield Finding(path, says, "give headroom, like headroom: 0.21")
    if roster.absence * roster.cover > 0 and pay.absences_covered is None:
        says = f"absences of unit '{unit.name}' are covered, and it is not said who pays for that"
        do = "give absences_covered: within_headroom or on_top, so that it counts once"
        yield Finding(path, says, do)


def _without(path: Path, unit: Unit, name: str) -> Finding:
    says = f"unit '{unit.name}' has people with no pay: {name} is not given"
    return Finding(path, says, f"give {name}, a year, employer's costs included")


def visits_priced(_: Scenario, path: Path, setting: CareSetting, unit: Unit) -> Findings:
    """Prices of visits are of units that visit, and of travel where it is known."""
    here = (*path, "cost")
    for name in ("per_visit", "per_travel_minute"):
        if setting.kind != VISITS and _given(setting.cost, unit.cost, name):
            says = f"{name} of unit '{unit.name}', whose care setting is of kind {setting.kind}"
            yield Finding((*here, name), says, "leave it out, or make it kind: visits")
    is_priced = _given(setting.cost, unit.cost, "per_travel_minute")
    if setting.kind == VISITS and is_priced and unit.team is None:
        says = f"per_travel_minute of unit '{unit.name}', which does not say how far it travels"
        yield Finding(here, says, "give it a team with travel_minutes_per_visit")


def handoffs_priced(_: Scenario, path: Path, name: str, handoff: Handoff) -> Findings:
    """A handoff has one price of a start, and staff where their hours are priced."""
    cost, here = handoff.cost, (*path, "cost")
    per_start = cost.per_start or handoff.cost_per_start
    if handoff.cost_per_start and "per_start" in cost.model_fields_set:
        says = f"'{name}' gives cost_per_start and cost.per_start"
        yield Finding((*here, "per_start"), says, "give one of them")
    if not cost.per_staff_hour:
        return
    if handoff.staff is None:
        says = f"'{name}' has a price of staff hours, and no staff"
        yield Finding((*here, "per_staff_hour"), says, "give it staff and a task, or per_start")
    if per_start and not cost.covers.get("per_start"):
        says = f"'{name}' has a price of staff hours beside one per start, which may cover it too"
        yield Finding(here, says, "say what it is for, like covers: {per_start: [equipment]}")
    yield from _apart(here, cost.covers, has_pay=False)
    for word in cost.covers.get("per_start", ()):
        if word.lower() in OF_PAY:
            yield Finding(here, f"per_start covers '{word}', which staff hours count", _ONCE)
