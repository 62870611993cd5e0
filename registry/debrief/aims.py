"""The aims of each role, and how far a seat has come: one small function for each aim.

A procedure that gives a role another aim adds its function to `MAKERS`. What the books cannot show
has no verdict: `met` is None, and `reason` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from registry.classroom.private_values import Schedule
from registry.debrief.tasks import Tasks
from registry.debrief.trading import SeatTrading
from registry.edge.results import ResultView
from registry.programme.issuance.models import ALLOWANCE
from registry.roles import Role


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim of a seat as things stand; `unit` is that of its numbers: t, fen or tasks.

    `kind` and `reason` are codes (`words.py`); `reason` is "" where there is a verdict. `target`
    None: the plan sets none. `figures` are what `reached` is made of, in the unit at the end of
    their names (_t tonnes, _fen, _ms of lesson time; counts without one).
    """

    kind: str
    unit: str
    target: int | None
    reached: int
    met: bool | None
    reason: str = ""
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the books show of one seat: what its aims are measured by.

    `retired_t` were retired for voluntary use, by unit; `yields_t` can be issued to it within the
    lesson, by unit; `schedule`: what tonnes are worth to it, or cost it.
    """

    result: ResultView
    trading: SeatTrading
    schedule: Schedule | None
    tasks: Tasks | None
    retired_t: Mapping[str, int]
    yields_t: Mapping[str, int]

    def net_bought_t(self, unit: str) -> int:
        """Tonnes of a unit bought less those sold."""
        return self.trading.bought_t.get(unit, 0) - self.trading.sold_t.get(unit, 0)

    def held_t(self, unit: str) -> int:
        """Tonnes of a unit that the seat has, blocked ones too."""
        return sum(one.free_t + one.blocked_t for one in self.result.units if one.unit == unit)


def gap_covered(facts: Facts) -> Aim:
    """An emitter covers what its allowances leave open: by offsets, and by allowances it bought."""
    owed = facts.result.compliance
    if owed is None:
        return Aim("cover_gap", "t", None, 0, None, "no_obligation")
    gap = max(0, owed.obligation_t - owed.allowances_t)
    held = facts.held_t(ALLOWANCE)
    reached = min(gap, owed.offset_t + held)
    figures = {
        "obligation_t": owed.obligation_t, "allocated_t": owed.allowances_t,
        "offset_t": owed.offset_t, "cap_t": owed.cap_t, "allowances_held_t": held,
    }  # fmt: skip
    return Aim("cover_gap", "t", gap, reached, reached >= gap, figures=figures)


def tonnes_retired(facts: Facts) -> Aim:
    """A voluntary buyer retires the tonnes that are worth their price to it, and may claim them.

    What counts is the price of the first day, so that the number stays the same all lesson.
    """
    schedule = facts.schedule
    if schedule is None:
        retired = sum(facts.retired_t.values())
        return Aim("retire_tonnes", "t", None, retired, None, "no_target")
    retired, unit = facts.retired_t.get(schedule.unit, 0), schedule.unit
    figures = {
        "net_bought_t": facts.net_bought_t(unit), "held_t": facts.held_t(unit), **_opening(schedule)
    }  # fmt: skip
    target = schedule.paying_tonnes
    return Aim("retire_tonnes", "t", target, retired, retired >= target, figures=figures)


def money_made(facts: Facts) -> Aim:
    """A trader ends with more than it began with: cash, and tonnes at the last prices."""
    result, trading = facts.result, facts.trading
    figures = {
        "change_fen": result.change_fen, "realised_fen": trading.realised_fen,
        "unrealised_fen": trading.unrealised_fen, "fees_fen": result.traded.fees_fen,
    }  # fmt: skip
    more = result.value_fen > result.began_fen
    return Aim("make_money", "fen", result.began_fen, result.value_fen, more, figures=figures)


def tonnes_sold(facts: Facts) -> Aim:
    """A project owner has its reductions issued and sells those that cost it less than they bring.

    What counts is the price of the first day. Sold is less what it bought.
    """
    units = sorted({*facts.yields_t, *facts.trading.issued_t})
    yields = sum(facts.yields_t.values())
    sold = sum(max(0, -facts.net_bought_t(unit)) for unit in units)
    issued = sum(facts.trading.issued_t.values())
    figures = {"issued_t": issued, "sold_t": sold}
    if not yields:
        return Aim("issue_and_sell", "t", None, sold, None, "no_project", figures)
    target, schedule = yields, facts.schedule
    if schedule is not None:
        target, figures = min(yields, schedule.paying_tonnes), figures | _opening(schedule)
    return Aim("issue_and_sell", "t", target, sold, sold >= target, figures=figures)


def _opening(schedule: Schedule) -> dict[str, int]:
    return {} if schedule.opening_fen is None else {"opening_fen": schedule.opening_fen}


def tasks_decided(facts: Facts) -> Aim:
    """An official leaves no task waiting. No rule of the lesson says within what time."""
    done = facts.tasks or Tasks()
    came = done.decided + done.waiting
    figures = {
        "waiting": done.waiting, "slowest_ms": done.slowest_ms,
        "mean_ms": done.waited_ms // done.decided if done.decided else 0,
    }  # fmt: skip
    if not came:
        return Aim("decide_tasks", "tasks", 0, 0, None, "no_tasks", figures)
    return Aim("decide_tasks", "tasks", came, done.decided, not done.waiting, figures=figures)


def decided_in_time(facts: Facts) -> Aim:
    """Whether tasks were decided in time: nothing in this lesson says when that is."""
    done = facts.tasks or Tasks()
    return Aim("in_time", "tasks", None, done.decided, None, "no_deadline")


Maker = Callable[[Facts], Aim]

_OFFICIAL = (tasks_decided, decided_in_time)
MAKERS: dict[Role, tuple[Maker, ...]] = {
    Role.EMITTER: (gap_covered,),
    Role.VOLUNTARY_BUYER: (tonnes_retired,),
    Role.TRADER: (money_made,),
    Role.PROJECT_OWNER: (tonnes_sold,),
    Role.GOVERNMENT_PARTNER: _OFFICIAL,
    Role.GOVERNMENT_HOST: _OFFICIAL,
    Role.SECRETARIAT: _OFFICIAL,
    Role.REGISTRY_MANAGER: _OFFICIAL,
    Role.THIRD_PARTY_ENTITY: _OFFICIAL,
}
"""The aims of each role, the main one first. A seat of a role that has none has no result."""
