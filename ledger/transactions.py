"""The transaction types; only those declared here can be posted."""

from __future__ import annotations

from ledger.accounts import (
    ADAPTATION,
    BUFFER,
    CANCELLED,
    CANCELLED_ADMIN,
    CANCELLED_MANDATORY,
    CANCELLED_OIMP,
    CANCELLED_OMGE,
    CANCELLED_OTHER,
    CASH,
    CASH_BLOCKED,
    CASH_SOURCE,
    CCP_CASH,
    CCP_UNITS,
    HOLDING,
    HOLDING_BLOCKED,
    HOLDING_BOUGHT,
    HOLDING_FROZEN,
    IN_TRANSIT,
    ISSUANCE_SOURCE,
    OFFSET,
    OUTSIDE,
    RETIRED,
    REVERSAL,
    SET_ASIDE,
    VENUE_FEES,
    Kind,
)

TYPES: dict[str, TransactionType] = {}


class TransactionType:
    """A permanent code, and the (source, target) kinds between which its legs may move an asset.

    A permanent code is never renamed: it is stored with every transaction.
    """

    __slots__ = ("code", "pairs", "why")

    def __init__(self, code: str, *pairs: tuple[Kind, Kind], why: str) -> None:
        assert code not in TYPES, f"{code} is declared twice"
        assert pairs and why
        for source, target in pairs:
            assert source.asset is target.asset, f"{code}: two assets in one leg"
            back = code == REVERSAL and source.reversible and target is HOLDING
            assert not source.final or back, f"{code}: a final account never sends"
        self.code, self.pairs, self.why = code, frozenset(pairs), why
        TYPES[code] = self


