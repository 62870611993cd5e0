"""Samples of the NDC accounts' pages."""

from __future__ import annotations

from fractions import Fraction

from ledger.kernel.clock import DAY
from registry.programme.ndc.balances import Waterfall
from registry.web.frame.contexts.acts import Act, ActField
from registry.web.frame.contexts.shared import Page
from registry.web.ndc.contexts import (
    DemandRow,
    IndicatorLine,
    LevelLine,
    MethodLine,
    NdcAccountPage,
    NdcPage,
    PartyLine,
    ReportPanel,
    SparedPanel,
    SupplyPage,
    SupplyRow,
    YearLine,
)
from registry.web.ndc.figures import picture_of, told

AT = 21_600 * DAY
STATES = [("published", "done"), ("reopened", "wait"), ("final", "neutral"), ("open", "line")]
FALL = Waterfall(
    all_years=False, reported=False, emissions_t=4_980_000, added_t=Fraction(63_218, 10),
    used_t=Fraction(12_00, 10), target_t=5_000_000,
)  # fmt: skip

ACCOUNTS = NdcPage(
    public="",
    lesson="",
    parties=tuple(
        PartyLine(
            party=party, name=name, href=f"/ndc/{alpha3}", first_year=2021, last_year=2030,
            target_type="single_year", method=method, locked=bool(report), target="5,000,000",
            balance="4,986,321.8", outcome=outcome, tone=tone, room="200,000", lacks=party == "CN",
            report=report,
        )
        for party, name, alpha3, method, outcome, tone, report in (
            ("CN", "中国", "CHN", "trajectory", "indeterminate", "wait", "reviewed"),
            ("TH", "泰国", "THA", "averaging", "missed", "refuse", "submitted"),
            ("CH", "瑞士", "CHE", "", "met", "done", ""),
        )
    ),
)  # fmt: skip

ACCOUNT = NdcAccountPage(
    public="",
    lesson="",
    party="TH",
    alpha3="THA",
    name="泰国",
    first_year=2021,
    last_year=2030,
    target_type="single_year",
    method="averaging",
    locked_at=AT,
    closed_at=None,
    closes_at=AT + 900 * DAY,
    status="assumption",
    metric="MWh",
    picture=picture_of(FALL),
    methods=tuple(
        MethodLine(
            method=method, own=method == "averaging", all_years=method == "multi_year_budget",
            emissions="4,980,000", adjustment="+6,321.8", balance="4,986,321.8",
            target="5,000,000", outcome=outcome, tone=tone, missing=("emissions 2030",),
        )
        for method, outcome, tone in (
            ("averaging", "indeterminate", "wait"), ("trajectory", "missed", "refuse"),
            ("multi_year_budget", "met", "done"),
        )
    ),
    years=tuple(
        YearLine(
            year=year, emissions=told(4_900_000 + year) if year < 2028 else "—",
            fact="4,980,500" if year == 2028 else "", level="5,000,000" if year == 2030 else "—",
            added=told(9_000), used="0", net="+9,000", balance=told(4_909_000),
            average="≈+4,000.3", published=1 if year < 2027 else 0, state=state, tone=tone,
        )
        for year, (state, tone) in zip(
            range(2021, 2031),
            STATES * 3,
            strict=False,
        )
    ),
    levels=(
        LevelLine(year=2030, title="首次目标", level="5,000,000", held_at=AT),
        LevelLine(year=2030, title="全球盘点", level="4,998,500", held_at=AT + 400 * DAY),
    ),
    reports=tuple(
        ReportPanel(
            report=version, version=version, state=state, tone=tone, method="averaging",
            target="5,000,000", inventory_year=2027, inventory="4,979,500",
            submitted_at=AT if version == 1 else None, ends_at=AT + DAY if version == 1 else None,
            finding=finding, found="2027: 4979500 t ≠ 4979000 t" if finding else "",
            texts=(("participation", "《巴黎协定》缔约方"), ("integrity", "")),
        )
        for version, state, tone, finding in (
            (2, "draft", "wait", ""), (1, "updated", "neutral", "inconsistent"),
        )
    ),
    indicators=(
        IndicatorLine(metric="MWh", year=2028, transferred="50", used="0", adjustment="−50"),
    ),
    spared=SparedPanel(
        room="200,000", authorised="190,000", asked="20,000", left="10,000", after="−10,000",
        over=True,
    ),
    acts=(
        Act(
            id="ndc-publish-year", command="ndc.publish_year", label="提供年度信息",
            tone="", note="", key="k1", arguments={}, open=False,
            fields=(
                ActField(
                    name="year", kind="number", label="year", value="", choices=(), ticked=(),
                    required=True, most=200,
                ),
            ),
        ),
    ),
    refusal=None,
    receipt=None,
)  # fmt: skip

SUPPLY = SupplyPage(
    demand=tuple(
        DemandRow(
            channel=channel, party=party, needed=needed, met="0", fitting="90,000", short=short,
            covered=covered,
        )
        for channel, party, needed, short, covered in (
            ("ndc", "CN", "230,000", "140,000", 39), ("offset", "", "40,000", "0", 100),
            ("adjusted", "", "—", "—", None), ("contribution", "", "—", "—", None),
        )
    ),
    supply=(
        SupplyRow(
            agreement="CN-TH", host="TH", unit="BRC", kind="沼气", vintage=2027,
            expected="48,000", issued="12,000", held="11,000", purposes=("NDC", "OIMP"),
            fits=(("ndc", "CN"), ("adjusted", "")),
        ),
        SupplyRow(
            agreement="", host="CN", unit="CCER", kind="风电", vintage=2027, expected="0",
            issued="71,697", held="60,000", purposes=(), fits=(),
        ),
    ),
)  # fmt: skip

PAGES: dict[str, Page] = {"ndc-accounts": ACCOUNTS, "ndc-account": ACCOUNT, "supply": SUPPLY}
"""The pages of this area, by a short name; what a lesson wrote is Chinese in both languages."""
