"""Shared by the auditor's pages: names, sub-accounts, days, filters, keyset paging."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sqlmodel import Session, col, select

from ledger import queries as books
from ledger.accounts import Account
from ledger.kernel.numerals import ungrouped, whole_number
from ledger.queries import CommandRow, LegRow
from registry.classroom.auditing import Audited
from registry.classroom.live import Live
from registry.programme.transfers.reconcile import Difference, reconcile
from registry.web.admin.contexts import ChainLink, Place, TransactionRow
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Asset
from registry.web.frame.log_index import LogIndex
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor

PAGE = 50

STALE_COMMANDS = 500
"""A kept audit that is older by more commands is shown while a new one runs."""

CCP = "ccp"


class Auditor:
    """Makes one auditor's page from a session and a visitor."""

    def __init__(self, visitor: Visitor, session: Session) -> None:
        self.visitor, self.session = visitor, session
        self.language = visitor.language
        self.names = Names(session, visitor.language)
        self.log = LogIndex(session)

    @property
    def live(self) -> Live:
        """The lesson."""
        return self.visitor.live

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """Every account by its number."""
        found = self.session.exec(select(Account).order_by(col(Account.id)))
        return {account.number: account for account in found}

    @cached_property
    def people(self) -> dict[str, str]:
        """The person on each seat that a person has."""
        return self.visitor.server.hall.names(self.visitor.seated.lesson)

    @cached_property
    def instruments(self) -> tuple[str, ...]:
        """Codes of all instruments."""
        return tuple(self.visitor.view["instruments"])

    @cached_property
    def differences(self) -> list[Difference]:
        """Every difference between two registries' records, and between a record and the books."""
        return reconcile(self.session, *self.names.registry_numbers)

    def audited(self) -> Audited:
        """The last audit; `?again=1`, and the first page of a lesson, run it now."""
        live = self.live
        if live.audited is None or self.given("again") == "1":
            live.run_audit()
        assert live.audited is not None
        if live.current.number - live.audited.command > STALE_COMMANDS:
            live.audit_aside()
        return live.audited

    def given(self, name: str) -> str:
        """A filter from the address."""
        return self.visitor.query.get(name, "").strip()[:80]

    def number(self, name: str) -> int:
        """A number from the address; 0 without one."""
        text = ungrouped(self.given(name))
        return (whole_number(text) or 0) if len(text) < 16 else 0

    def chosen(self, name: str, offered: Sequence[str]) -> str:
        """A filter if it is one of the choices; "" for all."""
        return self.given(name) if self.given(name) in offered else ""

    @property
    def before(self) -> int:
        """The key before which this page begins; 0 for the newest."""
        return self.number("before")

    def day(self, at: int) -> int:
        """The trading day of a lesson time, 0 before the first."""
        calendar = self.live.current.calendar
        return 0 if at < calendar.begins else calendar.day_at(at).number

    def asset(self, asset: int) -> Asset:
        """Cash or a batch."""
        return self.names.asset(asset)

    def place(self, *, number: str, kind: str) -> Place:
        """A sub-account, or with kind "" an account."""
        account = self.accounts[number]
        return Place(
            account=account.id,
            number=number,
            owner=account.owner,
            owner_name=self.names.seat(account.owner),
            person=self.people.get(account.owner, ""),
            registry=account.registry_code,
            kind=kind,
        )

    def transaction_row(self, row: books.TransactionRow) -> TransactionRow:
        """One transaction in a list, with the amounts it moved."""
        legs = books.legs(self.session, row.transaction)
        return TransactionRow(
            number=row.transaction,
            at=row.at,
            day=self.day(row.at),
            type=row.type,
            because=row.because,
            command=row.command,
            legs=len(legs),
            amounts=self.amounts(legs),
        )

    def amounts(self, legs: Sequence[LegRow]) -> tuple[str, ...]:
        """Amounts moved, per unit; what passes through the central counterparty counts once."""
        sums: dict[str, int] = {}
        for leg in legs:
            if leg.source_owner != CCP:
                unit = self.asset(leg.asset).unit
                sums[unit] = sums.get(unit, 0) + leg.quantity
        return tuple(
            figures.amount(total, unit, self.language) for unit, total in sorted(sums.items())
        )

    def chain(self, number: int) -> tuple[ChainLink, ...]:
        """A command and its neighbours in the hash chain."""
        rows = (books.command(self.session, n) for n in (number - 1, number, number + 1))
        return tuple(self._link(row, here=row.number == number) for row in rows if row)

    def _link(self, row: CommandRow, *, here: bool) -> ChainLink:
        return ChainLink(
            number=row.number, at=row.at, hash=row.hash, previous=row.previous, here=here
        )
