"""The refusals of the books, in order of precedence: the first that applies is raised."""

from __future__ import annotations

from ledger.kernel.errors import Refusal, codes

_RULE = "Rules of the books (DECISIONS.md, D-005)"


class QuantityNotPositive(Refusal):
    """The quantity of a leg is not a whole number of at least one tonne or one fen."""

    code = "ledger.quantity_not_positive"
    en = "The quantity {quantity} is not a whole number above zero."
    zh = "数量 {quantity} 不是大于零的整数。"
    pass_en = "A whole number of at least 1."
    pass_zh = "至少为 1 的整数。"
    rule = _RULE


class SameAccount(Refusal):
    """Source and target of a leg are the same sub-account."""

    code = "ledger.same_account"
    en = "Source and target are the same account."
    zh = "转出账户与转入账户相同。"
    pass_en = "Two different accounts."
    pass_zh = "两个不同的账户。"
    rule = _RULE


class AccountUnknown(Refusal):
    """The account does not exist in that registry."""

    code = "ledger.account_unknown"
    en = "{account} is not an account in these books."
    zh = "账本中没有账户 {account}。"
    pass_en = "An account that was opened in that registry."
    pass_zh = "已在该登记簿开立的账户。"
    rule = _RULE
    status = 404


class WrongAsset(Refusal):
    """A sub-account of a leg carries another asset than the leg moves."""

    code = "ledger.wrong_asset"
    en = "Asset {asset} does not belong to both accounts."
    zh = "资产 {asset} 不同时属于两个账户。"
    pass_en = "Two accounts of the same asset."
    pass_zh = "同一资产的两个账户。"
    rule = _RULE


class AccountFinal(Refusal):
    """The source is a final account, which never sends."""

    code = "ledger.account_final"
    en = "Credits in a '{kind}' account cannot be moved again."
    zh = "“{kind}”账户中的减排量不可转出。"
    pass_en = "Credits from a free holding."
    pass_zh = "从可用持有中转出。"
    rule = _RULE
    words = codes(kind="kind")


class WrongKind(Refusal):
    """The transaction type does not move assets between these kinds of account."""

    code = "ledger.wrong_kind"
    en = "'{type}' does not move anything from '{source}' to '{target}'."
    zh = "“{type}”不能从“{source}”转到“{target}”。"
    pass_en = "A pair of account kinds that the type declares."
    pass_zh = "该分录类型所声明的账户类型。"
    rule = _RULE
    words = codes(type="type", source="kind", target="kind")


class TwoRegistries(Refusal):
    """The two accounts of a leg are kept by two registries."""

    code = "ledger.two_registries"
    en = "One account is kept in {source}, the other in {target}."
    zh = "一个账户在 {source} 登记簿，另一个在 {target} 登记簿。"
    pass_en = "A transfer request between the two registries."
    pass_zh = "在两个登记簿之间提出转让申请。"
    rule = "Registries keep their own accounts (DECISIONS.md, D-009)"


class BalanceShort(Refusal):
    """The source account would fall below its floor."""

    code = "ledger.balance_short"
    en = "The account can give {free}; {needed} are needed."
    zh = "账户可转出 {free}，需要 {needed}。"
    pass_en = "A quantity of at most {free}."
    pass_zh = "数量不超过 {free}。"
    rule = _RULE


PRECEDENCE: tuple[type[Refusal], ...] = (
    QuantityNotPositive,
    SameAccount,
    AccountUnknown,
    WrongAsset,
    AccountFinal,
    WrongKind,
    TwoRegistries,
    BalanceShort,
)
"""Checked leg by leg in this order."""
