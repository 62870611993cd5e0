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


class ProjectNotRegistered(CheckFailed):
    """Nothing is issued for a project that is not registered, or not any more."""

    code = "procedure.project_not_registered"
    number = 5001
    en = "Project {project} is not registered; its state is '{state}'."
    zh = "项目 {project} 未登记，当前状态为“{state}”。"
    pass_en = "A registered project."
    pass_zh = "在册项目。"
    rule = "Only registered projects are issued credits (programme rules, M6)"
    words = codes(state="state")


class RegisteredBefore(CheckFailed):
    """The project was registered before the lesson began: no step of the cycle is left to take."""

    code = "procedure.registered_before"
    number = 5001
    en = "Project {project} was registered before the lesson began."
    zh = "项目 {project} 在课程开始前已登记。"
    pass_en = "A project that begins as an idea in this lesson."
    pass_zh = "本课程中由构想开始的项目。"
    rule = "Project cycle (programme rules, M6)"


class StepNotInCycle(CheckFailed):
    """The rules of the project's cycle have no such step, or give it to another office."""

    code = "procedure.step_not_in_cycle"
    number = 5001
    en = "The cycle of {project} has no step '{step}' for {seat}."
    zh = "项目 {project} 的流程中没有由 {seat} 执行的“{step}”步骤。"
    pass_en = "A step of the project's own cycle, taken by the office to which it belongs."
    pass_zh = "由有权机构办理该项目流程中的步骤。"
    rule = "Project cycle (programme rules, M6 and M13)"
    words = codes(step="trigger")


class MethodologyOther(CheckFailed):
    """The methodology is not the one of the project."""

    code = "procedure.methodology_other"
    number = 5010
    en = "Methodology {methodology} is not that of {project}."
    zh = "方法学 {methodology} 不是项目 {project} 所用的方法学。"
    pass_en = "The methodology {valid}."
    pass_zh = "使用方法学 {valid}。"
    rule = "Methodology valid on the day of submission (programme rules, check 5010)"


class ParticipantMissing(CheckFailed):
    """The document names no participant of one of the two sides, or one of neither."""

    code = "procedure.participant_missing"
    number = 5011
    en = "{project} needs a participant of {country}; named are {named}."
    zh = "项目 {project} 须有 {country} 的参与方，现列有 {named}。"
    pass_en = "At least one participant of each side, and nobody of a third country."
    pass_zh = "双方至少各有一个参与方，且不含第三国参与方。"
    rule = "Participants of both sides (programme rules, check 5011)"


class StartNotEligible(CheckFailed):
    """The project began too early for its cycle."""

    code = "procedure.start_not_eligible"
    number = 5012
    en = "{project} began on {start}; it has to begin after {earliest}."
    zh = "项目 {project} 于 {start} 开工，须晚于 {earliest}。"
    pass_en = "A project that began after {earliest}."
    pass_zh = "{earliest} 之后开工的项目。"
    rule = "Eligible start date (programme rules, check 5012)"


class OwnerCovered(CheckFailed):
    """The owner or the installation is under the quota management of the national market."""

    code = "procedure.owner_covered"
    number = 5013
    en = "The owner of {project}, seat {seat}, is under quota management of the national market."
    zh = "项目 {project} 的业主（席位 {seat}）已纳入全国碳市场配额管理。"
    pass_en = "A project whose owner is not covered by the national market."
    pass_zh = "业主未纳入全国碳市场配额管理的项目。"
    rule = "Not under quota management (CCER Measures, art. 10; check 5013)"


class LegallyRequired(CheckFailed):
    """The law requires the project, so that its reductions would happen without credits."""

    code = "procedure.legally_required"
    number = 5014
    en = "The design document of {project} declares that the law requires the project."
    zh = "项目 {project} 的设计文件声明该项目为法律法规所强制要求。"
    pass_en = "A project that no law requires."
    pass_zh = "非法律法规强制要求的项目。"
    rule = "Not legally required (programme rules, check 5014)"


class DocumentIncomplete(CheckFailed):
    """A document lacks a field, or a field cannot be read."""

    code = "procedure.document_incomplete"
    number = 5040
    en = "The document of {project} is not complete: {figure} cannot be read."
    zh = "项目 {project} 的文件不完整：{figure}无法辨认。"
    pass_en = "Every field filled; dates as 2028-03-17, percentages as decimal numbers."
    pass_zh = "逐项填写；日期形如 2028-03-17，比例为十进制数。"
    rule = "Documents are complete (programme rules, check 5040)"
    words = codes(figure="figure")


