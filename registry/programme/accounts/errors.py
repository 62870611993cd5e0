"""The refusals about accounts, in order of precedence; numbers below 3000 are account checks."""

from __future__ import annotations

from ledger.kernel.errors import Fix, Refusal, codes
from registry.programme.participants.errors import (
    BatchUnknown,
    NotYours,
    OtherCountry,
    ParticipantUnknown,
    QuantityNotFree,
    QuantityNotPositive,
)
from registry.records import CheckFailed

_STATES = "Account states (programme rules, 3.4; checks 1003-1012 and 2003-2018)"
_COURT = "Freezing by order of a court (programme rules, 3.7 transaction 38, check 1023)"


class SendingDigitsWrong(CheckFailed):
    """The check digits of the sending account's number are wrong."""

    code = "procedure.sending_digits_wrong"
    number = 1001
    en = "{account} has wrong check digits: a digit is mistyped."
    zh = "账号 {account} 校验码错误：有数字输入有误。"
    pass_en = "The number as the registry prints it; with these digits it would end in {expected}."
    pass_zh = "按登记簿所示填写账号；按所填数字，末两位应为 {expected}。"
    rule = "Account numbers (programme rules, 3.3 and check 1001)"


class ReceivingDigitsWrong(CheckFailed):
    """The check digits of the receiving account's number are wrong."""

    code = "procedure.receiving_digits_wrong"
    number = 2001
    en = "{account} has wrong check digits: a digit of the receiving account is mistyped."
    zh = "账号 {account} 校验码错误：转入账号有数字输入有误。"
    pass_en = "The number as the registry prints it; with these digits it would end in {expected}."
    pass_zh = "按登记簿所示填写账号；按所填数字，末两位应为 {expected}。"
    rule = "Account numbers (programme rules, 3.3 and check 2001)"


class SendingAccountUnknown(CheckFailed):
    """No registry keeps an account of this number."""

    code = "procedure.sending_account_unknown"
    number = 1002
    en = "No registry keeps the account {account}."
    zh = "没有登记簿开立账户 {account}。"
    pass_en = "The number of an account in a registry of this lesson."
    pass_zh = "本课程某登记簿中账户的账号。"
    rule = "Account numbers (programme rules, check 1002)"
    status = 404


class ReceivingAccountUnknown(CheckFailed):
    """No registry keeps a receiving account of this number."""

    code = "procedure.receiving_account_unknown"
    number = 2002
    en = "No registry keeps the receiving account {account}."
    zh = "没有登记簿开立转入账户 {account}。"
    pass_en = "The number of an account in the receiving registry."
    pass_zh = "转入登记簿中账户的账号。"
    rule = "Account numbers (programme rules, check 2002)"
    status = 404


class SendingAccountClosed(CheckFailed):
    """The sending account is closed, or its closing is asked for."""

    code = "procedure.sending_account_closed"
    number = 1003
    en = "Account {account} is {state}: nothing leaves it."
    zh = "账户 {account} 状态为{state}：不得转出。"
    pass_en = "The same from an open account; the registry manager can restore one whose closing"
    pass_en += " is only asked for."
    pass_zh = "从正常账户转出；仅申请销户的账户，登记簿管理员可以恢复。"
    rule = _STATES
    words = codes(state="state")


class SendingAccountSuspended(CheckFailed):
    """The sending account is suspended."""

    code = "procedure.sending_account_suspended"
    number = 1004
    en = "Account {account} is {state}: nothing leaves it. Reason: {reason}"
    zh = "账户 {account} 状态为{state}：不得转出。原因：{reason}"
    pass_en = "The same after the registry manager has restored the account."
    pass_zh = "登记簿管理员恢复该账户后再办理。"
    rule = _STATES
    words = codes(state="state")


class SendingSortRestricted(CheckFailed):
    """The account is barred from movements of this sort."""

    code = "procedure.sending_sort_restricted"
    number = 1005
    en = "Account {account} is restricted: it is barred from {sort}. Reason: {reason}"
    zh = "账户 {account} 受部分限制：不得办理{sort}。原因：{reason}"
    pass_en = "Another sort of movement, or the same after the account is restored."
    pass_zh = "办理其他类型的业务，或账户恢复后再办理。"
    rule = _STATES
    words = codes(sort="move_sort")


class SendingAllRestricted(CheckFailed):
    """The sending account is restricted from every movement."""

    code = "procedure.sending_all_restricted"
    number = 1012
    en = "Account {account} is restricted from every movement. Reason: {reason}"
    zh = "账户 {account} 的全部业务受限。原因：{reason}"
    pass_en = "The same after the registry manager has restored the account."
    pass_zh = "登记簿管理员恢复该账户后再办理。"
    rule = _STATES


class UnitsFrozen(CheckFailed):
    """The tonnes that are missing are frozen by order of a court."""

    code = "procedure.units_frozen"
    number = 1023
    en = "{frozen} t of the account are frozen by order {order}; {free} t are free."
    zh = "账户中有 {frozen} 吨被司法冻结（文书 {order}），可用 {free} 吨。"
    pass_en = "A quantity of at most {free} t, or the same after the court has lifted its order."
    pass_zh = "数量不超过 {free} 吨，或法院解除冻结后再办理。"
    rule = _COURT
    fixes = Fix("quantity", ("free",))


class ReceivingAccountClosed(CheckFailed):
    """The receiving account is closed."""

    code = "procedure.receiving_account_closed"
    number = 2003
    en = "The receiving account {account} is closed."
    zh = "转入账户 {account} 已销户。"
    pass_en = "An open account."
    pass_zh = "正常状态的账户。"
    rule = _STATES


