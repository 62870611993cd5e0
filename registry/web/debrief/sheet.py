"""A seat's sheet: its aims first, then money, trades, decisions, refusals and partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from registry.classroom.models import Driver
from registry.debrief.aims import Aim
from registry.debrief.kept import KEPT, of_seat
from registry.debrief.room import Debrief
from registry.debrief.seats import DecisionView, RefusalCount, SeatDebrief
from registry.debrief.words import AIMS, DECISIONS, REASONS, Words
from registry.web.debrief.contexts import (
    AimRow,
    Comes,
    DecisionRow,
    PartnerRow,
    RefusalRow,
    SheetPage,
    TradedRow,
    UnitsRow,
)
from registry.web.debrief.quiz import code_of
from registry.web.frame import figures
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor

_VERDICTS = {True: "yes", False: "no", None: ""}


def shown_now(visitor: Visitor) -> bool:
    """Whether the debrief is shown: in a pause, at the end, and before the first day."""
    return not visitor.view["clock"]["running"]


def sheet_of(visitor: Visitor, session: Session, seat: str) -> SheetPage | None:
    """The sheet of a seat; None if there is no such seat.

    A person sees the own one in a pause and at the end, the trainer any at any time.
    """
    state = visitor.live.current.seats.get(seat)
    if state is None:
        return None
    trainer = visitor.seated.is_trainer
    page = _Maker(visitor, session, seat)
    if not trainer and not shown_now(visitor):
        return page.coming()
    return page.made(KEPT.of(visitor.live, session), trainer=trainer)


class _Maker:
    """Makes one seat's sheet for one rendering."""

    def __init__(self, visitor: Visitor, session: Session, seat: str) -> None:
        self.visitor, self.seat = visitor, seat
        self.names = Names(session, visitor.language)

    def coming(self) -> SheetPage:
        """The sheet before it is shown: only when it comes."""
        clock, days = self.visitor.view["clock"], self.visitor.live.current.calendar.days
        comes = Comes(day=clock["day"], days=len(days), ends_at=days[-1].closes)
        return SheetPage(**self._who(), **_EMPTY, comes=comes, at=clock["at"], over=False)

    def made(self, found: Debrief, *, trainer: bool) -> SheetPage:
        """The sheet as things stand."""
        own = of_seat(found, self.seat, with_partners=found.over or trainer)
        if own is None:
            return SheetPage(
                **self._who(), **(_EMPTY | {"has_aims": False}), comes=None, at=found.at,
                over=found.over,
            )  # fmt: skip
        return SheetPage(
            **self._who(),
            comes=None,
            has_aims=True,
            over=found.over,
            at=found.at,
            aims=tuple(aim_row(aim, self.visitor) for aim in own.aims),
            began_fen=own.began_fen,
            began_t=own.began_t,
            cash_fen=own.cash_fen,
            units_t=sum(one.free_t + one.blocked_t for one in own.units),
            units_fen=own.units_fen,
            value_fen=own.value_fen,
            change_fen=own.change_fen,
            units=self._units(own),
            trades=own.trades,
            fees_fen=own.fees_fen,
            traded=_traded(own),
            realised_fen=own.gains.realised_fen,
            unrealised_fen=own.gains.unrealised_fen,
            unpriced_t=own.gains.unpriced_t,
            unpriced_fen=own.gains.unpriced_fen,
            values_unit=own.values_unit or "",
            surplus=own.surplus_fen,
            refused=own.refused,
            refusals=refusal_rows(own.refusals, self.visitor),
            best=self._decisions(own.best),
            worst=self._decisions(own.worst),
            not_judged=own.not_judged,
            partners=self._partners(own),
            partners_later=not (found.over or trainer),
        )

    def _who(self) -> dict[str, Any]:
        state = self.visitor.live.current.seats[self.seat]
        people = self.visitor.server.hall.names(self.visitor.seated.lesson)
        return {
            "seat": self.seat,
            "name": self.names.seat(self.seat),
            "role": state.role.value,
            "person": "" if state.driver is Driver.BOT else people.get(self.seat, ""),
            "mine": (mine := self.visitor.seated.seat == self.seat),
            "quiz_code": code_of(self.visitor) if mine else "",
        }

    def _units(self, own: SeatDebrief) -> tuple[UnitsRow, ...]:
        return tuple(
            UnitsRow(
                unit=one.unit,
                registry=one.registry,
                host=one.host,
                tonnes=one.free_t + one.blocked_t,
                price=one.price_fen,
                value=one.value_fen,
            )
            for one in own.units
            if one.free_t + one.blocked_t
        )

    def _decisions(self, rows: Sequence[DecisionView]) -> tuple[DecisionRow, ...]:
        return tuple(
            DecisionRow(
                kind=one.kind,
                text=worded(DECISIONS, one.kind, self.visitor),
                number=one.number,
                at=one.at,
                instrument=one.instrument,
                tonnes=one.tonnes,
                price=_a_tonne(one.paid_fen, one.tonnes),
                judged=_a_tonne(one.judged_fen, one.tonnes),
                gain=one.gain_fen,
            )
            for one in rows
        )

    def _partners(self, own: SeatDebrief) -> tuple[PartnerRow, ...]:
        return tuple(
            PartnerRow(
                seat=one.seat,
                name=self.names.seat(one.seat),
                trades=one.trades,
                bought=one.bought_t,
                sold=one.sold_t,
            )
            for one in own.partners
        )


