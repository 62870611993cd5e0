"""Refusals of monitoring, verification and of requests for what is not verified, in order."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Refusal, codes
from registry.records import CheckFailed

_M7 = "Monitoring and issuance (programme rules, M7)"


class NotMonitored(Refusal):
    """The lesson's plan has no reports for this project: the register has its figures."""

    code = "procedure.not_monitored"
    en = "Project {project} is not monitored in this lesson: the register has its figures."
    zh = "本课程不对项目 {project} 开展监测：数据以登记簿为准。"
    pass_en = "A project of a lesson whose plan switches monitoring on."
    pass_zh = "课程方案已启用监测的项目。"
    rule = _M7


class MonitoringUnknown(Refusal):
    """Nobody has opened this monitoring period."""

    code = "procedure.monitoring_unknown"
    en = "Monitoring period {period} of {project} is not open."
    zh = "{project} 第 {period} 监测期尚未开启。"
    pass_en = "A monitoring period that its owner has opened."
    pass_zh = "业主已开启的监测期。"
    rule = _M7
    status = 404


class MonitoringOpen(CheckFailed):
    """The monitoring period was opened before."""

    code = "procedure.monitoring_open"
    number = 5050
    en = "Monitoring period {period} of {project} was opened before; it is '{state}'."
    zh = "{project} 第 {period} 监测期已开启，状态为“{state}”。"
    pass_en = "A monitoring period that is not open yet."
    pass_zh = "尚未开启的监测期。"
    rule = "Monitoring periods do not overlap (programme rules, check 5050)"
    words = codes(state="state")


class MonitoringOverlaps(CheckFailed):
    """The monitoring period has days of one that was opened before."""

    code = "procedure.monitoring_overlaps"
    number = 5050
    en = "Period {period} of {project} has days of period {other}, which was opened before."
    zh = "{project} 第 {period} 监测期与已开启的第 {other} 监测期日期重叠。"
    pass_en = "A monitoring period without a day of another."
    pass_zh = "与其他监测期没有重叠日期的监测期。"
    rule = "Monitoring periods do not overlap (programme rules, check 5050)"


class GapUndeclared(CheckFailed):
    """Days before the monitoring period are in none that was opened, and no reason is given."""

    code = "procedure.gap_undeclared"
    number = 5050
    en = "Period {period} of {project} begins on {first}; {gap} days before it are in no period."
    zh = "{project} 第 {period} 监测期自 {first} 起，此前有 {gap} 天未纳入任何监测期。"
    pass_en = "The period before it first, or the reason for which those days are left out."
    pass_zh = "先开启前一监测期，或说明上述日期不予监测的理由。"
    rule = "No gap unless declared (programme rules, check 5050)"


class NothingToRead(Refusal):
    """No month of the period is over whose meters were not read."""

    code = "procedure.nothing_to_read"
    en = "No further month of period {period} of {project} is over; the next one is on {available}."
    zh = "{project} 第 {period} 监测期没有新结束的月份，下一个月份于 {available} 结束。"
    pass_en = "The same reading from {available} on."
    pass_zh = "自 {available} 起抄表。"
    rule = _M7


class MonitoringRuns(Refusal):
    """The monitoring period is not over, so that it cannot be reported."""

    code = "procedure.monitoring_runs"
    en = "Period {period} of {project} runs until {available}; it is {now}."
    zh = "{project} 第 {period} 监测期至 {available} 结束，现在是 {now}。"
    pass_en = "The same report from {available} on."
    pass_zh = "自 {available} 起提交同一报告。"
    rule = _M7


class FigureMalformed(CheckFailed):
    """A reported figure, a deduction, or a text cannot be read as what it is."""

    code = "procedure.figure_malformed"
    number = 9001
    en = "'{given}' at {part} cannot be read."
    zh = "{part} 处的“{given}”无法辨认。"
    pass_en = "MWh as a decimal number that is not negative, a reason as one readable line."
    pass_zh = "非负小数表示的 MWh；理由为一行可读文字。"
    rule = "Form of what is sent (programme rules, check 9001)"


