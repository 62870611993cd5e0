"""A small programme on real books, for tests of the procedures: commands go through the writer.

Three countries, one without an agreement, two shared projects in Thailand, two domestic ones in
China. Whole figures: TH001 avoids 0.355 t per MWh, so its first period of 1,000 MWh issues 355 t.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.accounts import HOLDING, AssetKind
from ledger.audit import audit as audit_books
from ledger.books import Books
from ledger.db import Store, Table
from ledger.kernel.clock import moment
from ledger.kernel.errors import Refusal
from ledger.posting import Leg
from ledger.transactions import CREDIT_ISSUE
from ledger.writer import Action, Request, Writer
from registry.agenda import Due
from registry.compliance import commands as compliance
from registry.pace import Kind, Period
from registry.programme.adjustments.models import AdjustmentKind, CorrespondingAdjustment
from registry.programme.agreements import commands as agreements
from registry.programme.agreements.models import Agreement, AgreementState, Rounding
from registry.programme.audit import audit as audit_programme
from registry.programme.committee import commands as committee
from registry.programme.committee import voting
from registry.programme.committee.clock import circulations_due
from registry.programme.issuance import commands as issuance
from registry.programme.issuance.queries import parts_of
from registry.programme.methodologies import commands as methodologies
from registry.programme.methodologies.calculator import single_margin, weighted_margin
from registry.programme.participants import commands as participants
from registry.programme.projects import commands as projects
from registry.programme.transfers import host_first
from registry.roles import Actor, Role, Side, SplitRule

NOW = moment(date(2028, 3, 13), 10)
TEN_DAYS = Period(10, Kind.CALENDAR, "", "", "")
THREE_DAYS = Period(3, Kind.CALENDAR, "", "", "")
RULE = {
    "id": "cets-offset",
    "version": 1,
    "market": "national",
    "registry": "CN",
    "base": "surrender_obligation",
    "cap_percent": 5,
    "admitted": ["CCER"],
    "exclude_covered_entities": True,
    "recognise_belt_and_road": False,
    "valid_from": "2021-02-01",
    "valid_to": "",
    "source": "a test",
    "status": "assumption",
    "text_en": "five percent",
    "text_zh": "百分之五",
}


def agreement_of(**terms: Any) -> Agreement:
    """The agreement of China and Thailand, active and with equal weights unless `terms` say."""
    usual = {
        "code": "CN-TH", "partner": "CN", "host": "TH", "title_en": "a test", "title_zh": "测试",
        "approach": "CA0007", "status": "assumption", "split_rule": SplitRule.WEIGHTS,
        "partner_share": "1", "host_share": "1", "odd_to": Side.PARTNER, "min_share_percent": "0",
        "purposes": "NDC+OIMP", "vintage_first": 2021, "vintage_last": 2100, "term_first_day": "",
        "term_last_day": "", "sop_percent": "0", "omge_percent": "0", "rounding": Rounding.FLOOR,
        "tradable": True, "virtual": False, "notice_days": 30, "state": AgreementState.ACTIVE,
        "moved_by": 0, "oimp_definition": "use_or_cancellation", "dual_purpose": "earlier",
        "terms_stated": False, "ndc_first_year": 2021, "ndc_last_year": 2030,
        "issuance_mode": "split",
    }  # fmt: skip
    return Agreement(**usual | terms)


def actor(seat: str, role: Role) -> Actor:
    """A person at a seat."""
    return Actor(seat, role, "person")


CHINA = actor("GCN", Role.GOVERNMENT_PARTNER)
HOST = actor("GTH", Role.GOVERNMENT_HOST)
SECRETARY = actor("SEC", Role.SECRETARIAT)
MANAGER = actor("MAN", Role.REGISTRY_MANAGER)
MANAGER_TH = actor("MTH", Role.REGISTRY_MANAGER)
KAZAKH = actor("GKZ", Role.GOVERNMENT_PARTNER)
MANAGER_KZ = actor("MKZ", Role.REGISTRY_MANAGER)
OWNER = actor("OWN", Role.PROJECT_OWNER)
PARTNER = actor("PAR", Role.PROJECT_OWNER)
WIND = actor("WIN", Role.PROJECT_OWNER)
EMITTER = actor("EMI", Role.EMITTER)
TRADER = actor("TRA", Role.TRADER)
BUYER = actor("BUY", Role.VOLUNTARY_BUYER)
ENTITY = actor("TPE", Role.THIRD_PARTY_ENTITY)
OTHER_ENTITY = actor("VER", Role.THIRD_PARTY_ENTITY)

_SEATS: tuple[tuple[Actor, str, tuple[str, ...]], ...] = (
    (CHINA, "CN", ("CN",)),
    (HOST, "TH", ("TH",)),
    (KAZAKH, "KZ", ("KZ",)),
    (MANAGER_KZ, "KZ", ()),
    (SECRETARY, "", ()),
    (MANAGER, "CN", ()),
    (MANAGER_TH, "TH", ()),
    (OWNER, "TH", ("TH", "CN")),
    (PARTNER, "CN", ("CN", "TH")),
    (WIND, "CN", ("CN",)),
    (EMITTER, "CN", ("CN",)),
    (TRADER, "TH", ("TH",)),
    (BUYER, "CN", ("CN", "TH")),
    (ENTITY, "", ()),
    (OTHER_ENTITY, "CN", ()),
)
_PERIODS = (
    ("TH001", 1, "2027-01-01", "2027-06-30", "1000"),
    ("TH001", 2, "2027-07-01", "2027-12-31", "2000"),
    ("TH001", 3, "2028-01-01", "2028-03-31", "1000"),
    ("TH002", 1, "2027-01-01", "2027-12-31", "100"),
    ("TH002", 2, "2026-01-01", "2026-12-31", "0.9"),
    ("CN001", 1, "2027-01-01", "2027-12-31", "92000"),
    ("CN001", 2, "2028-01-01", "2028-03-31", "1000"),
    ("CN002", 1, "2027-01-01", "2027-12-31", "100"),
)


def _give(
    books: Books, *, seat: str, registry: str, project: str, quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    day = str(date(2026, 1, 1) + timedelta(days=len(books.batches)))
    batch = books.open_batch(
        host=registry,
        project=project,
        methodology="TH_AM001",
        unit="CCER" if registry == "CN" else "BRC",
        vintage=2026,
        period_first=day,
        period_last=day,
        quantity=quantity,
    )
    holding = books.place(HOLDING, batch.asset, owner=seat, registry=registry)
    books.post(CREDIT_ISSUE, legs=[Leg(batch.source, holding, batch.asset, quantity)])
    return {"batch": batch.asset}


_MADE: dict[str, bytes] = {}
"""What a programme of some terms begins with: made once in a process, then copied."""


class _Copy(Store):
    """A store in memory with the content of another."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        super().__init__(None, create=True)

    def _create(self) -> None:
        self.driver.deserialize(self._content)


