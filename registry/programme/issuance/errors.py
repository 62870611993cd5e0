"""The refusals of an issuance, besides the committee's, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import YEAR, Fix, Refusal, codes
from registry.records import CheckFailed


class RequestUnknown(Refusal):
    """The issuance request does not exist."""

    code = "procedure.issuance_unknown"
    en = "There is no issuance request {request}."
    zh = "没有第 {request} 号签发申请。"
    pass_en = "The number of an issuance request."
    pass_zh = "签发申请的编号。"
    rule = "Issuance requests (programme rules, M7)"
    status = 404


class DomesticProject(Refusal):
    """The project is domestic: its credits are registered, without a decision and a split."""

    code = "procedure.domestic_project"
    en = "Project {project} is domestic: its reductions are registered as CCER, without committee."
    zh = "项目 {project} 为国内项目：其减排量登记为 CCER，无需联合委员会。"
    pass_en = "A registration of project {project} by the registry's manager."
    pass_zh = "由登记簿管理员登记项目 {project}。"
    rule = "CCER Measures (Order 31, 2023), arts. 19-22"


class NotDomestic(Refusal):
    """The project is not domestic; only domestic reductions are registered as CCER."""

    code = "procedure.not_domestic"
    en = "Project {project} is in {host} and shared: its credits need the joint committee."
    zh = "项目 {project} 位于 {host} 且由双方分享：其减排量须经联合委员会。"
    pass_en = "An issuance request by the owner of project {project}."
    pass_zh = "由项目 {project} 的业主提出签发申请。"
    rule = "CCER Measures (Order 31, 2023), art. 10"


class AskedBefore(CheckFailed):
    """The monitoring period was requested or registered before; it is issued once."""

    code = "procedure.asked_before"
    number = 5055
    en = "Monitoring period {period} of {project} was requested before; its state is '{state}'."
    zh = "{project} 第 {period} 监测期已提出过申请，状态为“{state}”。"
    pass_en = "A monitoring period that was not requested before, or was dropped."
    pass_zh = "尚未申请或被反对的监测期。"
    rule = "Issued at most what was verified (programme rules, check 5055)"
    words = codes(state="state")


class PeriodOverlaps(CheckFailed):
    """The monitoring period shares a day with another; a day's reductions are issued once."""

    code = "procedure.period_overlaps"
    number = 5050
    en = (
        "Monitoring period {period} of {project} shares days with period {other},"
        " whose state is '{state}'."
    )
    zh = "{project} 第 {period} 监测期与第 {other} 监测期有重叠日期，后者状态为“{state}”。"
    pass_en = "A monitoring period without a day that was requested, issued or registered before."
    pass_zh = "其中任何一天都未曾申请、签发或登记过的监测期。"
    rule = "Monitoring periods do not overlap (programme rules, check 5050)"
    words = codes(state="state")


class ClaimedElsewhere(CheckFailed):
    """The same installation's days were requested, issued or registered under another project."""

    code = "procedure.claimed_elsewhere"
    number = 5041
    en = (
        "Installation {installation}: period {period} of {project} shares days with period {other}"
        " of {elsewhere} under {agreement}, whose state is '{state}'."
    )
    zh = (
        "设施 {installation}：{project} 第 {period} 监测期与 {elsewhere} 第 {other} 监测期"
        "（{agreement}）日期重叠，后者状态为“{state}”。"
    )
    pass_en = "Days of the installation that no other project has claimed, or dropped there."
    pass_zh = "该设施未被其他项目主张、或在其他项目下已撤销的日期。"
    rule = "No double registration in any known registry (programme rules, check 5041)"
    words = codes(state="state")


class PaperMalformed(CheckFailed):
    """A stated paper has no number, day, code or digest where one belongs."""

    code = "procedure.paper_malformed"
    number = 5040
    en = "The paper '{paper}' says '{given}' where its {field} belongs."
    zh = "材料“{paper}”的 {field} 处写着“{given}”，无法辨认。"
    pass_en = "Whole tonnes, MWh as a decimal number, days as 2028-03-13, 64 hexadecimal digits."
    pass_zh = "整数吨、十进制 MWh、形如 2028-03-13 的日期、64 位十六进制摘要。"
    rule = "The documents of a request are complete (programme rules, check 5040)"
    words = codes(paper="paper", field="figure")


class NothingToIssue(CheckFailed):
    """The reductions are below one tonne, and only whole tonnes are issued."""

    code = "procedure.nothing_to_issue"
    number = 5053
    en = "Monitoring period {period} of {project} avoided {exact} t: no whole tonne."
    zh = "{project} 第 {period} 监测期减排 {exact} 吨，不足一吨。"
    pass_en = "A monitoring period that avoided at least 1 t."
    pass_zh = "减排量至少为 1 吨的监测期。"
    rule = "Whole tonnes, rounded down (programme rules, check 5052)"


class DeductionWrong(Refusal):
    """The deduction is no part of the period's generation."""

    code = "procedure.deduction_wrong"
    en = "'{deducted}' MWh cannot be deducted from a generation of {generation} MWh."
    zh = "不能从 {generation} MWh 发电量中扣除“{deducted}”MWh。"
    pass_en = "A decimal number from 0 to {generation}."
    pass_zh = "0 至 {generation} 的十进制数。"
    rule = "Reductions are computed from the monitored generation (programme rules, check 5053)"


