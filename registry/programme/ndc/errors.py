"""Refusals of NDC accounts and initial reports, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Fix, Refusal, codes
from registry.programme.accounts.errors import GroundMissing
from registry.programme.participants.errors import OtherCountry
from registry.records import CheckFailed

_METHOD = "One method for the whole NDC period (2/CMA.3, annex, para. 7; check 4019)"
_REPORT = "Initial report (2/CMA.3, annex, para. 18; check 4009)"
_INVENTORY = "Emissions balance (2/CMA.3, annex, para. 8)"
_METRIC = "Metrics other than tonnes are kept apart (2/CMA.3, annex, para. 9; check 4021)"


class NdcUnknown(Refusal):
    """The party has no NDC account for this year in this lesson."""

    code = "procedure.ndc_unknown"
    en = "{party} has no NDC account for {year}."
    zh = "{party} 没有 {year} 年的国家自主贡献账户。"
    pass_en = "A party and a year of an NDC period of this lesson."
    pass_zh = "本课程中设有国家自主贡献账户的缔约方及其实施期内的年份。"
    rule = "NDC accounts of the lesson's plan"
    status = 404
    words = codes(year=YEAR)


class InitialReportUnknown(Refusal):
    """There is no initial report of this number."""

    code = "procedure.initial_report_unknown"
    en = "There is no initial report {report}."
    zh = "没有第 {report} 号初始报告。"
    pass_en = "The number of an initial report of this lesson."
    pass_zh = "本课程初始报告的编号。"
    rule = _REPORT
    status = 404


class MethodNotFitting(CheckFailed):
    """The method is none of those for the party's type of target."""

    code = "procedure.method_not_fitting"
    number = 4019
    en = "{method} is no method for a {target_type} target."
    zh = "{target_type}目标不能采用“{method}”。"
    pass_en = "One of {choices}."
    pass_zh = "{choices} 之一。"
    rule = _METHOD
    words = codes(method="ndc_method", target_type="ndc_target", choices="ndc_method")


class MethodLocked(CheckFailed):
    """The initial report is in, and with it the method for the whole NDC period."""

    code = "procedure.method_locked"
    number = 4019
    en = "The method of {party} is {method} for {first} to {last}: its initial report is in."
    zh = "{party} 在 {first} 至 {last} 年采用“{method}”：初始报告已提交，不得更改。"
    pass_en = "A choice before the initial report of an NDC period is submitted."
    pass_zh = "在该实施期的初始报告提交之前选定。"
    rule = _METHOD
    words = codes(method="ndc_method", first=YEAR, last=YEAR)


class MethodMissing(CheckFailed):
    """The party has no method for its NDC period: none is chosen, or no report has locked it."""

    code = "procedure.method_missing"
    number = 4019
    en = "{party} has no method for corresponding adjustments that holds for {year}."
    zh = "{party} 尚未确定 {year} 年相应调整方法。"
    pass_en = "The same after {party} has submitted its initial report with a method."
    pass_zh = "{party} 在初始报告中确定方法之后再办理。"
    rule = _METHOD
    words = codes(year=YEAR)


class InitialReportMissing(CheckFailed):
    """The party authorises before it has submitted its initial report."""

    code = "procedure.initial_report_missing"
    number = 4009
    en = "{party} has submitted no initial report for its NDC period with {year}."
    zh = "{party} 尚未就 {year} 年所在实施期提交初始报告。"
    pass_en = "The same after the initial report of {party} is submitted."
    pass_zh = "{party} 提交初始报告之后再办理。"
    rule = _REPORT
    words = codes(year=YEAR)


class ReportIncomplete(CheckFailed):
    """Something that para. 18 asks for is not in the initial report."""

    code = "procedure.report_incomplete"
    number = 4009
    en = "The initial report of {party} is not complete: {missing}."
    zh = "{party} 的初始报告不完整：{missing}。"
    pass_en = "A report with all of its parts, and an NDC account with an inventory and a target."
    pass_zh = "各部分齐全，且国家自主贡献账户中有清单与目标。"
    rule = _REPORT
    words = codes(missing="report_part")


class AboveOwnTarget(CheckFailed):
    """The maximum is above what the host's own target leaves room for; it needs confirmation."""

    code = "procedure.above_own_target"
    number = 4031
    en = "{quantity} t are above the {left} t that the target of {host} leaves room for."
    zh = "上限 {quantity} 吨超过 {host} 自身目标尚可让出的 {left} 吨。"
    pass_en = "The same with a confirmation, or a maximum of at most {left} t."
    pass_zh = "确认后提出同一申请，或上限不超过 {left} 吨。"
    rule = "Overselling: the host adds to its own emissions what it first transfers (check 4031)"
    fixes = Fix("quantity", ("left",))


