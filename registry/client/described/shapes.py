"""The shapes of answers. Made by `tanlu docs` from the API's description: not to be edited."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class AccountAnswer(TypedDict):
    """An account with the changes of its state, its freezes, and the steps of the calling seat."""

    account: AccountView
    changes: list[ChangeView]
    freezes: list[FreezeView]
    possible: list[str]


class AccountView(TypedDict):
    """An account in a registry; `held`, and its part `frozen`, in tonnes over all batches. `type` is the code in the number; `owner` a seat, or the name of a system account, which has no state of its own and is open."""

    account: int
    number: str
    type: int
    registry: str
    owner: str
    state: str
    restricted: list[str]
    held: int
    frozen: int


class ActAnswer(TypedDict):
    """The current or last act of the lesson."""

    number: int
    of: int
    title: dict[str, str]
    between: bool
    next: NextAct | None


class ActView(TypedDict):
    """One act; `side` is empty for the end of a notice."""

    act: int
    agreement: str
    trigger: str
    side: str
    seat: str
    reason: str
    at: int


class AdjustmentView(TypedDict):
    """One entry of a party."""

    adjustment: int
    party: str
    kind: str
    year: int
    quantity: int
    because: str
    at: int


class AgreementAnswer(TypedDict):
    """An agreement with its acts, the steps of the calling seat, and whose act is waited for."""

    agreement: AgreementView
    acts: list[ActView]
    possible: list[str]
    awaited_step: str
    awaited_country: str


AgreementState = Literal['mou', 'signed', 'active', 'suspended', 'terminating', 'terminated']


class AgreementView(TypedDict):
    """An agreement: its parties, its terms and its state; shares and percentages are exact text."""

    code: str
    partner: str
    host: str
    title_en: str
    title_zh: str
    approach: str
    status: str
    split_rule: SplitRule
    partner_share: str
    host_share: str
    odd_to: Side | None
    min_share_percent: str
    purposes: list[str]
    vintage_first: int
    vintage_last: int
    term_first_day: str
    term_last_day: str
    sop_percent: str
    omge_percent: str
    rounding: Rounding
    tradable: bool
    virtual: bool
    notice_days: int
    oimp_definition: str
    dual_purpose: str
    terms_stated: bool
    ndc_first_year: int
    ndc_last_year: int
    issuance_mode: str
    host_spares_t: int | None
    partner_needs_t: int | None
    state: AgreementState
    ends_at: int | None


class Aim(TypedDict):
    """One aim of a seat as things stand; `unit` is that of its numbers: t, fen or tasks. `kind` and `reason` are codes (`words.py`); `reason` is "" where there is a verdict. `target` None: the plan sets none. `figures` are what `reached` is made of, in the unit at the end of their names (_t tonnes, _fen, _ms of lesson time; counts without one)."""

    kind: str
    unit: str
    target: int | None
    reached: int
    met: bool | None
    reason: NotRequired[str]
    figures: NotRequired[dict[str, int]]


AlertKind = Literal['own_trade', 'back_and_forth', 'ring', 'marking_close', 'corner']


class AnnouncementAnswer(TypedDict):
    """An announcement: its number from 1 and its lesson time in ms. A text is empty in a language in which it was not written; `planned`: the lesson plan has it; `command` is its number in the log."""

    number: int
    at: int
    text_zh: str
    text_en: str
    planned: bool
    command: int


class AuctionView(TypedDict):
    """What a call auction would give if it ended now: price in fen per tonne, tonnes. `price` and `imbalance` are None while bids and asks do not cross. `imbalance` are the tonnes bid less those offered at the price or better: above zero bids are left over, below zero asks. Hidden tonnes count."""

    price: int | None
    volume: int
    imbalance: int | None


class AuditAnswer(TypedDict):
    """The audit, run now on the last committed group."""

    holds: bool
    invariants: int
    broken: list[BrokenInvariant]
    command: int
    chain_head: str


class AuthorisationActView(TypedDict):
    """One act; `seat` "": it followed from the terms."""

    trigger: str
    version: int
    seat: str
    reason: str
    circumstance: str
    at: int


AuthorisationState = Literal['applied', 'rejected', 'in_force', 'suspended', 'revoked', 'expired', 'exhausted']


class AuthorisationView(TypedDict):
    """An authorisation with the terms of its version; 0: it is only applied for."""

    purposes: list[str]
    parties: list[str]
    entities: list[str]
    max_quantity: int | None
    vintage_first: int
    vintage_last: int
    last_day: str
    definition: str
    circumstances: list[str]
    code: str
    version: int
    state: AuthorisationState
    host: str
    project: str
    agreement: str
    reaches_transferred: bool
    applied_by: str
    granted_by: str
    granted_at: int


class AuthorisedRangeView(TypedDict):
    """A range of serials for which an authorisation has been stated."""

    authorisation: str
    version: int
    host: str
    asset: int
    first: int
    last: int
    since: int


class BalanceRow(TypedDict):
    """A sub-account with its account; `balance` in tonnes or fen."""

    sub: int
    number: str
    owner: str
    registry: str
    asset: int
    asset_code: str
    asset_kind: str
    kind: str
    floor: int
    balance: int


class BaselineView(TypedDict):
    """A tightening of a baseline: periods that begin on `first_day` or later have a factor that is `percent` lower."""

    step: int
    agreement: str
    code: str
    percent: str
    first_day: str
    motion: int | None
    seat: str
    reason: str
    at: int


class BidView(TypedDict):
    """A bid as its bidder sees it; `paid` is the price of its trade, once it has won."""

    bid: int
    session: int
    instrument: str
    bidder: str
    price: int
    quantity: int
    won: int
    paid: int | None
    status: str
    ending: str
    at: int
    trade: int | None


class BlockRow(TypedDict):
    """A serial block with the account that has or had it."""

    block: int
    asset: int
    first: int
    last: int
    owner: str
    kind: str
    registry: str
    number: str
    parent: int | None
    opened: int
    closed: int | None
    command: int
    at: int
    type: str
    transaction: int


class BookAnswer(TypedDict):
    """The best price levels of both sides, best first, and a call auction's result if it ended now. `sequence` and `at`: the last command of the state that was read, and its lesson time in ms."""

    instrument: str
    bids: list[DepthLevel]
    asks: list[DepthLevel]
    auction: AuctionView | None
    sequence: int
    at: int


class BothLanguages(TypedDict):
    """A text in English and Chinese."""

    en: str
    zh: str


class BranchView(TypedDict):
    """Another open lesson with the same commands up to `command`, and what came of it. `lesson` is its code; `source`: this lesson branches off it, otherwise it off this lesson. `changes` are the values of the plan that the branch changed; `at` is how far it has come, in ms of lesson time."""

    lesson: str
    source: bool
    command: int
    changes: dict[str, Any]
    at: int
    over: bool
    compliance: RoomCompliance
    markets: list[MarketFigures]


class BrokenInvariant(TypedDict):
    """An invariant that does not hold, and the finding."""

    invariant: str
    sentence: str
    found: str


class BufferView(TypedDict):
    """The buffer of a project, in tonnes; it can be released after `until_at` (lesson time, ms)."""

    project: str
    agreement: str
    host: str
    owner: str
    storage: str
    percent: str
    until_at: int
    source: str
    status: str
    contributed_t: int
    cancelled_t: int
    released_t: int
    held_t: int


class Candle(TypedDict):
    """The trades of some minutes: `at` is their beginning, `average` is volume-weighted."""

    at: int
    open: int
    high: int
    low: int
    close: int
    average: int
    volume: int
    turnover_fen: int
    trades: int


class CashAnswer(TypedDict):
    """Cash of one seat at the settlement bank, in fen: total = free + blocked. `sequence` and `at`: the last command of the state that was read, and its lesson time in ms."""

    free_fen: int
    blocked_fen: int
    total_fen: int
    sequence: int
    at: int


class ChangeView(TypedDict):
    """One change of an account's state."""

    change: int
    account: str
    trigger: str
    before: str
    after: str
    restricted: list[str]
    reason: str
    seat: str
    at: int


class ClockAnswer(TypedDict):
    """Lesson time and the next event, as the clock bar shows them."""

    at: int
    day: int
    days: int
    phase: str
    running: bool
    started: bool
    over: bool
    speed: int
    phase_ends_at: int | None
    due_at: int | None
    act: ActAnswer | None
    standing: bool
    slept_s: int
    practice: bool
    trouble: str


