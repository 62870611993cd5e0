"""What an issuance refuses beyond the committee's refusals, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.records import CheckFailed


class RequestUnknown(Refusal):
    """There is no such issuance request."""

    code = "procedure.issuance_unknown"
    en = "There is no issuance request {request}."
    zh = "没有第 {request} 号签发申请。"
    pass_en = "The number of an issuance request."
    pass_zh = "签发申请的编号。"
    rule = "Issuance requests (programme rules, M7)"
    status = 404


class DomesticProject(Refusal):
    """A domestic project's credits are registered, not decided on and split."""

    code = "procedure.domestic_project"
    en = "Project {project} is domestic: its reductions are registered as CCER, without committee."
    zh = "项目 {project} 为国内项目：其减排量登记为 CCER，无需联合委员会。"
    pass_en = "A registration of project {project} by the registry's manager."
    pass_zh = "由登记簿管理员登记项目 {project}。"
    rule = "CCER Measures (Order 31, 2023), arts. 19-22"


class NotDomestic(Refusal):
    """Only a domestic project's reductions become CCER."""

    code = "procedure.not_domestic"
    en = "Project {project} lies in {host} and is shared: its credits need the joint committee."
    zh = "项目 {project} 位于 {host} 且由双方分享：其减排量须经联合委员会。"
    pass_en = "An issuance request by the owner of project {project}."
    pass_zh = "由项目 {project} 的业主提出签发申请。"
    rule = "CCER Measures (Order 31, 2023), art. 10"


class AskedBefore(CheckFailed):
    """A monitoring period is issued once."""

    code = "procedure.asked_before"
    number = 5055
    en = "Monitoring period {period} of {project} was asked for before; its state is '{state}'."
    zh = "{project} 第 {period} 监测期已提出过申请，状态为“{state}”。"
    pass_en = "A monitoring period that was not asked for, or was objected to."
    pass_zh = "尚未申请或被反对的监测期。"
    rule = "Issued at most what was verified (programme rules, check 5055)"
    words = codes(state="state")


class PeriodOverlaps(CheckFailed):
    """What was avoided on one day is issued once, in whichever monitoring period the day lies."""

    code = "procedure.period_overlaps"
    number = 5050
    en = (
        "Monitoring period {period} of {project} shares days with period {other},"
        " whose state is '{state}'."
    )
    zh = "{project} 第 {period} 监测期与第 {other} 监测期有重叠日期，后者状态为“{state}”。"
    pass_en = "A monitoring period none of whose days was asked for, issued or registered before."
    pass_zh = "其中任何一天都未曾申请、签发或登记过的监测期。"
    rule = "Monitoring periods do not overlap (programme rules, check 5050)"
    words = codes(state="state")


class NothingToIssue(CheckFailed):
    """Less than one tonne issues nothing."""

    code = "procedure.nothing_to_issue"
    number = 5053
    en = "Monitoring period {period} of {project} avoided {exact} t: no whole tonne."
    zh = "{project} 第 {period} 监测期减排 {exact} 吨，不足一吨。"
    pass_en = "A monitoring period that avoided at least 1 t."
    pass_zh = "减排量至少为 1 吨的监测期。"
    rule = "Whole tonnes, rounded down (programme rules, check 5052)"


class AllowancesNotPositive(Refusal):
    """An issue of allowances is a quantity above zero that the books can count."""

    code = "procedure.allowances_not_positive"
    en = "{quantity} t of allowances cannot be issued."
    zh = "无法发放 {quantity} t 配额。"
    pass_en = "From 1 t to {most} t."
    pass_zh = "1 t 至 {most} t。"
    rule = "Whole tonnes (DECISIONS.md, D-006)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    RequestUnknown,
    DomesticProject,
    NotDomestic,
    AskedBefore,
    PeriodOverlaps,
    NothingToIssue,
    AllowancesNotPositive,
)