class FiguresIncomplete(CheckFailed):
    """The figures of a report do not have each month of the period once."""

    code = "procedure.figures_incomplete"
    number = 5052
    en = "The figures of period {period} of {project} do not cover {first} to {last} once."
    zh = "{project} 第 {period} 监测期的数据未逐月（或逐年）完整且不重复地覆盖 {first} 至 {last}。"
    pass_en = "One figure for each month or for each calendar year of the period."
    pass_zh = "监测期内每月一个数值，或每个日历年一个数值。"
    rule = "Reductions per calendar year (programme rules, check 5052)"


class VerifierNotDesignated(CheckFailed):
    """The seat is no third-party entity: only these verify."""

    code = "procedure.verifier_not_designated"
    number = 5020
    en = "Seat {seat} verifies nothing: it is no third-party entity."
    zh = "席位 {seat} 不是审定与核查机构，不能开展核查。"
    pass_en = "The seat of a third-party entity."
    pass_zh = "审定与核查机构的席位。"
    rule = "Designated for scope and function (programme rules, check 5020)"


class VerifierValidated(CheckFailed):
    """The entity validated the project, and the rules want another one to verify it."""

    code = "procedure.verifier_validated"
    number = 5022
    en = "Seat {seat} validated project {project}; its reductions are verified by another entity."
    zh = "席位 {seat} 曾审定项目 {project}，其减排量须由其他机构核查。"
    pass_en = "A designated entity that did not validate the project."
    pass_zh = "未审定该项目的其他指定机构。"
    rule = "CCER Measures (Order 31, 2023), art. 18 (programme rules, check 5022)"


class PartUnknown(Refusal):
    """The report has no such month or year."""

    code = "procedure.part_unknown"
    en = "The report on period {period} of {project} has no figure for '{part}'."
    zh = "{project} 第 {period} 监测期的报告中没有“{part}”的数据。"
    pass_en = "A month or year of which the report has a figure."
    pass_zh = "报告中列有数据的月份或年份。"
    rule = _M7
    status = 404


class SampledBefore(Refusal):
    """This version's figure was sampled before; its result stands."""

    code = "procedure.sampled_before"
    en = "{part} was sampled before: {measured} MWh."
    zh = "{part} 已抽样核查：{measured} MWh。"
    pass_en = "Another month or year of the report."
    pass_zh = "报告中的其他月份或年份。"
    rule = _M7


class SamplesUsed(Refusal):
    """The verifier's samples for this report do not suffice."""

    code = "procedure.samples_used"
    en = "{part} costs {cost} samples; {left} of {samples} are left."
    zh = "核查 {part} 需要 {cost} 次抽样；{samples} 次中尚余 {left} 次。"
    pass_en = "A month or year that costs at most {left} samples, or the conclusion."
    pass_zh = "所需抽样不超过 {left} 次的月份或年份，或作出核查结论。"
    rule = _M7


class DeductionBeyond(CheckFailed):
    """A deduction is more than was reported for its year, or of a year that the report lacks."""

    code = "procedure.deduction_beyond"
    number = 5053
    en = "{deducted} MWh cannot be deducted from {reported} MWh of {year}."
    zh = "不能从 {year} 年的 {reported} MWh 中扣除 {deducted} MWh。"
    pass_en = "From 0 to {reported} MWh."
    pass_zh = "0 至 {reported} MWh。"
    rule = "A verification fixes the amount of each vintage (programme rules, check 5053)"
    words = codes(year=YEAR)


class FindingOpen(CheckFailed):
    """A material finding is not deducted, so that the report cannot be verified as it is."""

    code = "procedure.finding_open"
    number = 5053
    en = "Material findings of {year} come to {found} MWh; {deducted} MWh are deducted."
    zh = "{year} 年的实质性发现合计 {found} MWh，仅扣除 {deducted} MWh。"
    pass_en = "A deduction of at least {found} MWh for {year}, or a negative conclusion."
    pass_zh = "{year} 年至少扣除 {found} MWh，或作出否定结论。"
    rule = "A verification fixes the amount of each vintage (programme rules, check 5053)"
    words = codes(year=YEAR)