class CommandAnswer(TypedDict):
    """A logged command with its outcome: `accepted`, `refused` or `failed`."""

    number: int
    origin: str
    seat: str
    key: str | None
    at: int
    name: str
    arguments: dict[str, Any]
    outcome: dict[str, Any]
    first_posting: int
    last_posting: int
    previous: str
    hash: str


class CommentView(TypedDict):
    """A comment on a version of a design document, with its answer; `answered_at` None: none."""

    comment: int
    project: str
    design: int
    seat: str
    text: str
    at: int
    answer: str
    answered_by: str
    answered_at: int | None


class ComplianceView(TypedDict):
    """An emitter's obligation of its latest year, in tonnes. `short_t`: what allowances as allocated and accepted offsets leave open."""

    year: int
    obligation_t: int
    allowances_t: int
    cap_t: int
    offset_t: int
    left_t: int
    short_t: int


class ConcentrationAnswer(TypedDict):
    """The concentration of an instrument's deliverable tonnes. The index is the sum of squared shares in percent, 0 to 10,000: exact as a fraction, and in points rounded half up."""

    instrument: str
    total_t: int
    holders: int
    hhi_exact: str
    hhi_points: int
    top: list[Share]


class ConclusionView(TypedDict):
    """A verifier's conclusion on a version of a report."""

    positive: bool
    note: str
    concluded_by: str
    concluded_at: int
    findings: list[MonitoringFindingView]
    vintages: list[MonitoringVintageView]


class Condition(TypedDict):
    """Condition"""


class CreditingView(TypedDict):
    """Days whose reductions are credited, both inclusive, ISO dates."""

    project: str
    number: int
    first_day: str
    last_day: str
    since: int


class CycleAnswer(TypedDict):
    """A project's way through the cycle. `to_sign` are the parties whose signature the newest allocation lacks. What is found at the site is shown to owner, validator and trainer."""

    stage: ProjectsStageView
    steps: list[ProjectsStepView]
    documents: list[DocumentView]
    comments: list[CommentView]
    to_sign: list[str]
    crediting: list[CreditingView]
    revisions: list[RevisionView]
    possible: list[str]


class DayFigures(TypedDict):
    """One day of one instrument; prices are None if nothing traded. `average` is the volume-weighted price. `open` follows the venue's rule, so a day without trades can have one; None before the first trade of the current day. `close` follows the market's rule and is carried over a day without trades; None during the day."""

    day: str
    reference: int
    open: int | None
    high: int | None
    low: int | None
    last: int | None
    average: int | None
    close: int | None
    volume: int
    turnover_fen: int
    trades: int


class DebriefView(TypedDict):
    """A lesson's debrief after its command `number`, at lesson time `at` in ms. `over`: its last day has ended; otherwise all figures are as things stand. `seats`: all of them for the trainer, else one. `room` and `branches` (open lessons that share this one's beginning) are for the trainer; null for a seat."""

    number: int
    at: int
    over: bool
    seats: list[SeatDebrief]
    room: RoomDebrief | None
    branches: list[BranchView] | None


class DecisionView(TypedDict):
    """One own order with its trades (kind buy, sell), or one own use of tonnes (offset, retire). `number` is the order's, of a use the command's. `paid_fen` was paid or received in all; of a use it is what the tonnes are worth so used. `judged_fen` is what they cost by the later trades of the instrument in the book, by tonnes, and after the last one by its price. `gain_fen` is the difference to the seat's advantage, each trade rounded to the fen; nobody could know it then."""

    kind: str
    number: int
    at: int
    instrument: str
    tonnes: int
    paid_fen: int
    judged_fen: int
    gain_fen: int


class Deduction(TypedDict):
    """Generation (MWh, exact decimal text) of a calendar year that is not verified."""

    year: int
    mwh: str


class DemandLine(TypedDict):
    """What a channel needs, in tonnes; None: nobody has stated how much. `party` is that of an NDC, "" for other channels. `met_t` was received for the NDC, submitted or retired; `fitting_t` is the supply that would serve it; `short_t` what the need exceeds it by."""

    channel: str
    party: str
    needed_t: int | None
    met_t: int
    fitting_t: int
    short_t: int | None


class DemonstrationAnswer(TypedDict):
    """A scenario in its lesson, and how far it has come."""

    lesson: str
    scenario: ScenarioAnswer
    people: list[PersonAnswer]
    taken: int
    steps: list[StepAnswer]


class DepthLevel(TypedDict):
    """One price: tonnes and orders that wait there, and how many tonnes are the reader's own."""

    price: int
    quantity: int
    orders: int
    own: int


class DesignationStep(TypedDict):
    """A step that moved a designation; `motion` is the committee's, None without one."""

    trigger: str
    motion: int | None
    seat: str
    reason: str
    at: int


class DesignationView(TypedDict):
    """An entity's designation for one function in one sectoral scope; `agreement` "" for domestic projects. `acts` are its steps, oldest first."""

    designation: int
    seat: str
    agreement: str
    function: str
    scope: int
    state: str
    acts: list[DesignationStep]


class Difference(TypedDict):
    """One difference: where it was found, in what, what stands there and what should."""

    transfer_id: str
    registry: str
    against: str
    what: str
    recorded: str
    expected: str


class DocumentView(TypedDict):
    """One version of a document; `text` has a line for each field, `digest` is its SHA-256."""

    id: int
    kind: str
    about: str
    version: int
    text: str
    digest: str
    submitted_by: str
    submitted_at: int


class DoubleClaim(TypedDict):
    """A period, and one of the same installation under another project that shares days with it. `state` is that of the other one's request or registration, "" while nobody has claimed it; `agreement` the one that the other project is under, "" for a domestic one. The period itself can be requested from `available_from`, lesson time in ms."""

    installation: str
    project: str
    period: int
    elsewhere: str
    other: int
    agreement: str
    state: str
    available_from: int


Driver = Literal['bot', 'person', 'away']


class Entry(TypedDict):
    """One line of the surveillance list; `commands` entered its orders and made its trades. `modes` are those of its trades: book, block, quote, bidding or auction."""

    instrument: str
    day: str
    kind: AlertKind
    owners: list[str]
    modes: list[str]
    figures: dict[str, int]
    trades: list[TradeBehind]
    orders: list[OrderBehind]
    commands: list[int]


class EquilibriumView(TypedDict):
    """The competitive equilibrium: the prices, ends included, tonnes, and the surplus in fen."""

    lowest_fen: int
    highest_fen: int
    quantity_t: int
    surplus_fen: int


class Example(TypedDict):
    """A worked example: its inputs, every figure recomputed, and what is printed."""

    id: str
    en: str
    zh: str
    inputs: dict[str, str]
    recomputed: dict[str, str]
    printed: list[Printed]
    source: str
    status: str


class FactInEffect(TypedDict):
    """One fact of a venue: `mode` is the way of trading, empty for the venue as a whole. `holds`: whether this version is in effect, for a rule with several; otherwise None."""

    mode: str
    name: str
    value: Any
    en: str
    zh: str
    source_en: str
    source_zh: str
    status: str
    holds: bool | None


class Factor(TypedDict):
    """A grid factor with everything that says which one it is: kind, year, source, status."""

    grid: str
    kind: str
    value: str
    unit: str
    year: str
    source: str
    status: str


Fault = Literal['missing', 'malformed', 'not_applicable', 'filled_by_platform', 'pair_illegal', 'range_reversed', 'unknown_authorization', 'unknown_entity', 'holdings_overlap', 'used_but_held', 'attributes_differ']


class FaultView(TypedDict):
    """A trainer's card; `message` is the one that it has hit, None while it waits."""

    fault: int
    kind: str
    step: str
    source: str
    target: str
    hours: int
    quantity: int
    laid_at: int
    until: int | None
    message: int | None
    used_at: int | None
    recalled: bool


class Figure(TypedDict):
    """The generation (MWh, exact decimal text) of a month such as `2027-03`, or of a year."""

    part: str
    mwh: str


class FigureView(TypedDict):
    """A reported figure beside what is expected of its part; MWh as exact decimal text."""

    part: str
    reported_mwh: str
    expected_mwh: str
    cost: int


