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
    """Levies and buffer, each rounded, are more than the tonnes of a vintage."""

    code = "procedure.levies_too_high"
    number = 5058
    en = (
        "{quantity} t of {vintage} cannot bear the levies of agreement {agreement}, {sop} % and"
        " {omge} %, and a buffer of {buffer} %, each rounded."
    )
    zh = (
        "{vintage} 年的 {quantity} 吨不足以扣除协定 {agreement} 的计提："
        "{sop}% 与 {omge}%，及缓冲 {buffer}%，各自取整。"
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


class ImportUnknown(Refusal):
    """There is no request for an import of this number."""

    code = "procedure.import_unknown"
    en = "There is no import request {request}."
    zh = "没有第 {request} 号外部减排量转入申请。"
    pass_en = "The number of an import request."
    pass_zh = "外部减排量转入申请的编号。"
    rule = "Credits of another registry (programme rules, check 5041)"
    status = 404


class ImportMalformed(CheckFailed):
    """A field of an import request cannot be read, or its serials or days are out of order."""

    code = "procedure.import_malformed"
    number = 9001
    en = "The import request says '{given}' where its {field} belongs."
    zh = "转入申请的“{field}”处写着“{given}”，不符合要求。"
    pass_en = (
        "Project and cancellation number of 1 to 60 readable characters, serials from 1 on in"
        " order and of at most {most} t, days as 2027-03-13 in order, over and of one year."
    )
    pass_zh = (
        "项目编号和注销凭证号为 1 至 60 个可读字符；序列号从 1 起、先后有序、不超过 {most} 吨；"
        "日期形如 2027-03-13，先后有序，同属一个公历年且已届满。"
    )
    rule = "A request is complete and readable (programme rules, check 9001)"
    words = codes(field="field")


class ImportAccountMissing(CheckFailed):
    """The owner has no account in the registry that is to take the credits over."""

    code = "procedure.import_account_missing"
    number = 2002
    en = "{seat} has no account in the {registry} registry."
    zh = "{seat} 在 {registry} 登记簿中没有账户。"
    pass_en = "A registry in which {seat} has an account; its manager opens one on request."
    pass_zh = "{seat} 已开户的登记簿；可向登记簿管理员申请开户。"
    rule = "Account numbers (programme rules, check 2002)"


class OriginTaken(CheckFailed):
    """Serials of the other registry are in a request that waits or was admitted already."""

    code = "procedure.origin_taken"
    number = 5041
    en = (
        "{overlap_t} t of {origin}, serials {overlap_first}-{overlap_last}, are in import request"
        " {request} to the {registry} registry, whose state is '{state}'."
    )
    zh = (
        "{origin} 的 {overlap_t} 吨（序列号 {overlap_first}-{overlap_last}）已在第 {request} 号"
        "转入申请（{registry} 登记簿）中，状态为“{state}”。"
    )
    pass_en = "Serials of {origin} that no request names, or whose request was declined."
    pass_zh = "未被任何申请列入、或申请已被驳回的 {origin} 序列号。"
    rule = "A unit is taken over once (programme rules, check 5041)"
    words = codes(state="state")


class ProofUsed(CheckFailed):
    """The cancellation in the other registry is the proof of another request."""

    code = "procedure.proof_used"
    number = 5041
    en = (
        "Cancellation {proof} of {origin} is the proof of import request {request}, whose state is"
        " '{state}'."
    )
    zh = "{origin} 第 {proof} 号注销凭证已用于第 {request} 号转入申请，状态为“{state}”。"
    pass_en = "The number of a cancellation in {origin} that no request has stated."
    pass_zh = "{origin} 中尚未被任何申请使用的注销凭证号。"
    rule = "A cancellation there is used once (programme rules, check 5041)"
    words = codes(state="state")


class ImportClaimed(CheckFailed):
    """A project of this lesson has claimed the same installation's days."""

    code = "procedure.import_claimed"
    number = 5041
    en = (
        "Installation {installation}: the days {first_day} to {last_day} of {project} in {origin}"
        " touch period {period} of {elsewhere}, whose state is '{state}'."
    )
    zh = (
        "设施 {installation}：{origin} 项目 {project} 的 {first_day} 至 {last_day} 与 {elsewhere}"
        " 第 {period} 监测期重叠，后者状态为“{state}”。"
    )
    pass_en = "Days of the installation that no project has claimed, or dropped there."
    pass_zh = "该设施未被任何项目主张、或主张已撤销的日期。"
    rule = "No double registration in any known registry (programme rules, check 5041)"
    words = codes(state="state")


class ImportedBefore(CheckFailed):
    """Credits of the same installation's days were imported from another registry."""

    code = "procedure.imported_before"
    number = 5041
    en = (
        "Installation {installation}: {quantity} t of days of period {period} of {project} were"
        " imported from {origin}, project {there}, by request {request}."
    )
    zh = (
        "设施 {installation}：{project} 第 {period} 监测期内的 {quantity} 吨已由第 {request} 号"
        "申请自 {origin}（项目 {there}）转入。"
    )
    pass_en = "A monitoring period none of whose days another registry has credited."
    pass_zh = "其中任何一天都未在其他登记簿签发过的监测期。"
    rule = "No double registration in any known registry (programme rules, check 5041)"


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
    ImportedBefore,
    DeductionWrong,
    NothingToIssue,
    LeviesTooHigh,
    NothingIsIssued,
    PaperMalformed,
    OtherIssuesAll,
    AllowancesNotPositive,
    ImportUnknown,
    ImportMalformed,
    ImportAccountMissing,
    OriginTaken,
    ProofUsed,
    ImportClaimed,
)