def worded(table: Mapping[str, Words], code: str, visitor: Visitor) -> str:
    """The word of a code in the page's language; '' for ''."""
    return visitor.both(zh=table[code].zh, en=table[code].en) if code else ""


def aim_row(aim: Aim, visitor: Visitor) -> AimRow:
    """An aim as pages show it."""
    target = aim.target or 0
    return AimRow(
        text=worded(AIMS, aim.kind, visitor),
        verdict=_VERDICTS[aim.met],
        reason=worded(REASONS, aim.reason, visitor),
        reached=measured(aim.reached, aim.unit, visitor),
        target="" if aim.target is None else measured(target, aim.unit, visitor),
        reached_of=max(0, min(aim.reached, target)),
        whole=target,
        figures=tuple(
            (name, measured(value, name.rpartition("_")[2], visitor))
            for name, value in aim.figures.items()
        ),
    )


def measured(value: int, unit: str, visitor: Visitor) -> str:
    """A figure of an aim with its unit: t, fen, ms of lesson time, or a count."""
    if unit == "t":
        return figures.tonnes(value)
    if unit == "fen":
        return figures.money(value, visitor.language)
    return figures.duration(value) if unit == "ms" else figures.number(value)


def refusal_rows(counts: Sequence[RefusalCount], visitor: Visitor) -> tuple[RefusalRow, ...]:
    """Refusals with one sentence a kind, its figures as ranges; most frequent first."""
    return tuple(
        RefusalRow(
            code=one.code,
            text=visitor.both(zh=one.text_zh, en=one.text_en),
            count=one.count,
            seats=one.seats,
        )
        for one in counts
    )


def _traded(own: SeatDebrief) -> tuple[TradedRow, ...]:
    return tuple(
        TradedRow(
            unit=one.unit,
            bought=one.bought_t,
            bought_fen=one.bought_fen,
            average_buy=one.average_buy_fen,
            sold=one.sold_t,
            sold_fen=one.sold_fen,
            average_sell=one.average_sell_fen,
        )
        for one in own.by_unit
    )


def _a_tonne(fen: int, tonnes: int) -> int:
    return (2 * fen + tonnes) // (2 * tonnes)


_EMPTY: dict[str, Any] = {
    "has_aims": True, "aims": (), "began_fen": 0, "began_t": 0, "cash_fen": 0, "units_t": 0,
    "units_fen": 0, "value_fen": 0, "change_fen": 0, "units": (), "trades": 0, "fees_fen": 0,
    "traded": (), "realised_fen": 0, "unrealised_fen": 0, "unpriced_t": 0, "unpriced_fen": 0,
    "values_unit": "", "surplus": None, "refused": 0, "refusals": (), "best": (), "worst": (),
    "not_judged": 0, "partners": (), "partners_later": False,
}  # fmt: skip
"""A sheet on which nothing is shown."""
