"""The refusals of a transfer between registries, in order of precedence.

Those about quantities and authorisations are declared by their own procedures.
"""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes
from registry.programme.accounts.errors import (
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAccountUnknown,
    ReceivingAllRestricted,
    ReceivingDigitsWrong,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingAllRestricted,
    SendingSortRestricted,
    UnitsFrozen,
)
from registry.programme.authorisation.errors import (
    AboveMaximum,
    NotAuthorised,
    PartyNotAuthorised,
    PurposeNotAuthorised,
)
from registry.programme.ndc.errors import NdcPeriodClosed
from registry.programme.participants.errors import QuantityNotFree, QuantityNotPositive
from registry.records import CheckFailed


class TransferUnknown(Refusal):
    """The transfer request does not exist."""

    code = "procedure.transfer_unknown"
    en = "There is no transfer request {transfer}."
    zh = "没有第 {transfer} 号转让申请。"
    pass_en = "The number of a transfer request."
    pass_zh = "转让申请的编号。"
    rule = "Transfer requests (programme rules, 3.10)"
    status = 404


class ApprovalMissing(CheckFailed):
    """The sending registry's government has not approved the international transfer yet."""

    code = "procedure.approval_missing"
    number = 7008
    en = "The government of {registry} has not approved transfer {transfer}."
    zh = "{registry} 政府尚未批准第 {transfer} 号转让。"
    pass_en = "The same after the government of {registry} has approved the transfer."
    pass_zh = "{registry} 政府批准该转让之后再接收。"
    rule = "The host's approval is attached (programme rules, check 7008)"
    status = 409


class SameAccount(CheckFailed):
    """Sender and receiver are the same account."""

    code = "procedure.same_account"
    number = 2508
    en = "{seat} is the sender and the receiver."
    zh = "{seat} 既是转出方又是转入方。"
    pass_en = "A receiver other than {seat}."
    pass_zh = "{seat} 以外的转入方。"
    rule = "Numbered check 2508 (programme rules, 3.8)"


class HolderUnfit(CheckFailed):
    """The receiver's offices hold no credits: registry, secretariat, market maker."""

    code = "procedure.holder_unfit"
    number = 2008
    en = "{receiver} has no office that may be given credits."
    zh = "{receiver} 所任职务不得受让减排量。"
    pass_en = "A receiver that is a government, a company or a trader."
    pass_zh = "转入方须为政府、企业或交易者。"
    rule = "CCER Measures (Order 31, 2023), art. 37 (check 2008)"


class ImportedStays(CheckFailed):
    """Imported credits stay in the registry that admitted them; their return is not played."""

    code = "procedure.imported_stays"
    number = 3006
    en = "{unit} are imported credits: they do not leave the {registry} registry."
    zh = "{unit} 为转入的外部减排量，不得转出 {registry} 登记簿。"
    pass_en = "A transfer within the registry, or a transfer of Belt-and-Road credits."
    pass_zh = "在登记簿内转让，或转让“一带一路”减排量。"
    rule = "Unit types of a transaction (programme rules, check 3006; DECISIONS.md, D-133)"


class ExchangeOnly(CheckFailed):
    """The credits are traded through the exchange only."""

    code = "procedure.exchange_only"
    number = 3006
    en = "{unit} changes hands through the exchange only."
    zh = "{unit} 只能通过交易机构转让。"
    pass_en = "A trade on the exchange, or a transfer of Belt-and-Road credits."
    pass_zh = "在交易机构交易，或转让“一带一路”减排量。"
    rule = "CCER Measures (Order 31, 2023), arts. 24-26"


class SameRegistry(CheckFailed):
    """Source and target are the same registry."""

    code = "procedure.same_registry"
    number = 7022
    en = "Both accounts are kept in the {registry} registry."
    zh = "两个账户都在 {registry} 登记簿中。"
    pass_en = "A target registry other than {registry}."
    pass_zh = "{registry} 以外的转入登记簿。"
    rule = "Numbered check 7022 (EU Regulation 2216/2004, annex IX)"


class SendingAccountMissing(CheckFailed):
    """The holder has no account in the sending registry."""

    code = "procedure.sending_account_missing"
    number = 7021
    en = "{seat} has no account in the {registry} registry."
    zh = "{seat} 在 {registry} 登记簿中没有账户。"
    pass_en = "A source registry in which {seat} has an account."
    pass_zh = "{seat} 开有账户的转出登记簿。"
    rule = "Numbered check 7021 (EU Regulation 2216/2004, annex IX)"


class ReceivingAccountMissing(CheckFailed):
    """The receiver has no account in the receiving registry."""

    code = "procedure.receiving_account_missing"
    number = 7020
    en = "{receiver} has no account in the {registry} registry."
    zh = "{receiver} 在 {registry} 登记簿中没有账户。"
    pass_en = "A receiver with an account in the {registry} registry."
    pass_zh = "在 {registry} 登记簿开有账户的转入方。"
    rule = "Numbered check 7020 (EU Regulation 2216/2004, annex IX)"


class UnitStaysHome(CheckFailed):
    """The credits are domestic reductions, for which there are no rules of cross-border use yet."""

    code = "procedure.unit_stays_home"
    number = 3006
    en = "{unit} cannot leave the {registry} registry: there are no rules for cross-border use yet."
    zh = "{unit} 不得转出 {registry} 登记簿：跨境交易与使用规则另行制定。"
    pass_en = "A transfer of Belt-and-Road credits."
    pass_zh = "转让“一带一路”减排量。"
    rule = "CCER Measures (Order 31, 2023), art. 29"