class CreditingWrong(CheckFailed):
    """The crediting period is longer than the cycle allows, or begins before the project does."""

    code = "procedure.crediting_wrong"
    number = 5051
    en = (
        "A crediting period of {years} years from {first_day} does not fit: {project} began "
        "on {start}."
    )
    zh = "自 {first_day} 起 {years} 年的计入期不符合规定：项目 {project} 于 {start} 开工。"
    pass_en = "At most {most} years, from the day of the start or later."
    pass_zh = "不超过 {most} 年，且不早于开工之日。"
    rule = "Crediting periods (programme rules, check 5051)"


class NoEntity(CheckFailed):
    """The seat is no third-party entity."""

    code = "procedure.no_entity"
    number = 5020
    en = "Seat {seat} is no third-party entity and validates nothing."
    zh = "席位 {seat} 不是审定与核查机构，不得从事审定。"
    pass_en = "A third-party entity."
    pass_zh = "审定与核查机构。"
    rule = "Designated entities (programme rules, check 5020)"


class NotTheValidator(CheckFailed):
    """Another entity validates this project."""

    code = "procedure.validator_other"
    number = 5020
    en = "Project {project} is validated by {validator}, not by {seat}."
    zh = "项目 {project} 由 {validator} 审定，不由 {seat} 审定。"
    pass_en = "The same step taken by {validator}."
    pass_zh = "由 {validator} 执行同一步骤。"
    rule = "Designated entities (programme rules, check 5020)"


class CommentUnreadable(Refusal):
    """A comment, or the answer to one, is no readable text."""

    code = "procedure.comment_unreadable"
    en = "What is said on project {project} cannot be read."
    zh = "就项目 {project} 所提内容无法辨认。"
    pass_en = "A comment or an answer in words."
    pass_zh = "以文字提出意见或答复。"
    rule = "Public input (programme rules, M6)"


class CommentUnknown(Refusal):
    """There is no comment of this number."""

    code = "procedure.comment_unknown"
    en = "There is no comment {comment}."
    zh = "没有第 {comment} 条意见。"
    pass_en = "The number of a comment."
    pass_zh = "意见的编号。"
    rule = "Public input (programme rules, M6)"
    status = 404


class CommentAnswered(CheckFailed):
    """The comment has been answered."""

    code = "procedure.comment_answered"
    number = 5021
    en = "Comment {comment} on {project} has been answered."
    zh = "项目 {project} 的第 {comment} 条意见已答复。"
    pass_en = "A comment without an answer."
    pass_zh = "尚未答复的意见。"
    rule = "Every comment is answered (programme rules, check 5021)"


class CommentsOpen(CheckFailed):
    """Not every comment of the public has been answered."""

    code = "procedure.comments_open"
    number = 5021
    en = "Comments {comments} on {project} have no answer."
    zh = "项目 {project} 的第 {comments} 条意见未答复。"
    pass_en = "The same report after an answer to each of them."
    pass_zh = "逐条答复后提交同一报告。"
    rule = "Every comment is answered (programme rules, check 5021)"


class FindingsContradict(Refusal):
    """A report is positive and names wrong figures, or negative without any ground."""

    code = "procedure.findings_contradict"
    en = (
        "The report on {project} contradicts itself: {wrong} wrong figures, and the project "
        "is additional by its figures."
    )
    zh = "项目 {project} 的审定报告自相矛盾：有误数据 {wrong} 项，而按所列数据项目具有额外性。"
    pass_en = "Negative with a wrong figure or without additionality, positive without both."
    pass_zh = "有误或不具额外性的出具否定意见，否则出具肯定意见。"
    rule = "Validation (programme rules, M6)"


class NotAdditional(Refusal):
    """By the figures of the design document the project would come about without credits."""

    code = "procedure.not_additional"
    en = (
        "{project} is not additional by its figures: return {return_percent} % against "
        "{benchmark_percent} %, share of similar installations {share_percent} %."
    )
    zh = (
        "按所列数据项目 {project} 不具额外性：收益率 {return_percent}%"
        "（基准 {benchmark_percent}%），同类设施占比 {share_percent}%。"
    )
    pass_en = (
        "A return below the benchmark, and at most {most_percent} % of similar installations "
        "without credits."
    )
    pass_zh = "收益率低于基准，且无信用的同类设施占比不超过 {most_percent}%。"
    rule = "Additionality (programme rules, M6)"


