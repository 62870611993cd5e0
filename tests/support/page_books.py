"""Sample contexts of the auditor's pages and of the trace of a tonne."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ledger.kernel.clock import MINUTE, SECOND, moment
from ledger.transactions import TYPES
from registry.web.admin import account_contexts as accounts
from registry.web.admin import contexts as admin
from registry.web.admin import log_contexts as log
from registry.web.admin.contexts import ChainLink, LegRow, Paging, Place, SumCheck
from registry.web.admin.programme_contexts import ListPage, ListTab
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Asset, Choice, Figure, Language, SplitTerms
from registry.web.frame.contexts.trace import Trace, TraceEnd, TraceEntry, TraceStep
from registry.web.frame.pictures import bands_of
from tests.support.page_tasks import nation, registry_name, serials

AT = moment(date(2028, 3, 15), 14, 20) + 6 * SECOND
HASHES = (
    "9b417e024a3c11d2f60a8855c1d09e7b21a4466f03b7d9ce5fa0c8327c4fc3d811fa",
    "5e0ca97d6f12b3e890d14c77a2f05b31e6c8d409173fa2bb64e98c0502b6f94e",
    "d17f40c3a0b2c68e5d1199f27be04431c0a76d58e2f19a3b440de7718a5e6b20",
)
MORE = Paging(older_href="?before=1240", newest_href="", csv_href="/admin/csv/orders?seat=S07")
WIND = Asset(id=2, label="CCER CN014 2026", unit="tonnes")
CNY = Asset(id=1, label="CNY", unit="fen")


def names(language: Language) -> dict[str, str]:
    """Names of the seats in these samples."""
    if language == "zh":
        return {"S07": "云岭水泥", "S12": "远帆交易", "S01": "中国政府", "S02": "泰国政府",
                "S03": "湄南能源", "biogas": "清迈沼气", "wind": "酒泉风电"}  # fmt: skip
    return {"S07": "Yunling Cement", "S12": "Yuanfan Trading", "S01": "Government of China",
            "S02": "Government of Thailand", "S03": "Menam Energy", "biogas": "Chiang Mai biogas",
            "wind": "Jiuquan wind"}  # fmt: skip


def place(language: Language, owner: str, kind: str, registry: str) -> Place:
    """A sub-account of a seat or of the system."""
    numbers = {"S07": (17, 10), "S12": (31, 37), "ccp": (2, 55), "S03": (18, 77)}
    identifier, check = numbers[owner]
    code = {"ccp_units": 130, "ccp_cash": 902, "cash": 901, "cash_blocked": 901}.get(kind, 121)
    return Place(
        account=identifier, number=f"{registry or 'CN'}-{code}-200000{identifier:02d}-0-{check}",
        owner=owner, owner_name=names(language).get(owner, ""), person="",
        registry=registry, kind=kind,
    )  # fmt: skip


def chain(here: int = 1) -> tuple[ChainLink, ...]:
    """Three commands of the chain."""
    return tuple(
        ChainLink(
            number=4126 + i, at=AT + i * SECOND, hash=h, previous=HASHES[i - 1], here=i == here
        )
        for i, h in enumerate(HASHES)
    )


def legs(language: Language) -> tuple[LegRow, ...]:
    """400 t of CCER against 34,080.00 CNY through the central counterparty."""
    seller = place(language, "S12", "holding_blocked", "CN")
    buyer = place(language, "S07", "holding", "CN")
    middle, cash_middle = (
        place(language, "ccp", "ccp_units", "CN"),
        place(language, "ccp", "ccp_cash", ""),
    )
    payer, payee = place(language, "S07", "cash_blocked", ""), place(language, "S12", "cash", "")
    moved = (serials("CN", "CN", 120_801, 121_200),)
    rows = (
        (WIND, moved, seller, 400, 0, 400, middle, 0, 400),
        (WIND, moved, middle, 400, 0, 400, buyer, 1250, 1650),
        (CNY, (), payer, 3_408_000, 0, 3_408_000, cash_middle, 0, 3_408_000),
        (CNY, (), cash_middle, 3_408_000, 0, 3_408_000, payee, 61_245_000, 64_653_000),
    )
    return tuple(
        LegRow(number=i, asset=a, ranges=r, source=s, source_before=sb, source_after=sa,
               quantity=q, target=t, target_before=tb, target_after=ta)
        for i, (a, r, s, sb, sa, q, t, tb, ta) in enumerate(rows, 1)
    )  # fmt: skip


def transaction_rows() -> tuple[admin.TransactionRow, ...]:
    """Two transactions in a list."""
    return (
        admin.TransactionRow(number=1284, at=AT, day=2, type="trade.settle", because="trade 362",
                             command=4127, legs=4, amounts=("400 t", "34,080.00")),
        admin.TransactionRow(number=1283, at=AT - SECOND, day=2, type="cash.block",
                             because="order 311", command=4126, legs=1, amounts=("43,200.00",)),
    )  # fmt: skip


def trace(language: Language) -> Trace:
    """Tonne 5,412 of Thailand: issued, transferred, sold and used."""
    who, day1 = names(language), moment(date(2028, 3, 13), 9, 40)
    both, note = who["S01"], "TH-AUT-0003"

    def step(
        kind: str, lane: str, after: int, quantity: int | None, owner: str, **more: Any
    ) -> TraceStep:
        values: dict[str, Any] = {
            "final": False, "note": "", "transaction": None, "command": 210 + after,
            "decision": None, "adjustment": "",
        }  # fmt: skip
        return TraceStep(
            kind=kind, lane=lane, at=day1 + after * MINUTE, day=1, quantity=quantity, who=owner,
            **(values | more),
        )  # fmt: skip

    china, thailand = nation(language, "CN"), nation(language, "TH")
    return Trace(
        host="TH", host_name=thailand, partner=china, abroad=True, number=5_412, state="retired",
        registry="CN", registry_name=registry_name(language, "CN"), owner="", owner_seat="",
        account="CN-300-10000004-0-12", range=serials("TH", "CN", 5_401, 5_420, "THA01-TH002-2026"),
        unit="BRC", project="TH002", project_name=who["biogas"], vintage=2026,
        authorisation="TH-AUT-0003 v1", purposes=("NDC",), first_transferred=True,
        itmo="CA0007-THA01-THA-5401-5420-2026",
        adjustments=(
            TraceEntry(party=thailand, adjustment="add", year=2026, quantity=200, at=day1),
            TraceEntry(party=china, adjustment="subtract", year=2028, quantity=20, at=day1),
        ),
        ended=TraceEnd(
            kind="retired", number=7, who=both, purpose="ndc", beneficiary=who["S03"],
            claim="ndc", reason="", year=None,
        ),
        steps=(
            step("requested", "host", 0, 640, who["S03"]),
            step("decided", "BOTH", 12, 640, "E2", decision=2),
            step("issued", "host", 15, 320, who["S03"], transaction=88),
            step("authorised", "host", 21, 320, who["S02"], note=note),
            step("sent", "BOTH", 40, 200, "TH→CN 45", transaction=131, adjustment="add"),
            step("received", "partner", 41, 200, who["S12"], transaction=132),
            step("traded", "partner", 95, 20, both, transaction=1284),
            step("retired", "partner", 130, 20, both, transaction=1402, final=True,
                 adjustment="subtract"),
        ),
        bands=bands_of([("issued", 5_001, 5_640), ("sent", 5_401, 5_600), ("traded", 5_401, 5_450),
                        ("retired", 5_401, 5_420)]),
        band_width=640, band_mark=411, previous=5_411, following=5_413,
    )  # fmt: skip


def facets(*values: str, table: str = "") -> tuple[admin.Facet, ...]:
    """The first value is the one that is shown; the others are many."""
    return tuple(
        admin.Facet(value=value, table=table, count="1,000+" if i else "17", href=f"?x={value}",
                    here=i == 0)
        for i, value in enumerate(values)
    )  # fmt: skip


def choices(language: Language) -> tuple[Choice, ...]:
    """Seats for the filters."""
    return tuple(Choice(value=s, label=n) for s, n in names(language).items() if s.startswith("S"))


def ledger_pages(language: Language) -> dict[str, admin.Page]:
    """The pages about accounts."""
    rows = tuple(
        accounts.BalanceRow(sub=i, place=place(language, owner, kind, registry), asset=asset,
                         balance=n)
        for i, (owner, kind, registry, asset, n) in enumerate(
            (("S07", "holding", "CN", WIND, 1650), ("S12", "holding_blocked", "CN", WIND, 0),
             ("S07", "cash", "", CNY, 128_460_000), ("ccp", "ccp_cash", "", CNY, 0)), 1)
    )  # fmt: skip
    statement = accounts.StatementRow(
        transaction=1284, command=4127, at=AT, type="trade.settle",
        place=place(language, "S07", "holding", "CN"), asset=WIND,
        counter=place(language, "ccp", "ccp_units", "CN"), change=400, after=1650,
    )  # fmt: skip
    assets = (Choice(value="1", label="CNY"), Choice(value="2", label=WIND.label))
    return {
        "accounts": accounts.AccountsPage(
            owner="S07", registry="", asset="", kind="", zero="", zero_href="?zero=1",
            facets=facets("holding", "cash", table="kinds"),
            totals=(accounts.TotalRow(asset=WIND, held=1650, source=0),
                    accounts.TotalRow(asset=CNY, held=128_460_000, source=-128_460_000)),
            owners=choices(language),
            registries=("CN", "TH"), assets=assets, kinds=("holding", "cash"), rows=rows,
            paging=MORE),
        "account": accounts.AccountPage(
            account=place(language, "S07", "", "CN"), registry_name=registry_name(language, "CN"),
            as_of="", state=None, balances=rows[:1], zeros=rows[1:2],
            ranges=(serials("CN", "CN", 120_801, 121_200),), rows=(statement,), paging=MORE),
        "account_earlier": accounts.AccountPage(
            account=place(language, "S07", "", "CN"), registry_name=registry_name(language, "CN"),
            as_of="#4126", state=accounts.State(command=4126, at=AT), balances=(), zeros=rows[1:2],
            ranges=(), rows=(), paging=MORE),
        "owner": accounts.OwnerPage(
            owner="S07", name=names(language)["S07"], role="emitter", person="Dora", since="",
            until="#4127", opens=accounts.State(command=0, at=0),
            closes=accounts.State(command=4127, at=AT),
            totals=(accounts.SpanTotal(asset=WIND, opening=0, closing=1650),),
            balances=(accounts.SpanRow(place=rows[0].place, asset=WIND, opening=0, closing=1650),),
            zeros=(accounts.SpanRow(place=rows[1].place, asset=WIND, opening=0, closing=0),),
            rows=(statement,), paging=MORE),
    }  # fmt: skip


def booked_pages(language: Language) -> dict[str, admin.Page]:
    """The pages about transactions and serials, and the first page."""
    hosts = tuple(Choice(value=code, label=nation(language, code)) for code in ("CN", "TH"))
    sums = (("tonnes", "800 t = 800 t"), ("money", "68,160.00 = 68,160.00"), ("ccp", "0 t · 0.00"),
            ("serials", "120,801–121,200"))  # fmt: skip
    return {
        "transactions": admin.TransactionsPage(
            type="", command="", facets=facets("trade.settle", "cash.block", table="types"),
            types=("trade.settle", "cash.block"), rows=transaction_rows(),
            paging=MORE),
        "transaction": admin.TransactionPage(
            number=1284, type="trade.settle", at=AT, day=2, because="trade 362",
            why=TYPES["trade.settle"].why, legs=legs(language),
            sums=tuple(SumCheck(name=n, value=v, held=True) for n, v in sums), command=4127,
            command_name="order.place", seat="S12", seat_name=names(language)["S12"],
            origin="person", chain=chain(), trade=362, previous=1283, following=1285),
        "admin_serial": admin.AdminSerialPage(
            host="TH", first_host="TH", hosts=hosts, number="5412", trace=trace(language),
            issued=()),
        "admin_serial_search": admin.AdminSerialPage(
            host="", first_host="TH", hosts=hosts, number="", trace=None,
            issued=(serials("TH", "TH", 5_001, 5_640), serials("CN", "CN", 1, 71_697))),
        "overview": overview(language),
        "overview_found": replace(
            overview(language), asked="TH 5412",
            found=(admin.Found(meant="TH 5,412", text="", href="/admin/serials/TH/5412"),
                   admin.Found(meant="T5412", text="BRC", href=""))),
        "overview_not_found": replace(overview(language), asked="42?"),
    }  # fmt: skip


def overview(language: Language) -> admin.OverviewPage:
    """The first page, before a search."""
    return admin.OverviewPage(
            asked="", found=(), examples=("TH 5412", "#123", "T45", "186"),
            figures=(Figure(name="commands", value="4,127"), Figure(name="trades", value="362"),
                     Figure(name="issued_t", value=figures.tonnes(72_337)),
                     Figure(name="offset_t", value=figures.tonnes(2_400))),
            invariants_held=20, invariants_total=20, audited_at=AT - MINUTE,
            audited_command=4102, audited_since=25, chain_head=HASHES[1], chain_number=4127,
    )  # fmt: skip


def list_page(language: Language) -> ListPage:
    """A list of a procedure, with one row."""
    tabs = tuple(
        ListTab(name=name, href=f"/admin/lists/{name}", here=name == "votes")
        for name in ("votes", "messages")
    )
    row = ("1", "2", "同意" if language == "zh" else "consents", "—")
    columns = ("number", "item", "vote", "reason")
    return ListPage(name="votes", tabs=tabs, columns=columns, rows=(row,), paging=MORE)


def market_pages(language: Language) -> dict[str, admin.Page]:
    """The pages about the committee, orders, trades and transfers."""
    who = names(language)
    headline, record = (
        ("签发 清迈沼气 2026 年 640 t", "签发申请 4")
        if language == "zh"
        else ("issue 640 t of Chiang Mai biogas, 2026", "issuance request 4")
    )
    decision = admin.DecisionRow(
        item=2, code="TH002", name=who["biogas"], year=2026, quantity=640,
        state="used", opened_at=AT - 60 * MINUTE, decided_at=AT - 48 * MINUTE, partner="affirm",
        host="affirm",
    )  # fmt: skip
    return {
        "decisions": admin.DecisionsPage(rows=(decision,), paging=MORE),
        "decision": admin.DecisionPage(
            row=decision, terms=SplitTerms(
                rule="allocation", partner="60", host="40", sop="5", omge="2", rounded_up=True,
                least="50", virtual=True,
            ),
            headline=headline, record=record, brought_by=210, used_by=225,
            votes=(admin.VoteRow(side="partner", country="CN", seat_name=who["S01"], vote="affirm",
                                 at=AT - 50 * MINUTE, command=215),
                   admin.VoteRow(side="host", country="TH", seat_name=who["S02"], vote="affirm",
                                 at=AT - 48 * MINUTE, command=222)),
            shares=(admin.Share(country="CN", holder=who["S01"], quantity=320, transaction=88,
                                ranges=(serials("TH", "CN", 5_001, 5_320),)),
                    admin.Share(country="TH", holder=who["S03"], quantity=320, transaction=89,
                                ranges=(serials("TH", "TH", 5_321, 5_640),)))),
        "orders": admin.OrdersPage(
            seat="", instrument="", state="", number="", seats=choices(language),
            instruments=("CCER", "BRC-CN", "BRC-TH"), states=("resting", "filled"), paging=MORE,
            facets=facets("CCER", "BRC-CN", "BRC-TH"),
            rows=(admin.OrderRow(number=311, at=AT, day=2, seat="S12", seat_name=who["S12"],
                                 instrument="CCER", side="sell", kind="limit", price=8520,
                                 time_in_force="day", quantity=400, filled=400, state="filled",
                                 command=4127),)),
        "trades": admin.TradesPage(
            seat="", instrument="CCER", order="", seats=choices(language), instruments=("CCER",),
            facets=facets("CCER"), paging=MORE,
            rows=(admin.TradeRow(number=362, at=AT, day=2, instrument="CCER", price=8520,
                                 quantity=400, value=3_408_000, buyer="S07", buyer_name=who["S07"],
                                 buy_order=298, seller="S12", seller_name=who["S12"],
                                 sell_order=311, transaction=1284),)),
        "transfers": log.TransfersPage(
            compared=12, differences=(), paging=MORE,
            rows=(log.TransferRow(transfer=45, state="received", source="TH", target="CN",
                                  sender=who["S03"], receiver=who["S12"], unit="BRC", quantity=200,
                                  purpose="NDC", ranges=(serials("TH", "CN", 5_401, 5_600),),
                                  requested_at=AT, send_transaction=131, receive_transaction=132,
                                  source_record_t=200, target_record_t=200, log_record_t=200,
                                  overdue=False, failed_check=0, agrees=True),)),
    }  # fmt: skip