class FinanceView(TypedDict):
    """A project with costs: its owner and partner, its mode, its funders."""

    project: str
    owner: str
    partner: str
    mode: str
    source: str
    status: str
    funders: list[FunderView]


class FirstTransferView(TypedDict):
    """A range that was first transferred."""

    host: str
    project: str
    asset: int
    first: int
    last: int
    vintage: int
    marked_by: str
    receiver: str
    authorisation: str
    version: int
    because: str
    at: int


class FittingReport(TypedDict):
    """Supply by agreement, kind and vintage, beside demand by channel."""

    supply: list[SupplyLine]
    demand: list[DemandLine]


class FlowDay(TypedDict):
    """The money of a project on one day, from a seat's side, in fen; `day` is its beginning (ms). `sold_fen` came in for `sold_t`, `received_fen` from funders or as a repayment; `paid_fen` went out. `net_fen` is of the day, `total_fen` of all days so far."""

    day: int
    sold_t: int
    sold_fen: int
    received_fen: int
    paid_fen: int
    net_fen: int
    total_fen: int


class Found(TypedDict):
    """A fault of one row (from 1) of a table, by the table's and the column's key. `field` is "" where it is about the row; `value` is what stands there, or the other row."""

    fault: Fault
    part: str
    row: int
    field: NotRequired[str]
    value: NotRequired[str]


class FreezeView(TypedDict):
    """Tonnes that a court froze, with their serials; `receiver` is whom the court gave them to."""

    freeze: int
    account: str
    owner: str
    registry: str
    asset: int
    quantity: int
    ranges: list[list[int]]
    court_order: str
    state: str
    receiver: str
    at: int
    ended_at: int | None


class FunderView(TypedDict):
    """A funder of a project, and the tonnes of its first call that it has received."""

    funder: int
    project: str
    type: str
    seat: str
    amount_fen: int
    repay_fen: int
    credits_first_t: int
    delivered_t: int
    source: str
    status: str


class GainsView(TypedDict):
    """Gains before fees, in fen: of a unit's tonnes those that came first leave first. `realised_fen`: received for sold tonnes less what they cost. `unrealised_fen`: bought tonnes that are left, at the last price of their instrument, less what they cost. `unpriced_t` were sold without having been bought and brought `unpriced_fen`; `used_t` bought tonnes were offset, retired, cancelled or given away, and had cost `used_cost_fen`."""

    realised_fen: int
    unrealised_fen: int
    unpriced_t: int
    unpriced_fen: int
    used_t: int
    used_cost_fen: int


class Grid(TypedDict):
    """A regional grid: its margins as decimals, the printed one, and whether they agree."""

    code: str
    en: str
    zh: str
    om: str
    bm: str
    weight_om: str
    weight_bm: str
    combined_margin: str
    printed_margin: str
    reproduces: bool
    factors: list[Factor]


class HoldingView(TypedDict):
    """Tonnes of one batch in one registry, first in first out."""

    registry: str
    account: str
    asset: int
    host: str
    unit: str
    project: str
    vintage: int
    free_t: int
    blocked_t: int
    ranges: list[SerialSpan]


class ImportView(TypedDict):
    """A request for an import: `quantity` tonnes, serials `first` to `last` of `origin`. `project` is its number there, `proof` that of the cancellation there; `asset` the batch that was issued in their place, whose first serial stands for `first`."""

    request: int
    seat: str
    registry: str
    origin: str
    project: str
    installation: str
    first_day: str
    last_day: str
    first: int
    last: int
    quantity: int
    proof: str
    state: str
    requested_at: int
    asset: int | None
    decided_by: str
    decided_for: str
    decided_at: int | None


class IncidentAnswer(TypedDict):
    """An incident by its number, its record, and the steps that the calling seat can take now."""

    incident: int
    record: IncidentView
    possible: list[str]


class IncidentView(TypedDict):
    """An incident with its team, its steps and the texts proposed, oldest first. `about` and `subject` name what it concerns; `opened_by` is "" for the lesson itself. `due_at` and `late_at` are lesson time (ms); `late_at` None: never late so far."""

    incident: int
    agreement: str
    risk: str
    about: str
    subject: str
    quantity: int
    reason: str
    state: str
    opened_by: str
    opened_at: int
    due_at: int
    late_at: int | None
    concluded_at: int | None
    team: list[TeamView]
    steps: list[RisksStepView]
    notes: list[NoteView]


class IndicatorView(TypedDict):
    """A year in another metric, in units of it: `adjustment` has the opposite sign of tonnes."""

    metric: str
    year: int
    transferred: int
    used: int
    adjustment: int


class InitialReportView(TypedDict):
    """A version of an initial report; its texts are by their names."""

    report: int
    party: str
    first_year: int
    last_year: int
    version: int
    state: str
    texts: list[list[str]]
    method: str
    target_t: int
    inventory_year: int
    inventory_t: int
    submitted_by: str
    submitted_at: int | None
    ends_at: int | None
    finding: str
    found: str
    reviewed_by: str
    reviewed_at: int | None


class InstrumentDays(TypedDict):
    """An instrument's days, oldest first: fen a tonne and tonnes, of trades in the book."""

    instrument: str
    days: list[DayFigures]


class IssuanceView(TypedDict):
    """An issuance request and what came of it; `papers` is what its owner stated, as JSON. `vintages` and `parts` are what the published decision fixed; empty before, and if the agreement is virtual."""

    request: int
    project: str
    period: int
    vintage: int
    host: str
    quantity: int
    deducted_mwh: str
    statement: str
    papers: str
    item: int
    state: str
    requested_by: str
    requested_at: int
    asset: int | None
    mode: str | None
    host_t: int | None
    partner_t: int | None
    proceeds_t: int | None
    omge_t: int | None
    buffer_t: int | None
    authorisation: str
    host_issued_at: int | None
    partner_issued_at: int | None
    issued_at: int | None
    vintages: list[IssuanceVintageView]
    parts: list[PartView]


class ItemAnswer(TypedDict):
    """An item, the steps that the calling seat can take on it now, and for whom it may vote."""

    item: ItemView
    possible: list[str]
    in_name_of: list[str]


class ItemView(TypedDict):
    """An item: `votes` are those that count in its present circulation, `said` is everything. `due_at` is the lesson time at which its clock runs out, None while none runs; `if_silent` what then happens if nobody says anything more: adopted or lapsed, "" without a clock."""

    item: int
    agreement: str
    kind: str
    subject: int
    quantity: int
    digest: str
    circulation: int
    state: str
    opened_by: str
    opened_at: int
    circulated_at: int | None
    due_at: int | None
    if_silent: str
    decided_at: int | None
    published_at: int | None
    used_for: str
    used_at: int | None
    votes: list[VoteView]
    said: list[VoteView]
    members: list[MemberView]
    papers: list[PaperView]


class LegRow(TypedDict):
    """A posting with both running balances before and after."""

    posting: int
    transaction: int
    type: str
    because: str
    command: int
    at: int
    asset: int
    asset_code: str
    asset_kind: str
    source: int
    source_owner: str
    source_kind: str
    source_number: str
    target: int
    target_owner: str
    target_kind: str
    target_number: str
    quantity: int
    source_after: int
    target_after: int


class LevelView(TypedDict):
    """What a round allows a party in a year, in tonnes; `held_at` None: it is still to come."""

    round: int
    title_en: str
    title_zh: str
    year: int
    level_t: int
    held_at: int | None


class Lot(TypedDict):
    """Tonnes of one batch."""

    asset: int
    quantity: int


class MarketFigures(TypedDict):
    """A unit's market in short: what came of it; None where it is not defined."""

    unit: str
    room: OutcomeView
    zero_intelligence: OutcomeView | None


class MarketView(TypedDict):
    """One unit's market, in the steps of the reveal. `steps` names those that this market has, in order: trades, orders, values, equilibrium, outcome. `reason` is a code: why there is no equilibrium, or "". `demand` are private values, `supply` the costs of tonnes that were issued to seats with given costs. `zero_intelligence`: traders that draw prices by lot, on the same values."""

    unit: str
    instruments: list[str]
    steps: list[str]
    reason: str
    trades: list[TradePoint]
    orders: list[OrderPoint]
    demand: list[MarketsStepView]
    supply: list[MarketsStepView]
    equilibrium: EquilibriumView | None
    room: OutcomeView
    zero_intelligence: OutcomeView | None