class Programme:
    """Books with a programme on them; `do` runs a command, `refuses` one that must be refused."""

    def __init__(
        self,
        *,
        odd_to: Side = Side.PARTNER,
        weights: tuple[int, int] = (1, 1),
        percentages: tuple[str, str] | None = None,
        rule: dict[str, Any] | None = None,
        terms: dict[str, Any] | None = None,
    ) -> None:
        shares = percentages or tuple(map(str, weights))
        agreed = {
            "split_rule": SplitRule.PERCENTAGES if percentages else SplitRule.WEIGHTS,
            "partner_share": shares[0],
            "host_share": shares[1],
            "odd_to": None if percentages else odd_to,
            **(terms or {}),
        }
        made_of = repr((agreed, rule))
        first = made_of not in _MADE
        self._open(None if first else _MADE[made_of], at=NOW)
        if first:
            self._step(lambda at: self._create(agreed, rule or RULE))
            _MADE[made_of] = self.store.driver.serialize()

    def _open(self, content: bytes | None, *, at: int) -> None:
        """Open books on a new store, or on one with the content of another."""
        self.store = Store(None, create=True) if content is None else _Copy(content)
        self.books = Books(self.store)
        self._next: Callable[[int], dict[str, Any]] | None = None
        self.writer = Writer(self.books, {"step": Action(self._run, hot=False)})
        self._now = at

    def copy(self) -> Programme:
        """The same programme on books of its own."""
        other = object.__new__(Programme)
        other._open(self.store.driver.serialize(), at=self._now)
        return other

    def do(
        self, command: Callable[..., dict[str, Any]], *, by: Actor, **arguments: Any
    ) -> dict[str, Any]:
        """Run a command and give its answer; a refusal or a failure is raised."""
        return self._step(lambda at: command(self.books, **arguments, by=by, at=at))

    def refuses(
        self, code: str, command: Callable[..., dict[str, Any]], /, *, by: Actor, **arguments: Any
    ) -> Refusal:
        """Run a command that must be refused with `code`, and prove that nothing has changed."""
        before = self.state()
        try:
            answer = self.do(command, by=by, **arguments)
        except Refusal as refusal:
            assert code == refusal.code, refusal
            assert before == self.state()
            return refusal
        raise AssertionError(f"{code} expected, answered {answer}")

    def at(self, day: date) -> None:
        """Go to ten o'clock of a later day."""
        self._now = moment(day, 10)

    def due(self) -> Due | None:
        """The end of a circulation that is due by now."""
        due = circulations_due(self.books)()
        return due if due is not None and due.at <= self._now else None

    def do_at(
        self, at: int, command: Callable[..., dict[str, Any]], *, by: Actor, **arguments: Any
    ) -> dict[str, Any]:
        """Run a command at an earlier lesson time than now."""
        now, self._now = self._now, at
        try:
            return self.do(command, by=by, **arguments)
        finally:
            self._now = now

    def state(self) -> dict[str, list[Any]]:
        """Every row of every table but the command log, and the balances in memory."""
        rows = {
            name: sorted(map(repr, self.store.fetch(f"SELECT * FROM {name}")))
            for name in Table.metadata.tables
            if name != "command"
        }
        rows["in memory"] = sorted((s.id, s.balance) for s in self.books.subs.values())
        return rows

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries."""
        with Session(self.store.connection) as session:
            yield session

    def execute(self, sql: str, **values: Any) -> None:
        """Hostile or unusual SQL outside of every command."""
        self.store.begin()
        self.store.connection.execute(text(sql), values)
        self.store.commit()

    def free(self, seat: Actor, registry: str, asset: int) -> int:
        """Free tonnes of a batch."""
        return self.books.found(HOLDING, asset, owner=seat.seat, registry=registry)

    def audit(self) -> list[Any]:
        """Everything that is broken, in the books or in the programme."""
        connection = self.store.connection
        return [*audit_books(connection), *audit_programme(connection)]

    def decided(self, project: str = "TH001", period: int = 1) -> int:
        """An issuance request with a published decision of both governments; its number."""
        asked = self.do(issuance.request, project=project, period=period, by=OWNER)
        self.adopted(asked["item"])
        self.do(committee.publish, item=asked["item"], by=SECRETARY)
        return int(asked["request"])

    def adopted(self, item: int) -> None:
        """Both governments affirm an item."""
        for government in (CHINA, HOST):
            self.do(voting.vote, item=item, vote="affirm", by=government)

    def issue(self, request: int) -> int:
        """Every registry's manager issues its part of a decision; the batch."""
        with self.reading() as session:
            registries = {part.registry for part in parts_of(session, request)}
        managers = {"CN": MANAGER, "TH": MANAGER_TH}
        answers = [
            self.do(host_first.issue, request=request, registry=code, by=managers[code])
            for code in sorted(registries)
        ]
        return int(answers[-1]["batch"])

    def issued(self, project: str = "TH001", period: int = 1) -> int:
        """A batch issued by the committee's decision; its asset."""
        return self.issue(self.decided(project, period))

    def given(self, seat: Actor, *, registry: str, project: str, quantity: int) -> int:
        """A batch that nobody decided, in place of a purchase; its asset."""
        return int(
            self.do(
                _give, seat=seat.seat, registry=registry, project=project, quantity=quantity,
                by=SECRETARY,
            )["batch"]
        )  # fmt: skip

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def _step(self, work: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
        self._next = work
        with self.writer.group():
            outcome = self.writer.run(Request("step", {}, "person", "", at=self._now))
        if outcome.refusal is not None:
            raise outcome.refusal
        assert outcome.failure is None, f"command {outcome.failure} failed; see its log"
        assert outcome.answer is not None
        return outcome.answer

    def _run(self, request: Request, at: int) -> dict[str, Any]:
        assert self._next is not None
        return self._next(at)

    def _create(self, agreed: dict[str, Any], rule: dict[str, Any]) -> dict[str, Any]:
        books = self.books
        books.open_asset("CNY", AssetKind.CASH)
        for code, alpha3, name in (
            ("CN", "CHN", "China"), ("TH", "THA", "Thailand"), ("KZ", "KAZ", "Kazakhstan"),
        ):  # fmt: skip
            participants.open_registry(books, code=code, alpha3=alpha3, name_en=name, name_zh=name)
        for one, country, registries in _SEATS:
            participants.enter(
                books,
                seat=one.seat,
                role=one.role,
                name_en=one.seat,
                name_zh=one.seat,
                country=country,
                registries=registries,
                cash_fen=100_00,
            )
        for code in ("TH_AM001", "CN_WIND"):
            methodologies.enter(
                books, code=code, name_en=code, name_zh=code, source="a test", status="assumption"
            )
        committee.constitute(
            books, agreement="CN-TH", circulation=TEN_DAYS, resumed=THREE_DAYS, dates=()
        )
        committee.seat_member(books, agreement="CN-TH", side=Side.PARTNER, seat=CHINA.seat)
        committee.seat_member(books, agreement="CN-TH", side=Side.HOST, seat=HOST.seat)
        agreements.enter(books, agreement_of(**agreed))
        self._projects()
        compliance.load(books, {rule["id"]: rule})
        compliance.set_obligation(
            books, seat=EMITTER.seat, year=2027, obligation_t=10_019, allowances_t=9_000
        )
        return {}

    def _projects(self) -> None:
        shared, own = single_margin("0.355"), single_margin("0.5")
        jiuquan = weighted_margin(om="0.8922", bm="0.4407", weight_om="0.75", weight_bm="0.25")
        for code, margin, owner, partner, covered in (
            ("TH001", shared, OWNER.seat, PARTNER.seat, False),
            ("TH002", shared, OWNER.seat, PARTNER.seat, False),
            ("CN001", jiuquan, WIND.seat, "", False),
            ("CN002", own, EMITTER.seat, "", True),
        ):
            projects.register(
                self.books,
                code=code,
                agreement="CN-TH" if partner else "",
                host=code[:2],
                unit="BRC" if partner else "CCER",
                name_en=code,
                name_zh=code,
                owner=owner,
                partner=partner,
                kind="biogas" if partner else "wind",
                methodology="TH_AM001" if partner else "CN_WIND",
                margin=margin,
                margin_status="assumption" if partner else "seed",
                from_covered_entity=covered,
            )
        for code, number, first, last, generation in _PERIODS:
            projects.add_period(
                self.books,
                project=code,
                number=number,
                first_day=first,
                last_day=last,
                generation_mwh=generation,
                available_from=moment(date(int(last[:4]) + 1, 1, 1)),
            )


def entries(session: Session) -> list[CorrespondingAdjustment]:
    """Every corresponding adjustment, oldest first."""
    found = select(CorrespondingAdjustment).order_by(col(CorrespondingAdjustment.id))
    return list(session.exec(found))


def years(session: Session, *, party: str) -> list[tuple[int, int, int]]:
    """A party's adjustments as (calendar year, tonnes first transferred, tonnes used)."""
    of_party = [entry for entry in entries(session) if entry.party == party]

    def of(year: int, kind: AdjustmentKind) -> int:
        return sum(e.quantity for e in of_party if e.year == year and e.kind == kind)

    return [
        (year, of(year, AdjustmentKind.FIRST_TRANSFER), of(year, AdjustmentKind.USE))
        for year in sorted({entry.year for entry in of_party})
    ]
