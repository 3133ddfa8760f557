"""The policy desk: what a user can turn in a running world, and what was turned so far."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, final

from abm.page.wording import event_in_words, lever_label
from abm.parameters.levers import Policy
from abm.refusal import Refusal, nearest
from abm.scenario.acting import Act
from abm.scenario.declarations import declaration
from abm.scenario.differing import as_extension
from abm.scenario.events import EVERY_STATE
from abm.scenario.loading import extended
from abm.world.policies import LEVERS

if TYPE_CHECKING:
    from abm.model import MigrationModel

_ONLY_SET = {"date", "states", "set"}


@final
@dataclass(frozen=True)
class Lever:
    """A policy lever as its declaration says.

    Attributes:
        name, label: as files write it, and in words.
        meaning, unit: what it is.
        low, high, default: its range, and the value where nobody says another.
        effect: on which process it acts, and on what.
        cost: the parameter that says what it costs, `1` if it is a cost itself; empty if it costs the state nothing.
    """

    name: str
    label: str
    meaning: str
    unit: str
    low: float
    high: float
    default: float
    effect: str
    cost: str


@cache
def levers() -> tuple[Lever, ...]:
    """Return every lever, in the order of its declaration."""
    found = []
    for name, field in Policy.model_fields.items():
        here, extra = declaration(Policy, (name,)), field.json_schema_extra
        assert here is not None
        assert here.bounds is not None
        assert isinstance(extra, dict)
        said = {key: str(extra.get(key, "")) for key in ("unit", "effect", "cost")}
        found.append(
            Lever(
                name=name, label=lever_label(name), meaning=str(field.description), low=float(here.bounds[0]),
                high=float(here.bounds[1]), default=float(field.default), **said,
            )
        )  # fmt: skip
    return tuple(found)


@final
@dataclass(frozen=True)
class Done:
    """A change that a user made.

    Attributes:
        date: month from which it is in force, "YYYY-MM".
        words: what it does.
        open: whether it can still be taken back.
        act: the change itself.
    """

    date: str
    words: str
    open: bool
    act: Act


@final
class Desk:
    """Changes of policy in a running world, dated to the first month that can still be changed.

    Args:
        model: the running world.
        base: bare name of the shipped scenario that it runs, with or without changes; what it is named after if None.
    """

    def __init__(self, model: MigrationModel, base: str | None = None) -> None:
        self.model = model
        self.base = base
        self._names = dict(zip(model.world.codes, model.world.names, strict=True))

    @property
    def blocs(self) -> dict[str, tuple[str, ...]]:
        """Members of each bloc now, by its name."""
        table, codes = self.model.scene.blocs, self.model.world.codes
        return {
            name: tuple(code for code, inside in zip(codes, table.member[place], strict=True) if inside)
            for place, name in enumerate(table.names)
        }

    def value(self, place: str, lever: str) -> float:
        """What a state prefers, or members of a bloc on average, with changes that are still to come into force.

        NaN for a bloc without members.
        """
        return self._mean(place, lever, self.model.scene.states.preferred[_row(lever)], planned=True)

    def in_force(self, place: str, lever: str) -> float:
        """The policy in force in a state, or on average in a bloc; it is not the preferred one where a bloc decides."""
        return self._mean(place, lever, self.model.scene.states.lever(_checked(lever)), planned=False)

    def set(self, places: str | Iterable[str], values: Mapping[str, Any]) -> str:
        """Set levers of some states from the next month on, and return the change in words.

        A lever set twice for the same states in one month has the last value.

        Args:
            places: codes of states, names of blocs for their members, or `all`.
            values: levers and their values.

        Raises:
            Refusal: an unknown place or lever, or a value outside its range; nothing is changed then.
        """
        codes = self._codes([places] if isinstance(places, str) else list(places))
        if not values:
            raise Refusal("choose at least one lever to set")
        told = {_checked(name): _number(value) for name, value in values.items()}
        event = {"date": self.model.date, "states": codes, "set": told}
        before = self._last_open(codes)
        if before is None:
            return self._made(self.model.act(event))
        self.model.take_back(before)
        try:
            return self._made(self.model.act({**event, "set": {**before.event.set, **told}}))
        except Refusal:
            self.model.act(before.event)
            raise

    def happen(self, what: Mapping[str, Any]) -> str:
        """Have anything happen that a scenario's event can do, and return it in words.

        Args:
            what: keys and values of an event; the date is the first month that can still be changed if left out.

        Raises:
            Refusal: as `MigrationModel.act`.
        """
        model = self.model
        first = model.scenario.date_of(model.month + ("bloc" in what))
        return self._made(model.act({"date": first, **what}))

    def reform(
        self,
        bloc: str,
        admit: Sequence[str] = (),
        expel: Sequence[str] = (),
        competences: Sequence[str] | None = None,
    ) -> str:
        """Have a bloc admit or expel states, or decide other things; blocs decide a month ahead."""
        change: dict[str, Any] = {"name": bloc, "admit": list(admit), "expel": list(expel)}
        if competences is not None:
            change["competences"] = list(competences)
        return self.happen({"bloc": change})

    def log(self) -> tuple[Done, ...]:
        """What the user changed, in the order in which it was done."""
        return tuple(self._done(act) for act in self.model.acts)

    def undo(self, act: Act | None = None) -> str:
        """Take a change back of which nothing is in force yet, the last one if none is named; return it in words.

        Raises:
            Refusal: there is none, or it is in force.
        """
        if act is None:
            still = [one.act for one in self.log() if one.open]
            if not still:
                raise Refusal("there is no change that could still be taken back")
            act = still[-1]
        self.model.take_back(act)
        return f"Taken back: {event_in_words(act.event, self._names)}"

    def scenario_text(self, name: str | None = None) -> str:
        """Return the scenario with all changes written in, as YAML that extends the one that runs.

        It loads, and with the seed that it names it gives this run.

        Args:
            name: of the new scenario; the running one's with `-changed` if None.
        """
        model = self.model
        told = "; ".join(f"{one.date}: {one.words}" for one in self.log())
        labels = {
            "name": f"{model.scenario.name[:70]}-changed" if name is None else name,
            "description": f"{model.scenario.name}, changed during a run. {told}".strip(),
            "seed": model.run_seed,
        }
        base = model.scenario.name if self.base is None else self.base
        return as_extension(extended(model.as_acted(), labels), base)

    def _made(self, act: Act) -> str:
        return f"{event_in_words(act.event, self._names)}, from {act.event.date} on"

    def _done(self, act: Act) -> Done:
        words = event_in_words(act.event, self._names)
        return Done(act.event.date, words, act.open(self.model.month), act)

    def _codes(self, places: Sequence[str]) -> list[str]:
        """Codes of states, with the members of blocs in their stead."""
        if not places:
            raise Refusal("choose at least one state")
        if EVERY_STATE in places:
            return [EVERY_STATE]
        found: dict[str, None] = {}
        for place in places:
            found |= dict.fromkeys(self._members(place))
        if not found:
            raise Refusal(f"the bloc '{places[0]}' has no member now")
        return list(found)

    def _members(self, place: str) -> tuple[str, ...]:
        blocs = self.blocs
        if place in blocs:
            return blocs[place]
        if place not in self._names:
            hint = nearest(place, [*self._names, *blocs, EVERY_STATE])
            raise Refusal(f"there is no state or bloc '{place}' in this world{hint}")
        return (place,)

    def _last_open(self, codes: Sequence[str]) -> Act | None:
        """The last act, if it does nothing but set levers of the same states in the next month."""
        last = self.model.acts[-1] if self.model.acts else None
        if last is None or last.event.date != self.model.date or not last.open(self.model.month):
            return None
        event = last.event
        alone = not event.name and event.set and event.model_fields_set <= _ONLY_SET
        return last if alone and sorted(event.states) == sorted(codes) else None

    def _mean(self, place: str, lever: str, column: Any, *, planned: bool) -> float:
        number = self.model.scene.states.number
        codes = self._names if place == EVERY_STATE else self._members(place)
        values = [self._planned(code, lever, float(column[number[code]]), planned) for code in codes]
        return sum(values) / len(values) if values else math.nan

    def _planned(self, code: str, lever: str, now: float, planned: bool) -> float:
        """A value with the changes of the next month that are still to come into force."""
        here = next(one for one in levers() if one.name == lever)
        for act in self.model.acts if planned else ():
            if act.event.date == self.model.date and act.event.concerns(code):
                now = act.event.set.get(lever, now * act.event.scale.get(lever, 1.0))
                now = min(max(now, here.low), here.high)
        return now


def _checked(lever: str) -> str:
    if lever not in LEVERS:
        raise Refusal(f"there is no lever '{lever}'{nearest(lever, LEVERS)}")
    return lever


def _row(lever: str) -> int:
    return LEVERS.index(_checked(lever))


def _number(value: Any) -> Any:
    """A number of any kind as the scenario's; anything else as it is, to be refused in the scenario's words."""
    try:
        return value if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError):
        return value