class MeAnswer(TypedDict):
    """The holder of the token and the seat for which it acts."""

    lesson: str
    seat: str
    role: Role
    name: str
    participant: ParticipantView | None
    accounts: dict[str, str]
    trainer: bool
    personal_code: str


class MemberView(TypedDict):
    """A member before an item: `chairs` for its side, `recused` without a vote, its vote so far."""

    seat: str
    side: str
    chairs: bool
    recused: bool
    vote: str
    reason: str
    at: int | None


class MessageView(TypedDict):
    """A message between a registry and the log; see `TransferMessage`."""

    message: int
    transfer_id: str
    sender: str
    receiver: str
    sequence: int
    attempt: int
    repeats: int
    kind: str
    failed_check: int
    ranges: str
    quantity: int
    digest: str
    state: str
    sent_at: int
    due_at: int | None
    delivered_at: int | None
    answered_check: int


Method = Literal['averaging', 'trajectory', 'multi_year_budget']


class MethodologyStep(TypedDict):
    """A step with a version, or a public input to it (`comment`)."""

    trigger: str
    motion: int | None
    seat: str
    reason: str
    at: int


class MethodologyVersionView(TypedDict):
    """A version of a methodology under an agreement, "" on the list for domestic projects. `methodology` is its number, 0 where the plan names no procedure for it. `steps` are oldest first."""

    methodology: int
    code: str
    version: int
    agreement: str
    name_en: str
    name_zh: str
    source: str
    status: str
    scope: int
    crediting_years: int
    storage: str
    buffer_percent: str
    proposed_by: str
    state: str
    ends_at: int | None
    overdue: bool
    motion: int | None
    valid_until: int | None
    revisions: str
    conditions: list[Condition]
    steps: list[MethodologyStep]


class Mistake(TypedDict):
    """What is printed and what is right; `recomputed` is None where nothing is computed."""

    id: str
    document: str
    where_en: str
    where_zh: str
    kind: str
    kind_en: str
    kind_zh: str
    printed: str
    correct_en: str
    correct_zh: str
    recomputed: Recomputed | None


class MonitoringAnswer(TypedDict):
    """A monitoring period with every version of its report, the oldest first. Samples of a version that is not concluded are its verifier's. `readings` are the owner's own, MWh by month."""

    monitoring: MonitoringView
    reports: list[MonitoringReportView]
    readings: dict[str, str]


class MonitoringView(TypedDict):
    """An open monitoring period; `version` 0 and `verifier` "" before the first report."""

    monitoring: int
    project: str
    period: int
    gap: str
    state: str
    version: int
    verifier: str
    partner_statement: str
    host_statement: str
    opened_at: int


class MotionView(TypedDict):
    """A motion: what it asks for about what, and since when it holds (None: it does not)."""

    motion: int
    kind: str
    agreement: str
    about: str
    terms: str
    reason: str
    quantity: int
    item: int
    state: str
    requested_by: str
    requested_at: int
    since: int | None


class MovementAnswer(TypedDict):
    """A movement that is or was held, and the steps of the calling seat on it."""

    movement: MovementView
    possible: list[str]


class MovementView(TypedDict):
    """A command of `seat` that waits before it moves units: for `approver`, "" for nobody, and then for a delay if it goes to an account (`target`) that the seat does not trust. `ends_at` is when it expires or is carried out; `reason` of one that failed is a refusal's code. `asks` are its arguments as (name, value); `lots` the tonnes of each batch that it blocks."""

    movement: int
    seat: str
    approver: str
    command: str
    asks: list[list[str]]
    registry: str
    target: str
    quantity: int
    lots: list[list[int]]
    state: str
    proposed_at: int
    delayed_at: int | None
    ends_at: int | None
    decided_by: str
    reason: str
    decided_at: int | None


class NdcAnswer(TypedDict):
    """The accounts of a party, each entry of its adjustments, and what its target spares (None: a figure is missing)."""

    accounts: list[NdcView]
    entries: list[AdjustmentView]
    spared: Spared | None


class NdcView(TypedDict):
    """The NDC account of a party for one period. `results` are the balances by all methods, each beside the target; `result` is that of the party's own, None while it has none. `room_t`: what it can first transfer over all years and keep its target, below zero what it lacks; None if a figure is missing."""

    party: str
    alpha3: str
    name_en: str
    name_zh: str
    first_year: int
    last_year: int
    target_type: str
    method: str
    status: str
    locked_at: int | None
    closes_at: int | None
    closed_at: int | None
    years: list[YearView]
    results: list[Result]
    result: Result | None
    room_t: str | None
    waterfall: Waterfall | None
    levels: list[LevelView]
    report: InitialReportView | None
    metric: str
    indicators: list[IndicatorView]


class NextAct(TypedDict):
    """The next act."""

    title: dict[str, str]
    day_text: dict[str, str]


class NoteView(TypedDict):
    """A text proposed as public note, and the sides that consent to it."""

    note: int
    text: str
    side: str
    seat: str
    at: int
    consents: list[str]


class OfferView(TypedDict):
    """An offer, as its maker and the asker see it; `side` is its maker's."""

    offer: int
    request: int
    instrument: str
    maker: str
    side: str
    price: int
    quantity: int
    status: str
    at: int
    trade: int | None


class OffsetPosition(TypedDict):
    """The offset desk as one emitter sees it; all figures in tonnes."""

    seat: str
    year: int
    obligation_t: int
    allowances_t: int
    cap_t: int
    used_t: int
    left_t: int
    rule: RuleView | None


class OpeningView(TypedDict):
    """A request to open an account; `account` is the number of the one that was opened."""

    request: int
    seat: str
    registry: str
    reason: str
    state: str
    requested_at: int
    account: str
    decided_by: str
    decided_for: str
    decided_at: int | None


class OrderBehind(TypedDict):
    """An order behind an alert; `command` is the one that entered it."""

    order: int
    owner: str
    side: str
    command: int


class OrderPoint(TypedDict):
    """The limit orders entered in a quarter of an hour from `at` on, at their latest limits. `side`: buy or sell; `tonnes` as ordered, traded or not."""

    instrument: str
    at: int
    side: str
    orders: int
    tonnes: int
    lowest_fen: int
    highest_fen: int


class OrderView(TypedDict):
    """An order; quantity = filled + open + reduced. `ending` says why some of it left without a trade, empty when its owner took it off or nothing did. `shown` is what an iceberg shows of its `peak`; `trigger` is there while a stop waits. `client_order_id` is what its owner calls it, for the owner and the trainer alone."""

    order: int
    instrument: str
    owner: str
    side: str
    kind: str
    time_in_force: str
    price: int | None
    quantity: int
    filled: int
    open: int
    status: str
    ending: str
    day: str
    at: int
    entered: int
    ended: int | None
    reduced: int
    peak: int | None
    shown: int | None
    trigger: int | None
    expires: str | None
    post_only: bool
    client_order_id: NotRequired[str | None]


Outcome = Literal['met', 'missed', 'indeterminate']


class OutcomeView(TypedDict):
    """What came of a market: trades, their average price by tonnes (None: none), and its measures. `surplus_fen` is what the tonnes are worth to those who bought them less what they cost those who sold them; tonnes that others hold between count as the middle price of the equilibrium, rounded down. `efficiency_percent`: its part of the most that there is. `alpha_percent`: Smith's alpha, the spread of prices around that middle. None: not defined."""

    trades: int
    traded_t: int
    average_fen: int | None
    surplus_fen: int | None
    efficiency_percent: float | None
    alpha_percent: float | None


class OwnTrade(TypedDict):
    """A trade of the asking seat: its side, its order with the seat's own name for it, its fee in fen, and the settlement. `liquidity`: whether its order rested ("maker") or met one that did ("taker"); null for a trade of a call auction, in which no order rests, and outside the book."""

    trade: int
    instrument: str
    side: str
    price: int
    quantity: int
    order: int
    at: int
    settled: int
    fee_fen: int
    liquidity: Literal['maker', 'taker'] | None
    client_order_id: str | None


class Pair(TypedDict):
    """What one seat bought of another, trades of every kind: their number, tonnes and fen."""

    buyer: str
    seller: str
    trades: int
    tonnes: int
    fen: int


