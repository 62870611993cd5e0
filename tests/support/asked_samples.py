"""Sample requests of a seat, the page that lists them, and the certificate of a retirement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from registry.web.frame.asked import TONES
from registry.web.frame.contexts.shared import (
    AskedLine,
    Figure,
    Language,
    Page,
    Receipt,
    SerialRange,
)
from registry.web.tasks.contexts import RequestsPage, RetirementPage
from tests.support.page_tasks import nation, registry_name, serials

RETIRED = serials("TH", "CN", 85_100, 85_119, prefix="THA01-TH003-2027")


def line(kind: str, number: int, state: str, what: str, **more: Any) -> AskedLine:
    """One request."""
    given: dict[str, Any] = {
        "at": number, "quantity": 355, "waits": (), "waits_for": "", "decided_at": None,
        "ranges": (), "note": "",
    } | more  # fmt: skip
    tone = TONES.get(state, "wait")
    return AskedLine(kind=kind, number=number, state=state, what=what, tone=tone, **given)


def asked(language: Language) -> tuple[AskedLine, ...]:
    """Requests in several states, newest first."""
    china, host = nation(language, "CN"), nation(language, "TH")
    name = "生物质项目" if language == "zh" else "Biomass"
    return (
        line("transfer", 45, "requested", china, waits=(host,)),
        line("vote", 5, "circulated", name, quantity=0, waits=(china, host)),
        line("issuance", 4, "issued", f"{name} 2026", decided_at=9, ranges=_ranges()),
        line("bid", 3, "open", "CCER", waits_for="close"),
        line("block", 2, "declined", "BRC-CN"),
    )


def _ranges() -> tuple[SerialRange, ...]:
    return (serials("TH", "", 5_401, 5_755),)


def retired(receipt: Receipt) -> Receipt:
    """The receipt of a retirement, made from that of an order."""
    return replace(
        receipt, action="retirement.retire", order=None, cancel_key="", ranges=(RETIRED,),
        figures=(Figure(name="quantity", value="20 t"),), asked="retirement-3",
    )  # fmt: skip


def samples(language: Language) -> dict[str, Page]:
    """The pages of a seat's requests."""
    zh = language == "zh"
    lines = asked(language)
    retired = line(
        "retirement", 3, "retired", "BRC TH003 2027", quantity=20, decided_at=3,
        ranges=(RETIRED,), note="绿源快递" if zh else "Greenway Couriers",
    )  # fmt: skip
    made: dict[str, Any] = {
        "number": 3, "at": 3, "holder": "远航旅行" if zh else "Voyage Travel", "quantity": 20,
        "unit": "BRC", "project": "TH003", "vintage": 2027,
        "registry": registry_name(language, "CN"), "ranges": (RETIRED,), "transaction": 4_210,
        "reversed_at": None,
    }  # fmt: skip
    return {
        "requests": RequestsPage(
            open=tuple(one for one in lines if one.tone == "wait"),
            decided=(retired, *(one for one in lines if one.tone != "wait")),
        ),
        "requests_none": RequestsPage(open=(), decided=()),
        "retirement": RetirementPage(
            retired=True, purpose="voluntary", beneficiary=retired.note, reason="",
            claim="adjusted", **made,
        ),
        "retirement_ndc": RetirementPage(
            retired=True, purpose="ndc", beneficiary="", reason="", claim="ndc",
            **made | {"reversed_at": 9},
        ),
        "cancellation": RetirementPage(
            retired=False, purpose="", beneficiary="", claim="",
            reason="登记有误" if zh else "registered by mistake", **made,
        ),
    }  # fmt: skip