class ReceivingAccountSuspended(CheckFailed):
    """The receiving account is fully suspended."""

    code = "procedure.receiving_account_suspended"
    number = 2004
    en = "The receiving account {account} is suspended. Reason: {reason}"
    zh = "转入账户 {account} 已暂停。原因：{reason}"
    pass_en = "The same after the registry manager has restored the account; one that is partially"
    pass_en += " suspended receives."
    pass_zh = "登记簿管理员恢复该账户后再办理；部分暂停的账户可以转入。"
    rule = _STATES


class ReceivingAllRestricted(CheckFailed):
    """The receiving account is restricted from every movement."""

    code = "procedure.receiving_all_restricted"
    number = 2018
    en = "The receiving account {account} is restricted from every movement. Reason: {reason}"
    zh = "转入账户 {account} 的全部业务受限。原因：{reason}"
    pass_en = "The same after the registry manager has restored the account."
    pass_zh = "登记簿管理员恢复该账户后再办理。"
    rule = _STATES


class HolderMayNotHold(CheckFailed):
    """The seat's office may not hold units."""

    code = "procedure.holder_may_not_hold"
    number = 2008
    en = "{seat} is {role}, who may not hold units."
    zh = "{seat} 为{role}，不得持有减排量。"
    pass_en = "A request by a project owner, emitter, trader, buyer or government."
    pass_zh = "由业主、重点排放单位、交易商、自愿买家或政府提出申请。"
    rule = "Officials and the exchange hold no units (CCER Measures, Order 31, 2023, art. 37)"
    words = codes(role="role")


class AccountExists(Refusal):
    """The holder has an account in that registry, or has asked for one."""

    code = "procedure.account_exists"
    en = "{seat} has an account in the {registry} registry, or a request for one is open."
    zh = "{seat} 在 {registry} 登记簿已有账户，或已有开户申请待办。"
    pass_en = "A request for an account in another registry."
    pass_zh = "在另一登记簿申请开户。"
    rule = "One account for each holder in a registry (programme rules, 3.4; CCER Measures)"


class RequestUnknown(Refusal):
    """No request to open an account has this number."""

    code = "procedure.account_request_unknown"
    en = "There is no account request {request}."
    zh = "没有第 {request} 号开户申请。"
    pass_en = "The number of a request to open an account."
    pass_zh = "开户申请的编号。"
    rule = "Account states (programme rules, 3.4)"
    status = 404


class FreezeUnknown(Refusal):
    """No freeze has this number."""

    code = "procedure.freeze_unknown"
    en = "There is no freeze {freeze}."
    zh = "没有第 {freeze} 号冻结记录。"
    pass_en = "The number of a freeze."
    pass_zh = "冻结记录的编号。"
    rule = _COURT
    status = 404


class GroundMissing(CheckFailed):
    """The step on an account states no reason on one readable line."""

    code = "procedure.ground_missing"
    number = 9001
    en = "No reason is stated that can be read."
    zh = "未写明可辨认的理由。"
    pass_en = "A reason in a few words, on one line."
    pass_zh = "用一行可见文字简要写明理由。"
    rule = "Every step on an account has its reason (programme rules, 3.4)"


class AccountNotEmpty(CheckFailed):
    """The account that is to be closed holds units."""

    code = "procedure.account_not_empty"
    number = 3005
    en = "Account {account} holds {held} t."
    zh = "账户 {account} 尚持有 {held} 吨。"
    pass_en = "The same when the account holds 0 t: restore it, and let its holder move them."
    pass_zh = "余额为 0 吨时办理：先恢复账户，由持有人转出。"
    rule = "An account is closed empty (programme rules, 3.4)"


class AccountPending(CheckFailed):
    """Open orders or requests of the account's holder wait."""

    code = "procedure.account_pending"
    number = 3013
    en = "Account {account}: {orders} orders and {requests} requests of its holder are open."
    zh = "账户 {account}：持有人尚有 {orders} 笔委托、{requests} 项申请未完结。"
    pass_en = "The same when no order and no request is open."
    pass_zh = "无未完结的委托与申请时办理。"
    rule = "An account is closed when nothing waits (programme rules, 3.4 and check 3013)"


class RangeNotHeld(CheckFailed):
    """The serials do not lie wholly in free blocks of the account."""

    code = "procedure.range_not_held"
    number = 3021
    en = "The serials {first}-{last} of batch {asset} are not all free in account {account}."
    zh = "批次 {asset} 的序列号 {first}-{last} 并非全部为账户 {account} 的可用持有。"
    pass_en = "Serials that the account holds free: open orders and requests block theirs."
    pass_zh = "该账户可用持有中的序列号；未完结的委托与申请会冻结其序列号。"
    rule = "Ranges, not counts (programme rules, check 3021)"


class SameHolder(CheckFailed):
    """A court gives credits to the holder who has them."""

    code = "procedure.same_holder"
    number = 2508
    en = "{seat} holds the account from which the credits are to be given."
    zh = "{seat} 即为被划转账户的持有人。"
    pass_en = "Another holder; to give them back, lift the freeze."
    pass_zh = "另一持有人；如需退回，请解除冻结。"
    rule = _COURT


PRECEDENCE: tuple[type[Refusal], ...] = (
    ParticipantUnknown,
    RequestUnknown,
    FreezeUnknown,
    NotYours,
    OtherCountry,
    BatchUnknown,
    AccountExists,
    HolderMayNotHold,
    SendingDigitsWrong,
    SendingAccountUnknown,
    ReceivingDigitsWrong,
    ReceivingAccountUnknown,
    GroundMissing,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingSortRestricted,
    SendingAllRestricted,
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAllRestricted,
    SameHolder,
    QuantityNotPositive,
    QuantityNotFree,
    RangeNotHeld,
    UnitsFrozen,
    AccountNotEmpty,
    AccountPending,
)