class PaperView(TypedDict):
    """A paper of an item, as its present circulation has it; `digest` is a SHA-256."""

    name: str
    text: str
    digest: str


class PartView(TypedDict):
    """A range of a decided batch: the registry that issues it, and the holder who receives it. `levy` is "proceeds", "omge" or "buffer" for what is taken first; `seat` owns its account."""

    asset: int
    side: str
    levy: str
    registry: str
    seat: str
    first: int
    last: int
    quantity: int


class ParticipantView(TypedDict):
    """A participant as pages show it; `offices` are all that it holds, that of its role first."""

    seat: str
    role: str
    offices: list[str]
    name_en: str
    name_zh: str
    country: str


class PartnerView(TypedDict):
    """A seat with which this one traded: trades, tonnes and fen, as this one bought and sold."""

    seat: str
    trades: int
    bought_t: int
    sold_t: int
    bought_fen: int
    sold_fen: int


class PaymentView(TypedDict):
    """A payment for a project; `payer` and `payee` are "" for the world outside the lesson."""

    payment: int
    project: str
    kind: str
    period: int | None
    funder: int | None
    payer: str
    payee: str
    amount_fen: int
    due_at: int
    state: str
    posted_as: int | None
    paid_at: int | None
    source: str
    status: str


class Percentage(TypedDict):
    """A recipient's part of what a project's issuances share out, exact decimal text."""

    seat: str
    percent: str


class PeriodView(TypedDict):
    """A monitoring period with its reduction: exact as text, and in whole tonnes. Each calendar year is rounded down by itself (programme rules, check 5052); `whole_t` is the sum of `by_vintage`. `report` is the SHA-256 of its monitoring report."""

    project: str
    number: int
    first_day: str
    last_day: str
    vintage: int
    generation_mwh: str
    available_from: int
    exact_t: str
    whole_t: int
    by_vintage: list[VintageTonnes]
    report: str


class PersonAnswer(TypedDict):
    """A name that the steps of a scenario use, and its seat."""

    name: str
    seat: str


class PlaceInLine(TypedDict):
    """Orders and tonnes that trade before an own order, at its price and at better prices. `level` counts price levels from the best one, 1. Tonnes are displayed quantities."""

    order: int
    price: int
    level: int
    ahead_orders: int
    ahead_t: int
    better_t: int


class PriceView(TypedDict):
    """The price in fen per tonne that values an instrument's tonnes: its last, or its reference."""

    instrument: str
    registry: str
    unit: str
    host: str
    price_fen: int
    traded: bool


class Printed(TypedDict):
    """One printed figure beside the recomputed one; a misprint is one that cannot be meant."""

    field: str
    printed: str
    printed_value: str
    rounded_to: str
    recomputed: str
    reproduces: bool
    misprint: bool
    note_en: str
    note_zh: str


class ProjectAnswer(TypedDict):
    """A project with its monitoring periods, and those for which issuance can be requested now."""

    project: ProjectView
    periods: list[PeriodView]
    open_periods: list[int]


ProjectState = Literal['idea', 'note_submitted', 'note_accepted', 'note_objected', 'design_submitted', 'public_input', 'validation', 'validation_positive', 'validation_negative', 'reference_assessed', 'allocation_agreed', 'registration_requested', 'registered', 'rejected', 'crediting_over', 'withdrawn', 'deregistered']


class ProjectView(TypedDict):
    """A project as pages show it; factors are exact decimals as text."""

    code: str
    agreement: str
    host: str
    unit: str
    name_en: str
    name_zh: str
    owner: str
    partner: str
    kind: str
    methodology: str
    margin: str
    om: str
    bm: str
    weight_om: str
    weight_bm: str
    margin_status: str
    from_covered_entity: bool
    installation: str
    stakes: str


class ProposalView(TypedDict):
    """A block proposal as its two sides see it; `side` is the proposer's. `expires` None: with the trading day. `trade` is there once it was traded."""

    proposal: int
    instrument: str
    proposer: str
    counterparty: str
    side: str
    price: int
    quantity: int
    state: str
    at: int
    expires: int | None
    trade: int | None


class PublicNote(TypedDict):
    """What the public learns of a concluded incident: the text of both governments."""

    incident: int
    agreement: str
    risk: str
    text: str
    at: int


class PublicTrade(TypedDict):
    """A trade without its parties."""

    trade: int
    instrument: str
    price: int
    quantity: int
    taker_side: str
    at: int


class PublishedBatch(TypedDict):
    """A batch with its serials."""

    asset: int
    unit: str
    host: str
    project: str
    methodology: str
    vintage: int
    period_first: str
    period_last: str
    first: int
    last: int
    quantity: int


class PublishedBlock(TypedDict):
    """A range of a batch: its parent, and the children into which it was divided. `closed`: its children, or its owner's next block, have taken its place. `owner` is that of a system account, "" for every holder."""

    block: int
    first: int
    last: int
    quantity: int
    registry: str
    owner: str
    kind: str
    parent: int | None
    children: list[int]
    closed: bool
    type: str
    at: int


class PublishedEnding(TypedDict):
    """Credits that were retired or cancelled; `reversed_at`: the registry has taken it back."""

    retirement: int
    ending: str
    owner: str
    registry: str
    asset: int
    project: str
    vintage: int
    quantity: int
    purpose: str
    beneficiary: str
    claim: str
    ranges: str
    at: int
    reversed_at: int | None


class PublishedIssuance(TypedDict):
    """A request and what came of it; `first` and `last` are its batch's serials, None before."""

    request: int
    project: str
    vintage: int
    host: str
    quantity: int
    item: int
    state: str
    asset: int | None
    first: int | None
    last: int | None
    host_t: int | None
    partner_t: int | None
    requested_at: int
    issued_at: int | None


class PublishedLesson(TypedDict):
    """A lesson whose registries can be read by everybody."""

    code: str
    title_en: str
    title_zh: str


class PublishedProject(TypedDict):
    """A project with its monitoring periods."""

    project: ProjectView
    periods: list[PeriodView]


class Quote(TypedDict):
    """One instrument now: prices in fen per tonne, None where there is none. `auction` is None outside a call auction."""

    instrument: str
    registry: str
    unit: str
    host: str
    tick: int
    lot: int
    phase: str
    halted: bool
    day: str
    reference: int
    lo: int
    hi: int
    last: int | None
    average: int | None
    volume: int
    turnover_fen: int
    trades: int
    bid: int | None
    ask: int | None
    auction: AuctionView | None


class Recomputed(TypedDict):
    """A calculation behind a mistake, line by line: what it is, its formula, and the result."""

    formula: str
    unit: str
    results: dict[str, str]
    reproduces: bool | None


class ReconciliationView(TypedDict):
    """A comparison of two registries with the log."""

    reconciliation: int
    one: str
    other: str
    state: str
    by: str
    at: int
    stages: list[ComparedStageView]


class RecordView(TypedDict):
    """What a registry, or the log (LOG), wrote down about a transfer. `corrects` is the record that this one replaces, 0 if none; `posted_as` None: nothing moved."""

    record: int
    registry: str
    transfer_id: str
    direction: str
    entry: str
    ranges: str
    quantity: int
    digest: str
    failed_check: int
    corrects: int
    posted_as: int | None
    at: int


class RefusalCount(TypedDict):
    """How often a refusal was met, by its code, with the rule that it names and how many met it. The texts are one sentence for all of them; its figures are ranges."""

    code: str
    rule: str
    count: int
    seats: int
    text_en: str
    text_zh: str


class RegistrationView(TypedDict):
    """A registration of domestic reductions."""

    registration: int
    project: str
    period: int
    quantity: int
    asset: int
    registered_by: str
    registered_at: int


class RepairStep(TypedDict):
    """A repair that a transfer needs now, and the registries whose managers may document it. `kind` is resend (of `message`), redo or correct; `message` is None for the other two."""

    kind: str
    message: int | None
    registries: list[str]


class RepairView(TypedDict):
    """A documented repair."""

    repair: int
    kind: str
    transfer_id: str
    message: int | None
    record: int | None
    reason: str
    by: str
    at: int


class ReplacementView(TypedDict):
    """Credits that took the place of lost tonnes."""

    asset: int
    registry: str
    quantity: int
    posted_as: int
    at: int