class YearNotOver(CheckFailed):
    """The year is not over, so nobody knows its figures."""

    code = "procedure.year_not_over"
    number = 5051
    en = "{year} is not over: nobody knows its figures."
    zh = "{year} 年尚未结束，数据未知。"
    pass_en = "A year up to {last}."
    pass_zh = "截至 {last} 年的年份。"
    rule = _INVENTORY
    words = codes(year=YEAR, last=YEAR)


class NothingNew(CheckFailed):
    """The figures are those that stand already."""

    code = "procedure.nothing_new"
    number = 3008
    en = "The figures of {party} for {year} stand already."
    zh = "{party} {year} 年的数据没有变化。"
    pass_en = "Other figures, or another year."
    pass_zh = "不同的数据，或另一年份。"
    rule = _INVENTORY
    words = codes(year=YEAR)


class EmissionsNegative(CheckFailed):
    """The emissions of a year are not a whole number of tonnes from zero."""

    code = "procedure.emissions_negative"
    number = 3008
    en = "Emissions of {emissions} t are below zero."
    zh = "排放量 {emissions} 吨小于零。"
    pass_en = "A whole number of tonnes, from 0 t."
    pass_zh = "不小于 0 的整数吨。"
    rule = _INVENTORY


class NdcPeriodClosed(CheckFailed):
    """The review that covers the end of the NDC period is over: nothing is entered for it."""

    code = "procedure.ndc_period_closed"
    number = 4011
    en = "{year} of {party} is final: the review of its NDC {first} to {last} ended on {closed}."
    zh = "{party} {year} 年数据已定：{first} 至 {last} 年实施期的审评已于 {closed} 结束。"
    pass_en = "A vintage and a use of a later NDC period."
    pass_zh = "以后实施期的减排年份和使用年份。"
    rule = "Adjustments are final before the review of the NDC's end (2/CMA.3, annex, para. 12)"
    words = codes(year=YEAR, first=YEAR, last=YEAR)


class AmbitionFalls(CheckFailed):
    """The new target allows more than the one in force."""

    code = "procedure.ambition_falls"
    number = 3008
    en = "{level} t in {year} is not below the {before} t that {party} may emit already."
    zh = "{year} 年 {level} 吨不低于 {party} 现有的 {before} 吨：力度只升不降。"
    pass_en = "A level below {before} t."
    pass_zh = "低于 {before} 吨的水平。"
    rule = "Each NDC is a progression beyond the one before (Paris Agreement, Article 4.3)"
    words = codes(year=YEAR)


class MetricMixed(CheckFailed):
    """The metric is not the one of the party's NDC besides tonnes; tonnes are not entered here."""

    code = "procedure.metric_mixed"
    number = 4021
    en = "{party} accounts for {own} besides tonnes, not for {metric}: metrics are never summed."
    zh = "{party} 除吨以外的指标为 {own}，不是 {metric}：不同指标不得相加。"
    pass_en = "The metric that both NDCs have: {own}."
    pass_zh = "双方国家自主贡献共有的指标：{own}。"
    rule = _METRIC


class IndicatorShort(CheckFailed):
    """More is used in another metric than was received of that party and not used yet."""

    code = "procedure.indicator_short"
    number = 3005
    en = "{quantity} {metric} are used; {left} received of {other} are left."
    zh = "使用 {quantity} {metric}；自 {other} 取得的余量为 {left}。"
    pass_en = "At most {left} {metric}."
    pass_zh = "不超过 {left} {metric}。"
    rule = _METRIC


class IndicatorEmpty(CheckFailed):
    """The quantity in another metric is not a whole number above zero."""

    code = "procedure.indicator_empty"
    number = 3008
    en = "The quantity {quantity} is not a whole number above zero."
    zh = "数量 {quantity} 不是大于零的整数。"
    pass_en = "A quantity of at least 1."
    pass_zh = "数量至少为 1。"
    rule = _METRIC


PRECEDENCE: tuple[type[Refusal], ...] = (
    NdcUnknown,
    InitialReportUnknown,
    OtherCountry,
    MethodNotFitting,
    MethodLocked,
    InitialReportMissing,
    MethodMissing,
    ReportIncomplete,
    AboveOwnTarget,
    YearNotOver,
    EmissionsNegative,
    NothingNew,
    NdcPeriodClosed,
    AmbitionFalls,
    GroundMissing,
    MetricMixed,
    IndicatorEmpty,
    IndicatorShort,
)
