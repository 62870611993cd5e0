"""The refusals about what projects store, in order of precedence."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.records import CheckFailed


class NotASink(Refusal):
    """The project stores no carbon: it has no buffer, and nothing of it can be reversed."""

    code = "procedure.not_a_sink"
    en = "Project {project} stores no carbon: it has no buffer, and nothing of it can be reversed."
    zh = "项目 {project} 不封存碳：没有缓冲，也不存在逆转。"
    pass_en = "A project with a buffer: one that stores carbon."
    pass_zh = "设有缓冲的项目，即封存碳的项目。"
    rule = "Removals and the risk of non-permanence (programme rules, accounts, type 150)"


class StorageReversalUnknown(Refusal):
    """No reversal of storage was decided under this number."""

    code = "procedure.storage_reversal_unknown"
    en = "There is no decided reversal of storage {motion}."
    zh = "没有第 {motion} 号已决定的碳逆转。"
    pass_en = "The motion of a reversal of storage that the committee has published."
    pass_zh = "联合委员会已公布的碳逆转动议编号。"
    rule = "The liable party replaces on the committee's order (programme rules, 3.7, code 32)"
    status = 404


class StorageEventUnknown(Refusal):
    """Nothing that has happened to the project has this number."""

    code = "procedure.storage_event_unknown"
    en = "Nothing that happened to project {project} has the number {event}."
    zh = "项目 {project} 没有第 {event} 号已发生的事件。"
    pass_en = "The number of an event of the project that has happened, or none."
    pass_zh = "该项目已发生事件的编号，或不填。"
    rule = "A reversal is reported with its tonnes (programme rules, 3.7, code 32)"
    status = 404


class StorageEventReported(CheckFailed):
    """The event was reported before."""

    code = "procedure.storage_event_reported"
    number = 5056
    en = "Event {event} of {project} was reported before, by motion {motion}."
    zh = "项目 {project} 的第 {event} 号事件已由第 {motion} 号动议报告。"
    pass_en = "An event that was not reported, or whose report was dropped."
    pass_zh = "尚未报告、或报告已撤销的事件。"
    rule = "A decision is used once (programme rules, check 5056)"


class ReversalTooLarge(CheckFailed):
    """The tonnes are not between one and what the project was issued and has not lost yet."""

    code = "procedure.storage_reversal_too_large"
    number = 5061
    en = "A reversal of {quantity} t: of what was issued for {project} at most {left} t are left."
    zh = "逆转 {quantity} 吨：项目 {project} 已签发且未逆转的最多为 {left} 吨。"
    pass_en = "A reversal of 1 to {left} t."
    pass_zh = "1 至 {left} 吨的逆转。"
    rule = "The replacement equals what was ordered (programme rules, check 5061)"


class ReversalUnderstated(CheckFailed):
    """The report states fewer tonnes than the event on record has lost."""

    code = "procedure.storage_reversal_understated"
    number = 5040
    en = "The report states {quantity} t; event {event} of {project} has lost {lost} t."
    zh = "报告为 {quantity} 吨；项目 {project} 的第 {event} 号事件损失 {lost} 吨。"
    pass_en = "A report of {lost} t or more."
    pass_zh = "不少于 {lost} 吨的报告。"
    rule = "The document set is complete (programme rules, check 5040)"


class ReleaseTooEarly(CheckFailed):
    """The crediting period of the project is not over, so its buffer stays."""

    code = "procedure.buffer_release_too_early"
    number = 5051
    en = "The buffer of {project} is kept until {until}; now it is {now}."
    zh = "项目 {project} 的缓冲保留至 {until}；现在为 {now}。"
    pass_en = "The same after {until}."
    pass_zh = "{until} 之后提出同样的申请。"
    rule = "The buffer is released after the crediting period (programme rules, check 5051)"


class ReleaseTooLarge(CheckFailed):
    """The tonnes are not between one and what is in the project's buffer."""

    code = "procedure.buffer_release_too_large"
    number = 5062
    en = "A release of {quantity} t: the buffer of {project} holds {held} t."
    zh = "释放 {quantity} 吨：项目 {project} 的缓冲为 {held} 吨。"
    pass_en = "A release of 1 to {held} t."
    pass_zh = "1 至 {held} 吨的释放。"
    rule = "At most the buffer's balance is released (programme rules, check 5062)"


class ReplacementOwed(CheckFailed):
    """Lost tonnes of the project are still to be replaced, so that its buffer is not released."""

    code = "procedure.replacement_owed"
    number = 5061
    en = "Project {project} owes {owed} t for reversal {motion}: its state is '{state}'."
    zh = "项目 {project} 就第 {motion} 号碳逆转尚欠 {owed} 吨，状态为“{state}”。"
    pass_en = "The same once the {owed} t are replaced."
    pass_zh = "补足 {owed} 吨之后提出同样的申请。"
    rule = "The replacement equals what was ordered (programme rules, check 5061)"
    words = codes(state="state")


class ReplacementOverdue(CheckFailed):
    """Lost tonnes were not replaced by their day; until then nothing is issued for the project."""

    code = "procedure.replacement_overdue"
    number = 5061
    en = "Project {project} was to replace {owed} t of reversal {motion} by {due}."
    zh = "项目 {project} 应于 {due} 前就第 {motion} 号碳逆转补足 {owed} 吨。"
    pass_en = "The same once the {owed} t are replaced."
    pass_zh = "补足 {owed} 吨之后提出同样的申请。"
    rule = "The replacement equals what was ordered (programme rules, check 5061)"


class ReversalUnreported(CheckFailed):
    """Something happened to what the project stores and was not reported to the committee."""

    code = "procedure.storage_reversal_unreported"
    number = 5040
    en = "Event {event}, {lost} t of project {project}, was not reported to the committee."
    zh = "项目 {project} 的第 {event} 号事件（{lost} 吨）尚未报告联合委员会。"
    pass_en = "The same once the event is reported."
    pass_zh = "报告该事件之后提出同样的申请。"
    rule = "The document set is complete (programme rules, check 5040)"


class ReplacementWrong(CheckFailed):
    """The replacement is more than is owed, or of credits of another agreement."""

    code = "procedure.replacement_wrong"
    number = 5061
    en = (
        "{quantity} t of batch {asset} do not replace what is owed: {owed} t of credits of"
        " agreement {agreement}, of any vintage."
    )
    zh = (
        "批次 {asset} 的 {quantity} 吨不能用于补足："
        "应补足协定 {agreement} 项下任意年份的 {owed} 吨。"
    )
    pass_en = "At most {owed} t of credits of agreement {agreement}."
    pass_zh = "不超过 {owed} 吨的协定 {agreement} 减排量。"
    rule = "Any vintage of the same agreement (programme rules, check 5061)"


PRECEDENCE: tuple[type[Refusal], ...] = (
    NotASink,
    StorageReversalUnknown,
    StorageEventUnknown,
    StorageEventReported,
    ReversalTooLarge,
    ReversalUnderstated,
    ReleaseTooEarly,
    ReleaseTooLarge,
    ReplacementOwed,
    ReplacementOverdue,
    ReversalUnreported,
    ReplacementWrong,
)