class ReportAnswer(TypedDict):
    """A version, its tables by their keys with values as text, what the comparison found, what the party wrote over, what is wrong with a draft, and the commands that the calling seat can give."""

    report: ReportsReportView
    tables: dict[str, list[dict[str, str]]]
    findings: list[ReportsFindingView]
    corrections: list[ReportsCorrectionView]
    faults: list[Found]
    possible: list[str]


class RequestView(TypedDict):
    """A request for quote; `side` is the asker's, `own` says whether the reader asked. `offers` counts the open offers for the asker, None for others: they are not told."""

    request: int
    instrument: str
    asker: str
    side: str
    quantity: int
    state: str
    at: int
    expires: int | None
    own: bool
    offers: int | None


class ResponseView(TypedDict):
    """How an office responds to a risk, by which day (ISO); the newest of a risk is in force."""

    entry: int
    risk: str
    response: str
    text: str
    due_day: str
    office: str
    seat: str
    at: int


class Result(TypedDict):
    """The balance of a period by one method beside its target, in tonnes. `emissions_t` and `target_t` are of the last year, by a budget of all years; `adjustment_t` is what the method adds to them. None: a figure is missing; `missing` names each as `emissions 2030`, `level 2030` or `method`."""

    method: Method
    emissions_t: int | None
    adjustment_t: str
    balance_t: str | None
    target_t: int | None
    outcome: Outcome
    missing: list[str]


class ResultView(TypedDict):
    """One seat: cash, tonnes, value now and at the beginning, trades, and what it decided. `value_fen` is cash and valued tonnes; `change_fen` the difference to the cash with which the seat began. `decisions` counts the accepted commands of the seat by name, `refused` the others."""

    seat: str
    role: Role
    driver: Driver
    cash_free_fen: int
    cash_blocked_fen: int
    units: list[UnitsView]
    units_fen: int
    value_fen: int
    began_fen: int
    change_fen: int
    traded: TradedView
    compliance: ComplianceView | None
    decisions: dict[str, int]
    refused: int


class ResultsView(TypedDict):
    """Results after a command, at a lesson time in ms, with the prices that value tonnes."""

    command: int
    at: int
    chain_head: str
    prices: list[PriceView]
    seats: list[ResultView]


class RetirementView(TypedDict):
    """One act of retiring or cancelling; `reversed_at` is when it was taken back, None: never."""

    retirement: int
    ending: str
    seat: str
    registry: str
    asset: int
    quantity: int
    purpose: str
    beneficiary: str
    reason: str
    claim: str
    ranges: str
    posted_as: int
    at: int
    reversed_at: int | None


class ReversalView(TypedDict):
    """A use that was taken back by a registry's manager, `seat`."""

    reversal: int
    use: UseView
    reason: str
    seat: str
    posted_as: int
    at: int


class ReversibleView(TypedDict):
    """A use that its registry's manager can reverse before `until`, a lesson time in ms."""

    use: UseView
    until: int


class RevisionView(TypedDict):
    """A change or a renewal of a registered project; `document` is a document's number."""

    revision: int
    project: str
    sort: str
    state: str
    document: int
    reason: str
    requested_by: str
    requested_at: int
    motion: int | None
    remark: str


class Risk(TypedDict):
    """One risk: its stage and names, who is proposed to own it, how a lesson plays it. `offices` answer for it in a lesson. `measured`: a lesson's tables record its events."""

    code: str
    stage: Stage
    en: str
    zh: str
    owner_en: str
    owner_zh: str
    offices: list[Role]
    plays_en: str
    plays_zh: str
    source: str
    status: str
    measured: bool


class RiskAnswer(TypedDict):
    """A line of the register, and whether the calling seat may enter a response to it now."""

    line: RiskView
    responds: bool


class RiskEvent(TypedDict):
    """One event: its risk, its sort, when it happened (lesson time, ms), and what it is about. `about` names a record by its sort and number, as `transfer 3`; `agreement` is "" where none is known. `quantity` are tonnes and `amount_fen` money concerned, 0 where none are. `open`: it still stands."""

    risk: str
    sort: str
    at: int
    agreement: str
    about: str
    quantity: int
    amount_fen: NotRequired[int]
    open: NotRequired[bool]


class RiskView(TypedDict):
    """One line of the register: the risk, its events so far, its responses and its incidents. `count` says how likely it was in this lesson, `quantity` (t) and `amount_fen` what it concerned; `open` events still stand. `responses`: newest first. Of its incidents: those still dealt with, those late, and those concluded."""

    risk: Risk
    count: int
    open: int
    quantity: int
    amount_fen: int
    last_at: int | None
    sorts: list[SortView]
    responses: list[ResponseView]
    incidents_open: int
    incidents_late: int
    incidents_concluded: int


Role = Literal['government_partner', 'government_host', 'secretariat', 'registry_manager', 'third_party_entity', 'project_owner', 'emitter', 'trader', 'voluntary_buyer', 'market_maker', 'trainer', 'clock', 'helper']


class RoomCompliance(TypedDict):
    """Emitters: how many there are and have covered their gap; tonnes of all gaps and covered."""

    emitters: int
    met: int
    gap_t: int
    covered_t: int


class RoomDebrief(TypedDict):
    """What the room did: compliance first; days by instrument; who bought of whom; refusals by number; the market of each unit in the steps of the reveal. `wrong_papers` is told when the lesson is over, () before: nobody is to look for them there."""

    compliance: RoomCompliance
    days: list[InstrumentDays]
    pairs: list[Pair]
    refusals: list[RefusalCount]
    markets: list[MarketView]
    wrong_papers: list[WrongPaper]


Rounding = Literal['floor', 'ceil']


class RuleView(TypedDict):
    """A version of an offset rule; `admitted` already includes what a switch admits."""

    rule: int
    code: str
    version: int
    market: str
    registry: str
    base: str
    cap_percent: int
    admitted: list[str]
    exclude_covered_entities: bool
    recognise_belt_and_road: bool
    valid_from: str
    valid_to: str
    source: str
    status: str
    text_en: str
    text_zh: str


class RulesInEffect(TypedDict):
    """The rules in effect for an instrument, and all facts of its venue."""

    instrument: str
    venue: str
    venue_en: str
    venue_zh: str
    played: dict[str, int | str]
    facts: list[FactInEffect]


class SampleView(TypedDict):
    """What a verifier measured for a part, give or take its uncertainty; MWh as text."""

    part: str
    measured_mwh: str
    uncertainty_mwh: str
    sampled_at: int


class ScenarioAnswer(TypedDict):
    """A scenario that comes with the program and can be shown in a lesson of its own."""

    name: str
    title: BothLanguages
    steps: int


class Scope(TypedDict):
    """Scope"""


class SeatAnswer(TypedDict):
    """A seat of the lesson: its role, its participant, and who plays it."""

    seat: str
    role: Role
    name_en: str
    name_zh: str
    driver: Driver


class SeatDebrief(TypedDict):
    """The result of a seat. Money in fen, tonnes whole; value at the last prices in the book. `began_fen` and `began_t`: what it began with. `aims`: the main one first. `values`: what tonnes of `values_unit` are worth to it (a buyer's fall) or cost it; `surplus_fen`: what the tonnes that it bought, less those sold, are worth to it, less what it paid; of a seller what it received less what they cost; None without such values. `best` and `worst` are decisions that brought and cost most; `not_judged` uses have no worth that the lesson shows. `partners` has the seats with which it traded, most tonnes first, when one seat is asked for; a seat itself learns them when the lesson is over."""

    seat: str
    role: Role
    driver: Driver
    name_en: str
    name_zh: str
    aims: list[Aim]
    began_fen: int
    began_t: int
    cash_fen: int
    units: list[UnitsView]
    units_fen: int
    value_fen: int
    change_fen: int
    trades: int
    fees_fen: int
    by_unit: list[UnitTrades]
    gains: GainsView
    refused: int
    refusals: list[RefusalCount]
    best: list[DecisionView]
    worst: list[DecisionView]
    not_judged: int
    values_unit: str | None
    values: list[MarketsStepView]
    surplus_fen: int | None
    partners: list[PartnerView]


