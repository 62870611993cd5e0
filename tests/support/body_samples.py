"""Sample pages of methodologies and third-party entities."""

from __future__ import annotations

from dataclasses import replace

from registry.web.committee.body_contexts import (
    BaselineLine,
    BodiesPage,
    BodyStep,
    DesignationLine,
    KnownLine,
    VersionLine,
)
from registry.web.frame.contexts.shared import Language, Page
from tests.support.pages import NOW, both, receipt, refusal
from tests.support.procedure_samples import act, field


def pages(language: Language) -> dict[str, Page]:
    """Versions and designations in several states, and none."""
    entity = both(language, "信诚核查", "Xincheng Verification")
    owner = both(language, "湄南能源", "Menam Energy")
    power = both(language, "能源工业", "Energy industries")
    why, asked = (
        both(language, "红树会生长", "They grow"),
        both(language, "树种？", "What trees?"),
    )
    proposed = BodyStep(trigger="submit", name=owner, reason=why, at=NOW, href="")
    heard = replace(proposed, trigger="comment", name=entity, reason=asked)
    draft, solar = both(language, "业主草案", "Draft"), both(language, "光伏", "Solar")
    conditions = (both(language, "类型 属于 红树林", "type one of mangroves"),)
    extend = act("methodology.extend", both(language, "延长方法学审议期", "Extend a consideration"),
                 about="3", fields=(field("reason"),))  # fmt: skip
    considered = VersionLine(
        methodology=3, code="TH_AM900", name=both(language, "红树林营造", "Mangroves"), version=1,
        under="CN-TH", source=draft, status="assumption", scope=14, scope_name=power,
        crediting_years=20, storage="sink", buffer="12.5", conditions=conditions,
        state="considered", tone="wait", overdue=True, ends_at=NOW, valid_until=None,
        revisions=both(language, "五分之一", "A fifth"), steps=(proposed, heard), acts=(extend,),
    )  # fmt: skip
    old = replace(
        considered, methodology=1, code="ONE_TO_ONE", under="", state="superseded", tone="neutral",
        overdue=False, ends_at=None, valid_until=NOW, storage="none", buffer="", conditions=(),
        revisions="", steps=(replace(proposed, name="", reason="", trigger="approve", href="/i"),),
        acts=(),
    )  # fmt: skip
    designated = DesignationLine(
        designation=1, name=entity, under="CN-TH", function="validation", scope=1,
        scope_name=power, state="designated", tone="done",
        steps=(replace(proposed, trigger="designate", name=""),),
        acts=(act("entity.withdraw", both(language, "退出机构指定", "Withdraw from a designation"),
                  about="1"),),
    )  # fmt: skip
    applied = replace(designated, designation=2, under="", function="verification",
                      state="applied", tone="wait", acts=())  # fmt: skip
    page = BodiesPage(
        asks=(act("entity.apply", both(language, "申请机构指定", "Apply for a designation"),
                  fields=(field("competence"),)),),
        entities=True, designations=(designated, applied), versions=(considered, old),
        baselines=(BaselineLine(code="ONE_TO_ONE", under="CN-TH", percent="10",
                                first_day="2028-07-01", name=owner, reason="", at=NOW, href="/i"),),
        known=(KnownLine(code="CR_AM001", name=solar, scope=1, source="Costa Rica",
                         status="verified"),),
        refusal=refusal(language), receipt=receipt(language),
    )  # fmt: skip
    none = replace(page, asks=(), entities=False, designations=(), baselines=(), refusal=None,
                   receipt=None)  # fmt: skip
    return {"bodies": page, "bodies_none": none,
            "bodies_undesignated": replace(none, entities=True)}  # fmt: skip
