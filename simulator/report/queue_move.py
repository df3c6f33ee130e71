"""Where the queue went: what a scenario changes by care setting and by reason of delay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.experiment.comparison import Comparison
from simulator.report.effect_words import amount, farthest, reach
from simulator.report.estimate import plain
from simulator.report.known import focus_of
from simulator.report.names import Names, listed
from simulator.results.everywhere import EVERYWHERE, QUEUES
from simulator.results.measure import ALL_ACUTE, ALL_OTHER_BEDS, where
from simulator.results.measures import REGISTRY, Key
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

STILL = {Verdict.SAME, Verdict.NOTHING, Verdict.ABSENT}


def queue_key(measure: str, place: str, reason: str = "") -> Key:
    """The key of a queue at a place, under a reason of delay if one is named."""
    told = {"care_setting": place, "reason": reason}
    return Key(measure, where(**told), REGISTRY[measure].statistics[0])


def queue_places(comparison: Comparison) -> list[str]:
    """The place that the first page is about, the other care settings, and all together."""
    focus = focus_of(comparison.arms[0].setup.network)
    settings = []
    for arm in comparison.arms:
        for each in arm.setup.network.care_settings:
            inside = (focus == ALL_ACUTE and each.is_acute) or (
                focus == ALL_OTHER_BEDS and each.kind == "beds" and not each.is_acute
            )
            if not inside and each.name not in settings and each.name != focus:
                settings.append(each.name)
    return [focus, *settings, EVERYWHERE]


def place_name(names: Names, place: str) -> str:
    """A place of the queue for a table."""
    return "Everywhere" if place == EVERYWHERE else names.place(place)


@dataclass(frozen=True, slots=True)
class QueueMove:
    """What one scenario does to patients in places, ready to leave and waiting to get in.

    ``effects``: by measure and place, in places that both have. Their intervals hold together
    with those of all other scenarios compared.
    """

    names: Names
    focus: str
    places: tuple[str, ...]
    effects: dict[tuple[str, str], Effect]

    @classmethod
    def of(cls, comparison: Comparison, at: int) -> QueueMove:
        """Of the ``at``-th scenario after the reference."""
        places, together = queue_places(comparison), queue_figures(comparison)
        effects = {}
        for measure in QUEUES:
            for place in places:
                found = comparison.paired[at].effect(queue_key(measure, place), together)
                if found is not None and found.verdict is not Verdict.ABSENT:
                    effects[measure, place] = found
        names = Names(comparison.others[at].loaded.scenario)
        return cls(names, places[0], tuple(places), effects)

    @property
    def moves_nothing(self) -> bool:
        """Whether no queue anywhere moves by anything that matters."""
        return all(each.verdict in STILL for each in self.effects.values())

    def sentence(self) -> str:
        """Where the queue went."""
        if self.moves_nothing:
            return self._nothing()
        parts = [self._in_places(), *self._queues()]
        return "; ".join(part for part in parts if part)

    def _nothing(self) -> str:
        every = list(self.effects.values())
        if all(each.verdict in {Verdict.SAME, Verdict.ABSENT} for each in every):
            n = max((each.n for each in every), default=0)
            return f"nothing moves: every queue is the same in all {n} replications"
        most = max(every, key=farthest)
        return (
            "nothing moves that matters: no queue, and no number of patients in a place, changes "
            f"by more than {plain(farthest(most))} patients"
        )

    def _in_places(self) -> str:
        """Who holds fewer patients, who more, and whether one pays for the other."""
        here = self.effects.get(("census", self.focus))
        beds = self.names.beds_of(self.focus)
        others = [p for p in self.places if p not in {self.focus, EVERYWHERE}]
        up = [p for p in others if self._is("census", p, Verdict.HIGHER)]
        down = [p for p in others if self._is("census", p, Verdict.LOWER)]
        unsure = [p for p in others if self._is("census", p, Verdict.CANNOT_TELL)]
        parts = [_holds(beds, here)] if here is not None else []
        parts += [self._beside("census", p, "more patients") for p in up]
        parts += [self._beside("census", p, "fewer patients") for p in down]
        text = ", ".join(parts)
        is_freed = here is not None and here.verdict is Verdict.LOWER
        if is_freed and up:
            text += f": {beds} are freed by filling {listed([self.names.place(p) for p in up])}"
        elif is_freed and not unsure:
            text += ", and no other place holds more"
        if unsure:
            text += f"; cannot tell for {listed([self.names.place(p) for p in unsure])}"
        return text

    def _queues(self) -> Iterator[str]:
        """Who is ready to leave everywhere, and where more wait than before."""
        ready = self.effects.get(("delayed_patients", EVERYWHERE))
        if ready is not None:
            yield f"ready to leave, all places together: {_more(ready)}"
        waiting = self.effects.get(("waiting_for_place", EVERYWHERE))
        if waiting is not None and waiting.verdict in {Verdict.LOWER, Verdict.HIGHER}:
            yield f"waiting to get in, all places together: {_more(waiting)}"
        for place in self.places:
            if place == EVERYWHERE:
                continue
            if self._is("delayed_patients", place, Verdict.HIGHER):
                more = amount(self.effects["delayed_patients", place])
                yield f"{more} more are ready to leave {self.names.beds_of(place)}"
            if self._is("waiting_for_place", place, Verdict.HIGHER):
                more = amount(self.effects["waiting_for_place", place])
                yield f"{more} more wait for {self.names.beds_of(place)}"

    def _beside(self, measure: str, place: str, words: str) -> str:
        return f"{self.names.place(place)} {amount(self.effects[measure, place])} {words}"

    def _is(self, measure: str, place: str, verdict: Verdict) -> bool:
        found = self.effects.get((measure, place))
        return found is not None and found.verdict is verdict


def queue_figures(comparison: Comparison) -> int:
    """How many differences the first line chooses from: their intervals hold together."""
    places = queue_places(comparison)
    return family(comparison, [queue_key(m, p) for m in QUEUES for p in places])


def family(comparison: Comparison, keys: Sequence[Key]) -> int:
    """How many figures intervals have to hold for together: those of all scenarios compared."""
    known = [
        paired.effect(key) is not None
        for paired in comparison.paired
        for key in dict.fromkeys(keys)
    ]
    return max(sum(known), 1)


def _holds(beds: str, effect: Effect) -> str:
    words = {
        Verdict.LOWER: f"{beds} hold {amount(effect)} fewer patients",
        Verdict.HIGHER: f"{beds} hold {amount(effect)} more patients",
        Verdict.SAME: f"{beds} hold the same patients",
        Verdict.NOTHING: f"{beds} hold as many patients ({reach(effect)})",
    }
    unsure = f"it cannot be told whether {beds} hold more patients or fewer ({reach(effect)})"
    return words.get(effect.verdict, unsure)


def _more(effect: Effect) -> str:
    words = {
        Verdict.LOWER: f"{amount(effect)} fewer",
        Verdict.HIGHER: f"{amount(effect)} more",
        Verdict.SAME: "the same",
        Verdict.NOTHING: f"no change that matters ({reach(effect)})",
    }
    return words.get(effect.verdict, f"cannot tell ({reach(effect)})")
