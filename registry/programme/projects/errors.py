"""Refusals about projects and their monitoring periods, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal
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


class AgreementMissing(CheckFailed):
    """No agreement covers the project; credits are shared and authorised under one only."""

    code = "procedure.agreement_missing"
    number = 4033
    en = "China has no agreement with {host} that covers project {project}."
    zh = "中国与 {host} 之间没有覆盖项目 {project} 的协议。"
    pass_en = "A project in a country with which an agreement was signed."
    pass_zh = "位于已签署协议国家的项目。"
    rule = "Cooperative approach of both parties (programme rules, check 4033)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    ProjectUnknown,
    PeriodUnknown,
    AgreementMissing,
    PeriodNotOver,
)
