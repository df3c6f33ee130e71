"""What things are called in a report: the scenario's titles, and plain words for codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.results.measure import ALL_ACUTE, ALL_OTHER_BEDS
from simulator.results.measures import REGISTRY
from simulator.scenario.schema import Scenario

ORGANISATIONS = {"nhs": "NHS", "social_care": "Social care", "both": "NHS and social care"}
WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
SUMS = {ALL_ACUTE: "All acute beds", ALL_OTHER_BEDS: "All other beds"}
CONFIDENCE = {
    "A": "A: read in a published file",
    "B": "B: computed from published files",
    "C": "C: general knowledge",
    None: "not said",
}


def in_words(name: str) -> str:
    """A name as words."""
    spaced = " ".join(name.replace("_", " ").split())
    return spaced[:1].upper() + spaced[1:]


@dataclass(frozen=True, slots=True)
class Names:
    """Titles of the things of a scenario; a name without a title as words."""

    scenario: Scenario

    def place(self, name: str) -> str:
        """A care setting, or one of the sums of beds."""
        return SUMS.get(name) or _title(self.scenario.care_settings, name)

    def beds_of(self, name: str) -> str:
        """A care setting or sum of beds in the middle of a sentence."""
        return {ALL_ACUTE: "acute beds", ALL_OTHER_BEDS: "beds"}.get(name) or self.place(name)

    def group(self, name: str) -> str:
        """A patient group."""
        return _title(self.scenario.patient_groups, name)

    def pathway(self, name: str) -> str:
        """A pathway."""
        return _title(self.scenario.pathways, name)

    def handoff(self, name: str) -> str:
        """A handoff."""
        return _title(self.scenario.handoffs, name)

    def service(self, where: Mapping[str, str]) -> str:
        """A care setting or handoff, whichever is named."""
        if "handoff" in where:
            return self.handoff(where["handoff"])
        return self.place(where["care_setting"])

    def standard(self, name: str) -> str:
        """A response-time standard."""
        return _title(self.scenario.standards, name)

    def locality(self, name: str) -> str:
        """A part of the place."""
        return _title(self.scenario.localities, name)

    def destination(self, name: str) -> str:
        """A care setting, or where journeys leave to."""
        is_setting = name in self.scenario.care_settings
        return self.place(name) if is_setting else in_words(name)

    def reason(self, code: str) -> str:
        """A delay reason: its meaning, with its code."""
        return f"{self.scenario.delay_reasons.get(code, 'Reason')} ({code})"

    def reason_in_full(self, code: str) -> str:
        """A delay reason for a sentence; a reason called other, with what it covers."""
        meaning = self.scenario.delay_reasons.get(code, "other")
        done = [self.handoff(n) for n, h in self.scenario.handoffs.items() if _is(h, code)]
        said = f": {'; '.join(done)}" if meaning.lower() == "other" and done else ""
        return f"“{meaning} ({code}){said}”"

    def plainly(self, text: str) -> str:
        """A text with the scenario's and the measures' names replaced by their titles."""
        scenario = self.scenario
        titled = {name: measure.title for name, measure in REGISTRY.items()}
        for entries in (scenario.patient_groups, scenario.pathways, scenario.handoffs):
            titled |= {name: _title(entries, name) for name in entries}
        titled |= {name: self.place(name) for name in scenario.care_settings}
        measures, places = ("|".join(map(re.escape, each)) for each in (REGISTRY, self._places))
        # Names of one word are words of the language too: they are names only beside another.
        beside = rf"\b(?P<measure>{measures})(?: of |(?P<bracket> \())(?P<of>{places})\b"
        named = rf"{beside}|\b(?P<place>{places})(?=: )|[A-Za-z]\w*_\w+"

        def say(found: re.Match[str]) -> str:
            if found["measure"]:
                return (
                    f"{titled[found['measure']]}{found['bracket'] or ', '}{self.place(found['of'])}"
                )
            return self.place(found["place"]) if found["place"] else titled.get(found[0], found[0])

        return re.sub(named, say, text)

    @property
    def _places(self) -> list[str]:
        return [*SUMS, *self.scenario.care_settings]

    def covers(self, code: str) -> str:
        """What is waited for under a delay reason: handoffs, places and discharge hours."""
        settings = self.scenario.care_settings.items()
        found = [self.handoff(n) for n, h in self.scenario.handoffs.items() if _is(h, code)]
        found += [f"a place: {self.place(n)}" for n, s in settings if s.delay_reason == code]
        found += [
            f"discharge hours: {self.place(n)}" for n, s in settings if s.leaving_reason == code
        ]
        return "; ".join(found)

    def money(self) -> str:
        """The sign of the scenario's currency."""
        currency = self.scenario.costs.currency
        return "£" if currency == "GBP" else currency

    @property
    def price_year(self) -> str:
        """The year of the prices, in words."""
        year = self.scenario.costs.price_year
        return f"prices of {year}" if year else "price year not stated"


def _is(handoff: object, code: str) -> bool:
    return getattr(handoff, "delay_reason", None) == code


def _title(entries: Mapping[str, object], name: str) -> str:
    title = getattr(entries.get(name), "title", None)
    return " ".join(title.split()) if title else in_words(name)


def listed(words: list[str]) -> str:
    """Words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