CASH_ENDOW = TransactionType(
    "cash.endow", (CASH_SOURCE, CASH), why="A seat starts with cash; credits are never endowed."
)
CASH_TRANSFER = TransactionType(
    "cash.transfer", (CASH, CASH), why="One holder pays another at the settlement bank."
)
CASH_BLOCK = TransactionType("cash.block", (CASH, CASH_BLOCKED), why="A buy order sets cash aside.")
CASH_RELEASE = TransactionType(
    "cash.release", (CASH_BLOCKED, CASH), why="What an order no longer needs comes back."
)
CASH_PROJECT = TransactionType(
    "cash.project",
    (CASH, OUTSIDE),
    (CASH, CASH),
    (CASH_SOURCE, CASH),
    why="What a project costs, and the money of those who fund it, on its day.",
)
CREDIT_ISSUE = TransactionType(
    "credit.issue", (ISSUANCE_SOURCE, HOLDING), why="Decided credits come into being."
)
CREDIT_LEVY = TransactionType(
    "credit.levy",
    (ISSUANCE_SOURCE, ADAPTATION),
    (ISSUANCE_SOURCE, CANCELLED_OMGE),
    (ISSUANCE_SOURCE, BUFFER),
    why="Taken at issuance: share of proceeds, OMGE, and the buffer of a project that stores.",
)
ALLOWANCE_ISSUE = TransactionType(
    "allowance.issue",
    (ISSUANCE_SOURCE, HOLDING),
    why="The government issues emission allowances of a year to its own account.",
)
CREDIT_IMPORT = TransactionType(
    "credit.import",
    (ISSUANCE_SOURCE, HOLDING),
    why="Credits that were cancelled in another registry are taken into this one.",
)
CREDIT_BLOCK = TransactionType(
    "credit.block", (HOLDING, HOLDING_BLOCKED), why="An order or a request sets credits aside."
)
CREDIT_RELEASE = TransactionType(
    "credit.release", (HOLDING_BLOCKED, HOLDING), why="What was set aside comes back."
)
TRADE_SETTLE = TransactionType(
    "trade.settle",
    (HOLDING_BLOCKED, CCP_UNITS),
    (CCP_UNITS, HOLDING),
    (CCP_UNITS, HOLDING_BOUGHT),
    (CASH_BLOCKED, CCP_CASH),
    (CCP_CASH, CASH),
    (CASH_BLOCKED, CASH),
    (CASH_BLOCKED, VENUE_FEES),
    (CASH, VENUE_FEES),
    why="Delivery against payment through the central counterparty, all or none.",
)
CREDIT_FREE = TransactionType(
    "credit.free", (HOLDING_BOUGHT, HOLDING), why="A new day: what was bought can be sold."
)
TRANSFER_PROPOSE = TransactionType(
    "transfer.propose",
    (HOLDING_BLOCKED, SET_ASIDE),
    why="The serials of a transfer are fixed before it is proposed to the other registry.",
)
TRANSFER_RETURN = TransactionType(
    "transfer.return", (SET_ASIDE, HOLDING), why="A transfer has failed: its credits come back."
)
TRANSFER_SEND = TransactionType(
    "transfer.send", (SET_ASIDE, IN_TRANSIT), why="Credits leave the sending registry."
)
TRANSFER_RECEIVE = TransactionType(
    "transfer.receive", (IN_TRANSIT, HOLDING), why="Credits enter the receiving registry."
)
CREDIT_TRANSFER = TransactionType(
    "credit.transfer", (HOLDING, HOLDING), why="One holder passes credits on inside a registry."
)
CREDIT_ADAPTATION = TransactionType(
    "credit.adaptation",
    (ADAPTATION, HOLDING),
    why="The Adaptation Fund passes credits of its share of proceeds to a holder.",
)
CREDIT_RETIRE = TransactionType(
    "credit.retire", (HOLDING, RETIRED), why="A credit is used against emissions, for good."
)
CREDIT_CANCEL = TransactionType(
    "credit.cancel",
    (HOLDING, CANCELLED),
    (HOLDING, CANCELLED_OIMP),
    (HOLDING, CANCELLED_OTHER),
    why="A credit is withdrawn by its holder, for good.",
)
CREDIT_CANCEL_ORDERED = TransactionType(
    "credit.cancel_ordered",
    (HOLDING, CANCELLED_MANDATORY),
    (HOLDING_FROZEN, CANCELLED_MANDATORY),
    why="A credit is cancelled because the committee ordered it.",
)
BUFFER_CANCEL = TransactionType(
    "buffer.cancel",
    (BUFFER, CANCELLED_MANDATORY),
    why="Storage was reversed: the committee cancels credits of the project's buffer first.",
)
BUFFER_RELEASE = TransactionType(
    "buffer.release",
    (BUFFER, HOLDING),
    why="The committee releases what is left of a project's buffer to its owner.",
)
CREDIT_REPLACE = TransactionType(
    "credit.replace",
    (HOLDING, CANCELLED_MANDATORY),
    why="The owner of a project replaces stored tonnes that its buffer did not cover.",
)
CREDIT_FIRST_CALL = TransactionType(
    "credit.first_call",
    (HOLDING, HOLDING),
    why="The first credits of a project that are issued to its owner go to its funder.",
)
CREDIT_CORRECT = TransactionType(
    "credit.correct",
    (HOLDING, CANCELLED_ADMIN),
    (HOLDING_FROZEN, CANCELLED_ADMIN),
    why="A credit that was issued by mistake is cancelled by a decision that names the issuance.",
)
CREDIT_FREEZE = TransactionType(
    "credit.freeze", (HOLDING, HOLDING_FROZEN), why="A court freezes credits where they are."
)
CREDIT_UNFREEZE = TransactionType(
    "credit.unfreeze", (HOLDING_FROZEN, HOLDING), why="A court lifts its freeze."
)
COURT_TRANSFER = TransactionType(
    "court.transfer",
    (HOLDING_FROZEN, HOLDING),
    why="A court gives frozen credits to another holder.",
)
CREDIT_OFFSET = TransactionType(
    "credit.offset", (HOLDING, OFFSET), why="A credit is used for compliance, for good."
)
CREDIT_REVERSE = TransactionType(
    REVERSAL,
    (RETIRED, HOLDING),
    (OFFSET, HOLDING),
    why="A registry's manager takes back a use towards an NDC or an offset.",
)
