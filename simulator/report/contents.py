"""Everything that a report says of one run, the same for the page and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.experiment.batch import BatchResult
from simulator.report import (
    change_tables,
    check_tables,
    cost_tables,
    delay_tables,
    discharge_tables,
    input_tables,
    lost_tables,
    money_run,
    opening_tables,
    place_tables,
    staffing_tables,
    standard_tables,
    stay_tables,
    visit_tables,
    wait_tables,
)
from simulator.report.day_series import DaySeries
from simulator.report.draws_table import ANCHOR, TITLE, split_part
from simulator.report.headline import Headline
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.provenance import Provenance
from simulator.report.table import Table
from simulator.results.measure import Measure
from simulator.results.measures import REGISTRY
from simulator.scenario.load import Loaded

EVENT_LOG = (
    "of replication 1 only; arrivals, waits for places, use of places (from when the patient is in "
    "the place) and departures, without handoffs; times in minutes from the start of the run, "
    "warm-up included."
)
STANDARDS = "standards"


@dataclass(frozen=True, slots=True)
class Section:
    """Some tables under one heading. ``anchor``: what links point to."""

    anchor: str
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a report says of one run, but for its pictures."""

    known: Known
    names: Names
    series: DaySeries
    headline: Headline
    provenance: Provenance
    first: Table
    looks: Table | None
    published: Table | None
    checks: Table
    achieved: Table
    sections: tuple[Section, ...]
    assumptions: Table
    changes: Table | None
    values: Table
    defaults: Table

    @classmethod
    def of(cls, result: BatchResult, loaded: Loaded) -> Contents:
        """Of a finished batch and its scenario."""
        known, names, series = Known.of(result), Names(loaded.scenario), DaySeries.of(result)
        provenance = Provenance.of(loaded)
        return cls(
            known,
            names,
            series,
            Headline.of(known, names, series, provenance),
            provenance,
            place_tables.first_table(known, names),
            check_tables.looks_table(known, names, provenance.is_of_before),
            check_tables.published_table(known, names, provenance.is_of_before),
            check_tables.checks_table(known, names),
            check_tables.achieved_table(known, names),
            (*_apart(result, names), *_sections(known, names)),
            input_tables.assumptions_table(names),
            change_tables.changes_table(loaded),
            input_tables.values_table(provenance.values),
            input_tables.defaults_table(provenance.defaults),
        )

    @property
    def standards(self) -> list[Section]:
        """What stands first after the first page: waits, responses and standards."""
        return [each for each in self.sections if each.anchor == STANDARDS]

    @property
    def others(self) -> list[Section]:
        """The sections that come later."""
        return [each for each in self.sections if each.anchor != STANDARDS]

    @property
    def tables(self) -> list[Table]:
        """Every table, in the order of the page."""
        some = [self.published, self.checks, self.achieved]
        found = [each for each in some if each is not None]
        found += [table for section in self.sections for table in section.tables]
        changes = [self.changes] if self.changes is not None else []
        return [*found, self.assumptions, *changes, self.values, self.defaults]

    @property
    def glossary(self) -> list[Measure]:
        """The measures in its tables."""
        used = {name for table in [self.first, *self.tables] for name in table.measures}
        return [measure for name, measure in REGISTRY.items() if name in used]


def _apart(result: BatchResult, names: Names) -> tuple[Section, ...]:
    """What is not known and what is luck, where replications took draws."""
    found = split_part(result, names)
    return (Section(ANCHOR, TITLE, (found[1],)),) if found else ()


def _sections(known: Known, names: Names) -> tuple[Section, ...]:
    every = (
        Section("places", "How full", _made(known, names, PLACES)),
        Section("delay", "Ready to leave", _made(known, names, DELAY)),
        Section(STANDARDS, "Waits, responses and standards", _made(known, names, WAITS)),
        Section("stays", "Length of stay", _made(known, names, STAYS)),
        Section("discharges", "Patients and discharges", _made(known, names, DISCHARGES)),
        Section("money", "Money", _made(known, names, MONEY)),
    )
    return tuple(section for section in every if section.tables)


PLACES = (
    place_tables.settings_table,
    place_tables.units_table,
    lost_tables.lost_table,
    opening_tables.openings_table,
    opening_tables.out_of_area_table,
    visit_tables.visits_table,
    visit_tables.weekdays_table,
)
DELAY = (
    delay_tables.reasons_table,
    delay_tables.covers_table,
    delay_tables.organisations_table,
    delay_tables.sitrep_table,
    delay_tables.delay_bands_table,
)
WAITS = (
    standard_tables.standards_table,
    standard_tables.standard_groups_table,
    wait_tables.responses_table,
    wait_tables.response_spread_table,
    wait_tables.waits_table,
    wait_tables.group_waits_table,
    wait_tables.long_waits_table,
)
STAYS = (
    stay_tables.stays_table,
    stay_tables.long_stays_table,
    stay_tables.stays_by_group_table,
    stay_tables.stays_by_pathway_table,
    stay_tables.nights_table,
)
DISCHARGES = (
    discharge_tables.groups_table,
    discharge_tables.discharges_table,
    discharge_tables.destinations_table,
    discharge_tables.pathways_table,
    discharge_tables.weekdays_table,
    discharge_tables.hours_table,
    discharge_tables.deaths_table,
    discharge_tables.travel_table,
)
MONEY = (
    money_run.paid_table,
    cost_tables.payers_table,
    cost_tables.costs_table,
    cost_tables.parts_table,
    staffing_tables.unit_costs_table,
    staffing_tables.staffing_table,
)


def _made(known: Known, names: Names, makers: Sequence[object]) -> tuple[Table, ...]:
    made = (make(known, names) for make in makers)  # type: ignore[operator]
    return tuple(table for table in made if table is not None and table.rows)