class SerialAnswer(TypedDict):
    """The history of one serial: its origin, its authorisation and adjustments, its owners. `adjustments`: tonnes that the host added and the user subtracted; `retirement` (also a cancellation) or `offset`: the act that ended it."""

    serial: int
    printed: str
    host: str
    unit: str
    vintage: int
    asset: int
    project: ProjectView | None
    issuance: IssuanceView | None
    registration: RegistrationView | None
    imported: ImportView | None
    origin_serial: int | None
    decision: ItemView | None
    authorised: list[AuthorisedRangeView]
    authorisations: list[AuthorisationView]
    first_transfer: FirstTransferView | None
    adjustments: list[AdjustmentView]
    moves: list[BlockRow]
    retirement: RetirementView | None
    offset: SubmissionView | None


class SerialSpan(TypedDict):
    """A range of serials, first to last inclusive; blocked by an order or a request, or free."""

    first: int
    last: int
    quantity: int
    blocked: bool


class SessionView(TypedDict):
    """A bidding session or, with `auction`, an auction of allowances, as everybody sees it. `reserve_basis` says where its reserve is from: none, stated, policy (the authority's own in place of the venue's rule), mean (of three months, by that rule), reference (nothing traded). What follows `state` is None until it has closed: tonnes, the lowest winning bid (None too when nothing was sold), and cover, the valid demand by the offer, exactly as a fraction."""

    session: int
    instrument: str
    seller: str
    auction: bool
    quantity: int
    pricing: str
    reserve: int | None
    cap: int | None
    smallest_bid: int
    bidder_percent: int | None
    irrevocable: bool
    opened: int
    closes: int
    state: str
    sold: int | None
    unsold: int | None
    price: int | None
    cover: str | None
    reserve_basis: NotRequired[str]


class Share(TypedDict):
    """What one owner has of a total: tonnes, and hundredths of a percent rounded half up."""

    owner: str
    quantity_t: int
    share_bp: int


Side = Literal['partner', 'host']


class SortView(TypedDict):
    """How often a sort of event happened, and its tonnes."""

    sort: str
    count: int
    quantity: int


class SourcedFigure(TypedDict):
    """A figure recomputed: `reproduces` is None where the source prints nothing to compare. `relation` says how printed and recomputed are compared: the result rounds to the printed value at the last digit `rounded_to`, or lies above or below it, as the words say."""

    id: str
    group: str
    en: str
    zh: str
    inputs: list[SourcedInput]
    formula: str
    unit: str
    result: str
    result_fraction: str | None
    printed: str | None
    printed_value: str | None
    relation: str
    rounded_to: str | None
    reproduces: bool | None
    source: str
    status: str
    note_en: str
    note_zh: str


class SourcedInput(TypedDict):
    """One input of a figure with its unit, source and status."""

    name: str
    value: str
    unit: str
    source: str
    status: str


class Spared(TypedDict):
    """Of one host, in tonnes: what its target leaves room for by its method, what it has authorised, what it is asked to authorise, and what would then be left; below zero, oversold. `room_t` is below zero where it does not even reach its target itself."""

    host: str
    room_t: int
    authorised_t: int
    asked_t: int


SplitRule = Literal['weights', 'percentages']


Stage = Literal['design', 'development', 'trading', 'cross_border']


class StageAnswer(TypedDict):
    """Where a project stands, and the commands that the calling seat can give for it now."""

    stage: ProjectsStageView
    possible: list[str]


class StandingView(TypedDict):
    """An authorisation with its versions and acts, the tonnes first transferred under it, those used up (with what is kept), and those that are left; None: it has no maximum."""

    purposes: list[str]
    parties: list[str]
    entities: list[str]
    max_quantity: int | None
    vintage_first: int
    vintage_last: int
    last_day: str
    definition: str
    circumstances: list[str]
    code: str
    version: int
    state: AuthorisationState
    host: str
    project: str
    agreement: str
    reaches_transferred: bool
    applied_by: str
    granted_by: str
    granted_at: int
    transferred_t: int
    used_t: int
    left_t: int | None
    versions: list[VersionView]
    acts: list[AuthorisationActView]


class StartAnswer(TypedDict):
    """The time at which the lesson starts automatically; null: when the trainer starts it."""

    at: str | None


class StatedPapers(TypedDict):
    """What an owner states in the papers of a request: tonnes, generation in MWh (exact decimal text), days in ISO form, both shares, and the SHA-256 of the monitoring report."""

    claimed_t: int
    generation_mwh: str
    project: str
    agreement: str
    first_day: str
    last_day: str
    partner_t: int
    host_t: int
    report: str


class StepAnswer(TypedDict):
    """A step as the scenario's line says."""

    line: int
    text: str
    held: bool | None
    differences: list[StepDifferenceAnswer]


class StepDifferenceAnswer(TypedDict):
    """What was expected of a step, and what came instead."""

    expected: str
    got: str


class StorageEventView(TypedDict):
    """Something that happened to what a project stores, and the motion that reported it. `motion` None: nobody has reported it, or the report was dropped."""

    event: int
    project: str
    happens_at: int
    quantity: int
    cause_en: str
    cause_zh: str
    motion: int | None


class StorageReversalView(TypedDict):
    """A decided reversal of storage: what the buffer had, and what is still to be replaced."""

    motion: int
    item: int
    project: str
    seat: str
    quantity: int
    event: int | None
    state: str
    decided_at: int
    buffer_t: int
    posted_as: int | None
    owed_t: int
    due_at: int
    overdue_at: int | None
    settled_at: int | None
    replacements: list[ReplacementView]


class SubmissionView(TypedDict):
    """An accepted bundle with its lots: (asset, tonnes); `reversed_at`: it was taken back."""

    submission: int
    seat: str
    year: int
    quantity: int
    rule: int
    posted_as: int
    at: int
    reversed_at: int | None
    lots: list[list[int]]


class SupplyLine(TypedDict):
    """Credits of one kind of project and vintage under an agreement; "": domestic. `expected_t` are of monitoring periods and not issued yet, `held_t` lie in accounts of any registry and can still be used. `purposes` are those for which an authorisation in force covers the vintage. `fits`: the places of the demand lines that they would serve."""

    agreement: str
    host: str
    unit: str
    kind: str
    vintage: int
    expected_t: int
    issued_t: int
    held_t: int
    purposes: list[str]
    fits: list[int]


class TeamView(TypedDict):
    """The member of a side."""

    side: str
    seat: str
    named_by: str
    at: int


class Threshold(TypedDict):
    """A figure from which something is worth a look; `status` says where it comes from."""

    value: int
    unit: str
    en: str
    zh: str
    status: NotRequired[str]


class TradeBehind(TypedDict):
    """A trade behind an alert, with its parties and their orders; `command` made it."""

    trade: int
    price: int
    quantity: int
    buyer: str
    seller: str
    buy_order: int
    sell_order: int
    at: int
    command: int
    mode: str


class TradePoint(TypedDict):
    """The trades in the book of a quarter of an hour from `at` on; `average_fen` by tonnes."""

    instrument: str
    at: int
    trades: int
    tonnes: int
    average_fen: int
    lowest_fen: int
    highest_fen: int


class TradeView(TypedDict):
    """A trade; `settled` is the transaction that settled it, `entered` the command; fees in fen. `mode` says where it was made: in the book, or in which way outside it. `auction`: by a call auction, in which its maker is only the earlier order."""

    trade: int
    instrument: str
    price: int
    quantity: int
    maker: int
    taker: int
    taker_side: str
    buyer: str
    seller: str
    at: int
    entered: int
    settled: int
    fee_buyer: int
    fee_seller: int
    mode: NotRequired[str]
    auction: NotRequired[bool]


class TradedView(TypedDict):
    """A seat's trades of every kind: their number, tonnes and value, bought and sold, and fees."""

    trades: int
    bought_t: int
    sold_t: int
    bought_fen: int
    sold_fen: int
    fees_fen: int


class TransactionAnswer(TypedDict):
    """A transaction with its legs."""

    transaction: TransactionRow
    legs: list[LegRow]


class TransactionRow(TypedDict):
    """A transaction with the command that caused it."""

    transaction: int
    type: str
    because: str
    command: int
    at: int
    first_posting: int


class TransferAnswer(TypedDict):
    """A transfer with the records of both registries and the log, its messages and repairs."""

    transfer: TransferView
    records: list[RecordView]
    messages: list[MessageView]
    repairs: list[RepairView]
    needed: list[RepairStep]
    possible: list[str]