class NotASignatory(CheckFailed):
    """The seat has no allocation of this project to sign: none waits, or others sign it."""

    code = "procedure.not_a_signatory"
    number = 5030
    en = "No allocation of {project} waits for seat {seat}; still to sign: {signatories}."
    zh = "项目 {project} 没有待席位 {seat} 签署的分配比例；尚待签署：{signatories}。"
    pass_en = "A signature that is still missing, by the participant or government concerned."
    pass_zh = "由尚未签署的参与方或协定双方政府签署。"
    rule = "Participants and governments sign (programme rules, M6)"


class RegisteredElsewhere(CheckFailed):
    """Another project has the same installation, type, country and days, in whichever registry."""

    code = "procedure.registered_elsewhere"
    number = 5041
    en = "The installation of {project} is registered as {other}, agreement {agreement}."
    zh = "项目 {project} 的设施已登记为 {other}（协定 {agreement}）。"
    pass_en = "An installation that is registered nowhere else."
    pass_zh = "未在其他任何登记簿登记的设施。"
    rule = "No double registration (programme rules, check 5041)"


class OutsideCrediting(CheckFailed):
    """The days lie outside the crediting periods of the project."""

    code = "procedure.outside_crediting"
    number = 5051
    en = "{first_day} to {last_day} is not inside a crediting period of {project}: {periods}."
    zh = "{first_day} 至 {last_day} 不在项目 {project} 的计入期内：{periods}。"
    pass_en = "Days inside one crediting period."
    pass_zh = "一个计入期之内的日期。"
    rule = "Inside the crediting period (programme rules, check 5051)"


class RenewalNotPossible(CheckFailed):
    """The crediting period has ended, or was renewed as often as the cycle allows."""

    code = "procedure.renewal_not_possible"
    number = 5051
    en = (
        "The crediting period of {project} cannot be renewed: it ends on {last_day}, and "
        "{left} renewals are left."
    )
    zh = "项目 {project} 的计入期不能更新：截止 {last_day}，剩余更新次数 {left}。"
    pass_en = "A renewal before the period ends, while one is left."
    pass_zh = "在计入期届满前且仍有更新次数时提出。"
    rule = "Renewals (programme rules, M6)"


class RevisionUnknown(Refusal):
    """There is no revision of this number."""

    code = "procedure.revision_unknown"
    en = "There is no revision {revision}."
    zh = "没有第 {revision} 号变更。"
    pass_en = "The number of a revision."
    pass_zh = "变更的编号。"
    rule = "Post-registration changes (programme rules, M6)"
    status = 404


class RevisionOpen(CheckFailed):
    """Another change or renewal of the project is not decided yet."""

    code = "procedure.revision_open"
    number = 5001
    en = "Revision {revision} of {project} is still open."
    zh = "项目 {project} 的第 {revision} 号变更尚未办结。"
    pass_en = "The same after that revision is decided."
    pass_zh = "待该变更办结后提出。"
    rule = "Post-registration changes (programme rules, M6)"


class IssuanceOpen(CheckFailed):
    """The project has an open request for issuance."""

    code = "procedure.issuance_open"
    number = 5001
    en = "Project {project} has open requests for issuance: {requests}."
    zh = "项目 {project} 有未办结的签发申请：{requests}。"
    pass_en = "The same once they are issued or dropped."
    pass_zh = "待其签发或撤销后提出。"
    rule = "No withdrawal with an open issuance request (programme rules, M6)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    ProjectUnknown,
    PeriodUnknown,
    PeriodNotOver,
    ProjectDeregistered,
    ProjectNotRegistered,
    RegisteredBefore,
    StepNotInCycle,
    CommentUnknown,
    RevisionUnknown,
    TypeNotEligible,
    TypeUnreadable,
    TypeAnswered,
    RecipientWrong,
    AllocationWrong,
    GovernmentShareLow,
    MethodologyOther,
    ParticipantMissing,
    StartNotEligible,
    OwnerCovered,
    LegallyRequired,
    DocumentIncomplete,
    CreditingWrong,
    NoEntity,
    NotTheValidator,
    CommentUnreadable,
    CommentAnswered,
    CommentsOpen,
    FindingsContradict,
    NotAdditional,
    NotASignatory,
    RegisteredElsewhere,
    OutsideCrediting,
    RenewalNotPossible,
    RevisionOpen,
    IssuanceOpen,
)
