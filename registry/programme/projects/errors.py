"""Refusals about projects and their monitoring periods, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.records import CheckFailed


class ProjectUnknown(Refusal):
    """The project does not exist."""

    code = "procedure.project_unknown"
    en = "There is no project {project}."
    zh = "没有项目 {project}。"
    pass_en = "The code of a registered project."
    pass_zh = "已登记项目的编号。"
    rule = "Registered projects (programme rules, M6)"
    status = 404


class PeriodUnknown(Refusal):
    """The project has no such monitoring period."""

    code = "procedure.period_unknown"
    en = "Project {project} has no monitoring period {period}."
    zh = "项目 {project} 没有第 {period} 监测期。"
    pass_en = "The number of one of the project's monitoring periods."
    pass_zh = "该项目某一监测期的编号。"
    rule = "Monitoring periods (programme rules, M7)"
    status = 404


class PeriodNotOver(Refusal):
    """The monitoring period is not over; issuance can be requested after its end."""

    code = "procedure.period_not_over"
    en = "Monitoring period {period} of {project} can be requested from {available}; it is {now}."
    zh = "{project} 第 {period} 监测期自 {available} 起方可申请，现在是 {now}。"
    pass_en = "The same request from {available} on."
    pass_zh = "自 {available} 起提出同一申请。"
    rule = "Reductions are issued after they occurred (programme rules, M7)"


class ProjectDeregistered(CheckFailed):
    """The project is deregistered, for good: nothing more is requested for it."""

    code = "procedure.project_deregistered"
    number = 5001
    en = "Project {project} is deregistered."
    zh = "项目 {project} 的登记已注销。"
    pass_en = "A project that is registered; a deregistered one never is again."
    pass_zh = "在册项目；已注销登记的项目不得重新登记。"
    rule = "Deregistration is for good (programme rules, M6; CCER Measures, art. 16)"


class TypeNotEligible(CheckFailed):
    """The committee's answer excludes this type of project under the agreement."""

    code = "procedure.type_not_eligible"
    number = 4006
    en = "Project {project} is of type {activity}, which the committee of {agreement} excluded."
    zh = "项目 {project} 属“{activity}”类型，协定 {agreement} 联合委员会已认定其不合格。"
    pass_en = "A project of a type that the committee has not excluded."
    pass_zh = "类型未被联合委员会认定为不合格的项目。"
    rule = "The committee answers what the rules leave open (programme rules, 3.5)"


class TypeUnreadable(CheckFailed):
    """The type of project is no readable text."""

    code = "procedure.type_unreadable"
    number = 5040
    en = "The type of project on which agreement {agreement} is to answer cannot be read."
    zh = "请协定 {agreement} 认定的项目类型无法辨认。"
    pass_en = "A type of project in a few words, on one line."
    pass_zh = "用一行文字写明项目类型。"
    rule = "Documents are complete (programme rules, check 5040)"


class TypeAnswered(CheckFailed):
    """This very answer on the type holds already."""

    code = "procedure.type_answered"
    number = 5001
    en = "Type {activity} is '{answer}' under agreement {agreement} already."
    zh = "“{activity}”类型在协定 {agreement} 下已认定为“{answer}”。"
    pass_en = "Another answer, or another type."
    pass_zh = "其他认定结论，或其他类型。"
    rule = "The committee answers what the rules leave open (programme rules, 3.5)"
    words = codes(answer="type_answer")


class RecipientWrong(CheckFailed):
    """A recipient is of neither country, or lacks an account in its own or the host's registry."""

    code = "procedure.recipient_wrong"
    number = 5011
    en = (
        "Seat {seat} receives nothing: it needs accounts in its own registry, {partner} or {host},"
        " and in that of {host}, which may issue everything."
    )
    zh = (
        "席位 {seat} 不能作为分配对象：须在本国登记簿（{partner} 或 {host}）"
        "及可能签发全部的 {host} 登记簿中均有账户。"
    )
    pass_en = "A participant of {partner} or {host} with an account in both."
    pass_zh = "{partner} 或 {host} 的参与方，且在上述登记簿中均有账户。"
    rule = "Participants of both sides (programme rules, check 5011)"


class AllocationWrong(CheckFailed):
    """The percentages of an allocation are no positive numbers, repeat a seat, or miss 100."""

    code = "procedure.allocation_wrong"
    number = 5030
    en = "The percentages for {project} do not share out the whole: seat {seat}, sum {sum}."
    zh = "{project} 的分配比例有误：席位 {seat}，合计 {sum}。"
    pass_en = "Each seat once, with a percentage above zero; 100 in all."
    pass_zh = "每个席位一次，比例大于零，合计为 100。"
    rule = "Allocation sums to 100 percent (programme rules, check 5030)"


class GovernmentShareLow(CheckFailed):
    """The partner's government gets less than the agreement's least share."""

    code = "procedure.government_share_low"
    number = 5031
    en = (
        "The government of {country} would get {given} %; the agreement's least share is {least} %."
    )
    zh = "{country} 政府所得为 {given}%，协定规定的最低比例为 {least}%。"
    pass_en = "At least {least} % for the government of {country}."
    pass_zh = "{country} 政府至少获得 {least}%。"
    rule = "Least share of the partner's government (programme rules, check 5031)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    ProjectUnknown,
    PeriodUnknown,
    PeriodNotOver,
    ProjectDeregistered,
    TypeNotEligible,
    TypeUnreadable,
    TypeAnswered,
    RecipientWrong,
    AllocationWrong,
    GovernmentShareLow,
)
