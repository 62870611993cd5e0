"""Refusals about projects and their monitoring periods, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal


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


PRECEDENCE: tuple[type[Refusal], ...] = (
    ProjectUnknown,
    PeriodUnknown,
    PeriodNotOver,
)