class TransferView(TypedDict):
    """A transfer request with its lots: (asset, tonnes). `ends_at` is the lesson time (ms) by which the next answer has to be in, None if nothing is waited for; `failed_check` the number of the check that ended it, 0 if none did."""

    transfer: int
    source_registry: str
    target_registry: str
    unit: str
    holder: str
    receiver: str
    purpose: str
    quantity: int
    state: str
    requested_at: int
    decided_by: str
    decided_at: int | None
    transfer_id: str
    set_aside_as: int | None
    sent_as: int | None
    received_as: int | None
    returned_as: int | None
    accepted_by: str
    completed_at: int | None
    ends_at: int | None
    overdue: bool
    failed_check: int
    lots: list[list[int]]


class TrustedView(TypedDict):
    """An account on the trusted list of a seat; `owner` holds it, and the entry counts from `effective_at` (lesson time, ms)."""

    entry: int
    seat: str
    account: str
    owner: str
    registry: str
    entered_at: int
    effective_at: int


class UnitTrades(TypedDict):
    """A seat's trades of one unit, of every kind: tonnes, fen before fees, averages in fen a tonne. An average is rounded to the fen; None without such a trade."""

    unit: str
    bought_t: int
    bought_fen: int
    average_buy_fen: int | None
    sold_t: int
    sold_fen: int
    average_sell_fen: int | None


class UnitsView(TypedDict):
    """A seat's tonnes of one unit, host and registry; no price and value if nothing delivers them. `blocked_t` are reserved for an order or a request, or bought today under a holding period."""

    registry: str
    unit: str
    host: str
    free_t: int
    blocked_t: int
    instrument: str | None
    price_fen: int | None
    value_fen: int | None


class Uplift(TypedDict):
    """What credits add to the income from power in one grid, per cent."""

    grid: str
    en: str
    zh: str
    combined_margin: str
    fen_per_kwh: str
    uplift_percent: str
    uplift_percent_fraction: str | None


class UseView(TypedDict):
    """Credits that one transaction used or cancelled, in tonnes. `kind` is retirement, cancellation or offset, `number` that of its record. `reversible`: uses of this kind can be reversed; `reversed_at` and `reversal_reason` say when and why this one was."""

    transaction: int
    kind: str
    number: int
    seat: str
    registry: str
    quantity: int
    at: int
    reversible: bool
    reversed_at: int | None
    reversal_reason: str


class VersionView(TypedDict):
    """One version of an authorisation; `changed` names the terms that differ from the last one."""

    purposes: list[str]
    parties: list[str]
    entities: list[str]
    max_quantity: int | None
    vintage_first: int
    vintage_last: int
    last_day: str
    definition: str
    circumstances: list[str]
    version: int
    changed: list[str]
    stated_by: str
    at: int


class VintageTonnes(TypedDict):
    """Whole tonnes of one calendar year, its vintage."""

    vintage: int
    whole_t: int


class VoteView(TypedDict):
    """What one member said: `cast_by` is another seat where its vote was delegated."""

    side: str
    seat: str
    vote: str
    about: str
    reason: str
    circulation: int
    cast_by: str
    at: int


class Waterfall(TypedDict):
    """From emissions to the balance, in tonnes: what was first transferred is added, what was used is subtracted, each as the method does it. By averaging they are of the last year, otherwise of all years together. `reported`: each year of them has an inventory; one without counts as the newest before it."""

    all_years: bool
    reported: bool
    emissions_t: int
    added_t: str
    used_t: str
    target_t: int | None


class WrongPaper(TypedDict):
    """A figure that an owner stated and the register had otherwise. `origin` is who gave the command: a bot, which errs as the plan wants it, a person, the trainer or a script. `at` is the lesson time in ms at which the papers were put before the committee. `found` are the seats that objected to that paper while it stood, in order; `state` is the request's now."""

    request: int
    item: int
    seat: str
    origin: str
    project: str
    period: int
    paper: str
    figure: str
    said: str
    record: str
    at: int
    found: list[str]
    state: str


class YearView(TypedDict):
    """A year of an NDC account in tonnes; None where a figure is missing. `average_t` is the indicative adjustment of averaging: all years so far by their number. `balance_t` are the emissions with the adjustment of this year alone. `published` is the version of the annual information, 0 for none. `fact_t` is what the government knows and has not reported yet, or reported otherwise."""

    year: int
    emissions_t: int | None
    inventory: int
    fact_t: int | None
    level_t: int | None
    added_t: int
    used_t: int
    net_t: int
    average_t: str
    balance_t: int | None
    published: int
    state: str


class MarketsStepView(TypedDict):
    """So many tonnes at so many fen each: a step of demand or supply."""

    tonnes: int
    fen: int


class CorrectionCorrectionView(TypedDict):
    """An ordered correction: what was too much, what was cancelled of it, and what is owed."""

    motion: int
    item: int
    issued_as: int
    asset: int
    registry_code: str
    seat: str
    quantity: int
    state: str
    ordered_at: int
    cancelled: str
    posted_as: int | None
    owed_t: int
    corrected_by: str
    corrected_at: int | None


class IssuanceVintageView(TypedDict):
    """A decided vintage: its batch and its split in tonnes."""

    vintage: int
    asset: int
    quantity: int
    proceeds_t: int
    omge_t: int
    buffer_t: int
    partner_t: int
    host_t: int


class MonitoringFindingView(TypedDict):
    """A finding of a conclusion; MWh as exact decimal text."""

    part: str
    reported_mwh: str
    measured_mwh: str
    difference_mwh: str
    material: bool


class MonitoringReportView(TypedDict):
    """A version of a report with its figures, samples and, once there is one, its conclusion."""

    report: int
    project: str
    period: int
    version: int
    verifier: str
    digest: str
    reported_by: str
    reported_at: int
    public_until: int | None
    figures: list[FigureView]
    samples: list[SampleView]
    left: int
    conclusion: ConclusionView | None


class MonitoringVintageView(TypedDict):
    """The verified amount of one vintage: whole tonnes of what was reported less the deduction."""

    vintage: int
    reported_mwh: str
    deducted_mwh: str
    quantity: int


class ProjectsStageView(TypedDict):
    """Where a project stands that goes through the cycle; times are lesson time in ms. `design` is the version of its design document, 0 before the first; `ends_at` is the end of the time that runs in this state, None where none does."""

    project: str
    cycle: str
    state: ProjectState
    validator: str
    design: int
    since: int
    ends_at: int | None


class ProjectsStepView(TypedDict):
    """A step that a project took into `state`; `seat` "" for the clock."""

    step: int
    project: str
    trigger: str
    state: str
    seat: str
    remark: str
    document: int | None
    item: int | None
    at: int


class ReportsCorrectionView(TypedDict):
    """A cell that the party itself wrote over, and why; `value` "" for an empty one."""

    part: str
    row: int
    field: str
    value: str
    remark: str
    seat: str
    at: int


class ReportsFindingView(TypedDict):
    """What the comparison found about a row of table 3 (0: the whole); `other` is an alpha-3."""

    code: str
    row: int
    other: str
    ours: str
    theirs: str


class ReportsReportView(TypedDict):
    """One version of a party's submission of a year; `party` is a registry code, `version` 1.0. `findings` counts what the last comparison found. `due_at` is the lesson time (ms) by which the year is to be submitted, `late`: its first version was not."""

    report: int
    party: str
    alpha3: str
    year: int
    version: str
    state: str
    drafted_by: str
    drafted_at: int
    submitted_by: str
    submitted_at: int | None
    checked_at: int | None
    findings: int
    due_at: int
    late: bool


class RisksStepView(TypedDict):
    """A step that a member took, for its side and as holder of an office."""

    step: str
    side: str
    office: str
    seat: str
    note: str
    at: int


class ComparedFindingView(TypedDict):
    """An account that differs from the log's copy, in tonnes and serials of one batch."""

    finding: int
    reconciliation: int
    transfer_id: str
    registry: str
    owner: str
    asset: int
    mismatch: str
    registry_t: int
    log_t: int
    registry_ranges: str
    log_ranges: str
    found_at: int
    cleared_by: int | None
    cleared_at: int | None


class ComparedStageView(TypedDict):
    """One stage: what was compared, and how many of them differ."""

    state: str
    compared: int
    differ: int