class LeviesTooHigh(CheckFailed):
    """The levies, rounded up, are more than the tonnes of a vintage."""

    code = "procedure.levies_too_high"
    number = 5058
    en = (
        "{quantity} t of {vintage} cannot bear the levies of agreement {agreement}, {sop} % and"
        " {omge} %, each rounded up."
    )
    zh = (
        "{vintage} 年的 {quantity} 吨不足以扣除协定 {agreement} 的计提："
        "{sop}% 与 {omge}%，各向上取整。"
    )
    pass_en = "A request with more tonnes of {vintage}, or with none."
    pass_zh = "该年份（{vintage}）吨数更多，或没有该年份的申请。"
    rule = "Levies are computed and present (programme rules, check 5058)"
    words = codes(vintage=YEAR)


class NothingIsIssued(CheckFailed):
    """The agreement is virtual: its decisions are taken and nothing is issued."""

    code = "procedure.nothing_is_issued"
    number = 5003
    en = "Agreement {agreement} is virtual: request {request} is decided, and nothing is issued."
    zh = "协定 {agreement} 为虚拟协定：第 {request} 号申请已作决定，不签发任何信用。"
    pass_en = "A decision under an agreement that is not virtual."
    pass_zh = "非虚拟协定项下的决定。"
    rule = "Virtual agreements run without issuance (programme rules, M1)"


class OtherIssuesAll(CheckFailed):
    """The registry issues nothing of the decision: all of it is issued by the other one."""

    code = "procedure.other_issues_all"
    number = 7008
    en = "Registry {registry} issues nothing of request {request}: registry {other} issues all."
    zh = "登记簿 {registry} 不签发第 {request} 号申请：全部由登记簿 {other} 签发。"
    pass_en = "The issue by registry {other}; what leaves it needs the approval of its government."
    pass_zh = "由登记簿 {other} 签发；转出须经该国政府批准。"
    rule = "Who issues is fixed by the published decision (programme rules, check 7008)"


class AllowancesNotPositive(Refusal):
    """The quantity of allowances is not between 1 t and the most of one issue."""

    code = "procedure.allowances_not_positive"
    en = "{quantity} t of allowances cannot be issued."
    zh = "无法发放 {quantity} t 配额。"
    pass_en = "From 1 t to {most} t."
    pass_zh = "1 t 至 {most} t。"
    rule = "Whole tonnes (DECISIONS.md, D-006)"


class NotTheIssuance(CheckFailed):
    """The transaction is no issuance by a committee's decision to this holder."""

    code = "procedure.not_the_issuance"
    number = 5060
    en = "Transaction {transaction} issued nothing to {seat} by a decision of the committee."
    zh = "第 {transaction} 号交易没有依据联合委员会决定向 {seat} 签发减排量。"
    pass_en = "The number of the transaction by which a decision was issued to the holder."
    pass_zh = "依据决定向该持有人签发的交易编号。"
    rule = "A correction cites the faulty transaction (programme rules, check 5060)"


class CorrectionTooLarge(CheckFailed):
    """More is to be corrected than the transaction issued to the holder and was not corrected."""

    code = "procedure.correction_too_large"
    number = 5060
    en = "{quantity} t are to be corrected; transaction {transaction} leaves {left} t of {seat}."
    zh = "拟更正 {quantity} 吨；第 {transaction} 号交易向 {seat} 签发的数量中尚有 {left} 吨可更正。"
    pass_en = "A quantity from 1 t to {left} t."
    pass_zh = "1 吨至 {left} 吨。"
    rule = "A correction cites the faulty transaction (programme rules, check 5060)"
    fixes = Fix("quantity", ("left",))


class CorrectionUnknown(Refusal):
    """No correction was ordered by this motion."""

    code = "procedure.correction_unknown"
    en = "No correction was ordered by motion {motion}."
    zh = "第 {motion} 号动议没有形成更正决定。"
    pass_en = "The number of a motion for a correction whose decision is published."
    pass_zh = "决定已公布的更正动议的编号。"
    rule = "Correction of an issuance (programme rules, 3.7, code 26)"
    status = 404


class CompensationWrong(CheckFailed):
    """The compensation is more than is owed, or of credits of another agreement."""

    code = "procedure.compensation_wrong"
    number = 5061
    en = "{quantity} t of batch {asset} cannot replace what is owed: {owed} t under {agreement}."
    zh = "批次 {asset} 的 {quantity} 吨不能用于补偿：应补偿协定 {agreement} 项下 {owed} 吨。"
    pass_en = "Up to {owed} t of any vintage of a project under agreement {agreement}."
    pass_zh = "协定 {agreement} 项下项目任一年份的减排量，不超过 {owed} 吨。"
    rule = "The liable party cancels an equal amount (programme rules, 3.7, check 5061)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    RequestUnknown,
    CorrectionUnknown,
    NotTheIssuance,
    CorrectionTooLarge,
    CompensationWrong,
    DomesticProject,
    NotDomestic,
    AskedBefore,
    PeriodOverlaps,
    ClaimedElsewhere,
    DeductionWrong,
    NothingToIssue,
    LeviesTooHigh,
    NothingIsIssued,
    PaperMalformed,
    OtherIssuesAll,
    AllowancesNotPositive,
)
