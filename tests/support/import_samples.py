"""Sample pages of imports."""

from __future__ import annotations

from dataclasses import replace

from registry.web.frame.contexts.shared import Language, Page
from registry.web.registries.import_contexts import ImportLine, ImportsPage
from tests.support.page_tasks import serials
from tests.support.pages import NOW, both, receipt, refusal
from tests.support.procedure_samples import act, field


def pages(language: Language) -> dict[str, Page]:
    """Requests in three states, and none."""
    trader = both(language, "远帆交易", "Yuanfan Trading")
    decline = act("import.decline", both(language, "驳回转入", "Decline import"), about="3",
                  fields=(field("reason"),))  # fmt: skip
    waits = ImportLine(
        request=3, name=trader, registry="TH", origin="VCS", project="1529", installation="",
        first_day="2027-01-01", last_day="2027-12-31", first=5_001, last=5_400, quantity=400,
        proof="C-7781", state="requested", tone="wait", range=None, requested_at=NOW,
        decided_by="", decided_for="", decided_at=None, acts=(decline,),
    )  # fmt: skip
    admitted = replace(
        waits, request=2, installation="Chiang Mai biogas plant", state="admitted", tone="done",
        range=serials("TH", "TH", 9_001, 9_400, prefix="THA01-VCS-1529-2027"), decided_at=NOW,
        decided_by=trader, acts=(),
    )  # fmt: skip
    reason = both(language, "查无此注销", "no such cancellation")
    declined = replace(
        admitted, request=1, state="declined", tone="refuse", range=None, decided_for=reason
    )
    ask = act("import.ask", both(language, "申请转入外部减排量", "Ask for an import"), arguments={},
              fields=(field("origin_project"), field("proof")))  # fmt: skip
    page = ImportsPage(
        ask=ask, rows=(waits, admitted, declined), older_href="/older", newest_href="/newest",
        refusal=refusal(language), receipt=receipt(language),
    )  # fmt: skip
    return {"imports": page, "imports_none": replace(page, ask=None, rows=(), older_href="",
                                                     newest_href="")}  # fmt: skip