class NoFinding(CheckFailed):
    """A negative conclusion without a material finding among the samples."""

    code = "procedure.no_finding"
    number = 5053
    en = "The samples of period {period} of {project} have no finding above materiality."
    zh = "{project} 第 {period} 监测期的抽样没有超过实质性水平的发现。"
    pass_en = "A positive conclusion, or a further sample that shows the error."
    pass_zh = "作出肯定结论，或继续抽样以查明差错。"
    rule = "A negative conclusion names its findings (programme rules, M7)"


class StatementsNotAsked(Refusal):
    """The lesson's plan asks for no statements of the governments on reports."""

    code = "procedure.statements_not_asked"
    en = "No statement is asked on reports of project {project}."
    zh = "项目 {project} 的报告无须双方政府声明。"
    pass_en = "A project of a lesson whose plan asks for statements."
    pass_zh = "课程方案要求双方政府声明的项目。"
    rule = "Statements of both Parties (Switzerland-Ghana agreement, art. 7(5)(6))"


class StatedBefore(CheckFailed):
    """This government has made its statement on the report."""

    code = "procedure.stated_before"
    number = 5001
    en = "{country} has made its statement on period {period} of {project}."
    zh = "{country} 已就 {project} 第 {period} 监测期作出声明。"
    pass_en = "The statement of the other government."
    pass_zh = "另一方政府的声明。"
    rule = "Statements of both Parties (Switzerland-Ghana agreement, art. 7(5)(6))"


class NotVerified(CheckFailed):
    """Issuance is requested for what no verification has fixed, or the statements are missing."""

    code = "procedure.not_verified"
    number = 5054
    en = "Period {period} of {project} is '{state}': there is no verified amount to request."
    zh = "{project} 第 {period} 监测期状态为“{state}”：没有可申请的核证量。"
    pass_en = "A period whose report is verified, with the statements that the lesson asks for."
    pass_zh = "报告已核查（并具备课程所要求声明）的监测期。"
    rule = "What is requested is what was verified (programme rules, check 5054)"
    words = codes(state="state")


class AmountNotVerified(CheckFailed):
    """The request deducts from the verified amount: what is requested is what was verified."""

    code = "procedure.amount_not_verified"
    number = 5054
    en = "The request deducts {deducted} MWh; {verified} t of period {period} are verified."
    zh = "申请扣除 {deducted} MWh；第 {period} 监测期核证量为 {verified} 吨。"
    pass_en = "The verified amount of {verified} t, without a deduction."
    pass_zh = "按核证量 {verified} 吨申请，不作扣除。"
    rule = "What is requested is what was verified (programme rules, check 5054)"


class LookBackOver(CheckFailed):
    """The reductions are older than the rules look back."""

    code = "procedure.look_back_over"
    number = 5059
    en = "Period {period} of {project} ended on {last}, more than {years} years before {today}."
    zh = "{project} 第 {period} 监测期于 {last} 结束，早于 {today} 前 {years} 年。"
    pass_en = "A monitoring period that ended within the last {years} years."
    pass_zh = "最近 {years} 年内结束的监测期。"
    rule = "CCER Measures (Order 31, 2023), art. 17 (programme rules, check 5059)"


class ReportIsPublic(Refusal):
    """The report's publication is not over."""

    code = "procedure.report_is_public"
    en = "The report on period {period} of {project} is published until {available}; it is {now}."
    zh = "{project} 第 {period} 监测期的减排量核算报告公示至 {available}，现在是 {now}。"
    pass_en = "The same application from {available} on."
    pass_zh = "自 {available} 起提出同一申请。"
    rule = "CCER Measures (Order 31, 2023), arts. 19-20"


PRECEDENCE: tuple[type[Refusal], ...] = (
    NotMonitored,
    MonitoringUnknown,
    MonitoringOpen,
    MonitoringOverlaps,
    GapUndeclared,
    NothingToRead,
    MonitoringRuns,
    FigureMalformed,
    FiguresIncomplete,
    VerifierNotDesignated,
    VerifierValidated,
    PartUnknown,
    SampledBefore,
    SamplesUsed,
    DeductionBeyond,
    FindingOpen,
    NoFinding,
    StatementsNotAsked,
    StatedBefore,
    NotVerified,
    AmountNotVerified,
    LookBackOver,
    ReportIsPublic,
)