class RegistriesNotLinked(CheckFailed):
    """Neither the agreement nor an authorisation of the project's host links the two registries."""

    code = "procedure.registries_not_linked"
    number = 7006
    en = "No agreement or authorisation links the {registry} registry to project {project}."
    zh = "没有协议或授权将 {registry} 登记簿与项目 {project} 相关联。"
    pass_en = "A target registry of a party to the agreement, or one that an authorisation names."
    pass_zh = "以该项目所属协议缔约方或授权书所列缔约方的登记簿为转入登记簿。"
    rule = "Cooperative approach known to both registries (programme rules, check 7006)"


class DiscrepancyOpen(CheckFailed):
    """A discrepancy between the two registries is not repaired yet."""

    code = "procedure.discrepancy_open"
    number = 7010
    en = "Reconciliation {reconciliation} between {source} and {target} has open discrepancies."
    zh = "{source} 与 {target} 之间的第 {reconciliation} 次对账仍有未消除的差异。"
    pass_en = "The same after the discrepancies are repaired and compared again."
    pass_zh = "差异修复并重新对账后再办理。"
    rule = "No open discrepancy between two registries (programme rules, check 7010)"


class UnderDiscrepancy(CheckFailed):
    """The account differs from the log; units leave it only after repair and a new comparison."""

    code = "procedure.under_discrepancy"
    number = 3016
    en = "Reconciliation {reconciliation} blocks the account of {seat} in the {registry} registry."
    zh = "{seat} 在 {registry} 登记簿的账户因第 {reconciliation} 次对账的差异而冻结。"
    pass_en = "The same after the discrepancy is repaired and compared again."
    pass_zh = "差异修复并重新对账后再办理。"
    rule = "No unresolved reconciliation mismatch on the account (programme rules, check 3016)"


class RegistryOffline(CheckFailed):
    """The registry is offline: its offices take no step and its messages wait."""

    code = "procedure.registry_offline"
    number = 7001
    en = "The {registry} registry is offline until {until}."
    zh = "{registry} 登记簿离线至 {until}。"
    pass_en = "The same after {until}."
    pass_zh = "{until} 之后再办理。"
    rule = "Partner registry online, link open (programme rules, check 7001)"


class MessageUnknown(Refusal):
    """The message does not exist."""

    code = "procedure.message_unknown"
    en = "There is no message {message}."
    zh = "没有第 {message} 号报文。"
    pass_en = "The number of a message between a registry and the log."
    pass_zh = "登记簿与日志之间报文的编号。"
    rule = "Messages of a transfer (programme rules, 3.10)"
    status = 404


class NothingToRepair(Refusal):
    """The message was handled, or the transfer needs no step to be taken again."""

    code = "procedure.nothing_to_repair"
    en = "{subject} needs no repair: its state is {state}."
    zh = "{subject} 无需修复：状态为“{state}”。"
    pass_en = "The repair of a message that was lost or refused, or of a transfer held up by one."
    pass_zh = "修复丢失或被拒的报文，或因此中断的转让。"
    rule = "Repairs of a transfer (programme rules, 3.10)"
    status = 409
    words = codes(subject="record", state="state")


class RecordAgrees(Refusal):
    """The log's record of the transfer equals those of both registries."""

    code = "procedure.record_agrees"
    en = "The log's record of {transfer_id} agrees with both registries."
    zh = "日志关于 {transfer_id} 的记录与双方登记簿一致。"
    pass_en = "The correction of a record that differs."
    pass_zh = "更正与登记簿不一致的记录。"
    rule = "Corrections are documented (programme rules, 3.10)"
    status = 409


class RepairReasonMissing(Refusal):
    """A repair or a refusal is documented by a reason."""

    code = "procedure.repair_reason_missing"
    en = "A reason is needed."
    zh = "须写明理由。"
    pass_en = "A reason of 1 to 200 characters."
    pass_zh = "1 至 200 个字符的理由。"
    rule = "Repairs are documented (programme rules, 3.10)"


class FaultUnknown(Refusal):
    """The card does not exist."""

    code = "procedure.fault_unknown"
    en = "There is no fault card {fault}."
    zh = "没有第 {fault} 号故障卡。"
    pass_en = "The number of a fault card."
    pass_zh = "故障卡的编号。"
    rule = "Fault cards (programme rules, 3.10)"
    status = 404


class FaultUsed(Refusal):
    """The card has had its effect, or was recalled."""

    code = "procedure.fault_used"
    en = "Fault card {fault} was used or recalled before."
    zh = "第 {fault} 号故障卡已使用或已撤回。"
    pass_en = "A card that still waits."
    pass_zh = "尚未生效的故障卡。"
    rule = "Fault cards (programme rules, 3.10)"
    status = 409


PRECEDENCE: tuple[type[Refusal], ...] = (
    TransferUnknown,
    ApprovalMissing,
    SameAccount,
    MessageUnknown,
    FaultUnknown,
    FaultUsed,
    RepairReasonMissing,
    RegistryOffline,
    SameRegistry,
    SendingAccountMissing,
    ReceivingAccountMissing,
    HolderUnfit,
    ReceivingDigitsWrong,
    ReceivingAccountUnknown,
    SendingAccountClosed,
    SendingAccountSuspended,
    SendingSortRestricted,
    SendingAllRestricted,
    ReceivingAccountClosed,
    ReceivingAccountSuspended,
    ReceivingAllRestricted,
    QuantityNotPositive,
    UnitsFrozen,
    QuantityNotFree,
    UnitStaysHome,
    ImportedStays,
    ExchangeOnly,
    RegistriesNotLinked,
    DiscrepancyOpen,
    NdcPeriodClosed,
    NotAuthorised,
    PurposeNotAuthorised,
    PartyNotAuthorised,
    AboveMaximum,
    UnderDiscrepancy,
    NothingToRepair,
    RecordAgrees,
)
