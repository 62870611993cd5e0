"""The five tables of the agreed electronic format: their 79 columns, rows and submissions.

Column names are the headers of the workbook, `json` the keys of CAD Trust's second interface, with
its spelling. A row has values of the columns that are filled only: what is absent, empty or "NA" in
a file is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from registry.programme.reports import vocabulary as words


class Kind(StrEnum):
    """What a value is in Python: text `str`, int `int`, date `date`, datetime `datetime` in UTC to
    the millisecond, decimal `Decimal`.
    """

    TEXT = "text"
    INT = "int"
    DATE = "date"
    DATETIME = "datetime"
    DECIMAL = "decimal"


class Need(StrEnum):
    """Whether a party fills a column: always, if it likes, only where its condition holds (and then
    if it likes), or never, because the secretariat's platform (CARP) does.
    """

    REQUIRED = "required"
    OPTIONAL = "optional"
    CONDITIONAL = "conditional"
    CARP = "carp"


Value = str | int | date | datetime | Decimal


@dataclass(frozen=True)
class Column:
    """A column of a table.

    `pattern` is a regular expression for the whole value; `values` its vocabulary, of which `many`
    can stand in one cell, joined by ", ". `when` is the condition of a conditional column: another
    column of the row and the values that it must have.
    """

    key: str
    name: str
    json: str
    kind: Kind = Kind.TEXT
    need: Need = Need.OPTIONAL
    pattern: str = ""
    values: tuple[str, ...] = ()
    many: bool = False
    when: tuple[str, tuple[str, ...]] | None = None

    def applies(self, row: Mapping[str, Value]) -> bool:
        """Whether the column can be filled in this row."""
        return self.when is None or row.get(self.when[0]) in self.when[1]

    def fits(self, value: Value) -> bool:
        """Whether a value is of the column's kind, pattern and vocabulary."""
        if type(value) is not _PYTHON[self.kind]:
            return False
        if self.pattern and re.fullmatch(self.pattern, str(value)) is None:
            return False
        parts = str(value).split(", ") if self.many else (value,)
        return not self.values or all(part in self.values for part in parts)


_PYTHON: dict[Kind, type] = {
    Kind.TEXT: str, Kind.INT: int, Kind.DATE: date, Kind.DATETIME: datetime, Kind.DECIMAL: Decimal,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One of the five tables: the name of its sheet, its title and its columns in their order."""

    key: str
    sheet: str
    title: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column of a key; it must exist."""
        return next(column for column in self.columns if column.key == key)


PARTY = r"[A-Z]{3}"
APPROACH = r"CA\d{4}"
ITMO_REGISTRY = r"[A-Z]{3}\d{2}"
VERSION = r"[1-9]\d*\.\d+"
AUTHORIZATION_ID = r"[A-Za-z0-9 -]+"
TIMEFRAME = r"\d{4}\s-\s\d{4}"
PARTIES = rf"{PARTY}(, {PARTY})*"

_R, _O, _C, _IF = Need.REQUIRED, Need.OPTIONAL, Need.CARP, Need.CONDITIONAL
_INT, _DATE, _TIME, _NUMBER = Kind.INT, Kind.DATE, Kind.DATETIME, Kind.DECIMAL
_NON_GHG = ("metric", ("non-GHG",))
_FOR_OIMP = ("purposes", words.COVERS_OIMP)
_USE_OR_CANCEL = (
    "action_type", (words.USE, words.FIRST_TRANSFER, words.CANCELLATION, words.VOLUNTARY),
)  # fmt: skip


def _party(key: str, name: str, json: str, need: Need = _R, **more: object) -> Column:
    return Column(key, name, json, need=need, pattern=PARTY, **more)  # type: ignore[arg-type]


def _approach(json: str) -> Column:
    return Column(
        "cooperative_approach", "Cooperative approach ID", json, need=_R, pattern=APPROACH
    )


def _authorization(json: str) -> Column:
    return Column("authorization", "Authorization ID", json, need=_R, pattern=AUTHORIZATION_ID)


def _units(table: str) -> tuple[Column, ...]:
    """The columns that identify units, from the first transferring Party to the last unit."""
    return (
        _party(
            "first_transferring_party", "First transferring participating Party ID",
            f"{table}FirstTransferringPartyId",
        ),
        Column(
            "itmo_registry", "Party ITMO registry ID", f"{table}PartyItmoRegistryId", need=_R,
            pattern=ITMO_REGISTRY,
        ),
        Column("first_id", "First ID", f"{table}ItmoFirstId", _INT, _R),
        Column("last_id", "Last ID", f"{table}ItmoLastId", _INT, _R),
        Column(
            "unit_registry", "Underlying unit registry ID", f"{table}UnitRegistryId",
            values=words.UNIT_REGISTRIES,
        ),
        Column("first_unit", "First unit ID", f"{table}UnitFirstId", _INT),
        Column("last_unit", "Last unit ID", f"{table}UnitLastId", _INT),
        *_metric(table),
        Column("quantity", "Quantity (t CO2 eq)", f"{table}QuantityTCo2", _NUMBER, _R),
        Column(
            "quantity_non_ghg", "Quantity (in non-GHG metric)", f"{table}QuantityNonGhg",
            _NUMBER, _IF, when=_NON_GHG,
        ),
        Column(
            "mitigation_type", "Mitigation type", f"{table}MitigationType", need=_R,
            values=words.MITIGATION_TYPES,
        ),
        Column("vintage", "Vintage", f"{table}VintageYear", _INT, _R),
    )  # fmt: skip


def _metric(table: str) -> tuple[Column, ...]:
    return (
        Column("metric", "Metric", f"{table}Metric", need=_R, values=words.METRICS),
        Column("gwp", "Applicable GWP value(s)", f"{table}GwpValue"),
        Column(
            "non_ghg_metric", "Applicable non-GHG metric", f"{table}ApplicableNonGhgMetric",
            need=_IF, when=_NON_GHG,
        ),
    )  # fmt: skip


def _further(json: str) -> Column:
    return Column("further", "Additional explanatory information", json)


_1, _2, _3 = "aefT1Submission", "aefT2Authorizations", "aefT3Actions"
_4, _5 = "aefT4Holdings", "aefT5AuthorizedEntities"

SUBMISSION = Table(
    "submission", "Table 1 Submission", "Table 1: Submission",
    (
        _party("party", "Party", f"{_1}Party"),
        Column("version", "Version", f"{_1}Version", need=_R, pattern=VERSION),
        Column("reported_year", "Reported year", f"{_1}ReportYear", _INT, _R),
        Column("submitted_on", "Date of submission", f"{_1}SubmissionDate", _DATE, _R),
        Column(
            "review_status", "Review status of the initial report", f"{_1}ReviewStatus", need=_C
        ),
        Column(
            "consistency", "Result of the consistency check of this AEF submission",
            f"{_1}ResultCheck", need=_C,
        ),
        Column(
            "ndc_first_year", "First year of the NDC implementation period",
            f"{_1}NdcFirstYear", _INT, _R,
        ),
        Column(
            "ndc_last_year", "Last year of the NDC implementation period",
            f"{_1}NdcLastYear", _INT, _R,
        ),
        Column(
            "review_report",
            "Reference to the Article 6 technical expert review report of the initial report",
            f"{_1}ReferenceReviewReport", need=_C,
        ),
    ),
)  # fmt: skip

AUTHORIZATIONS = Table(
    "authorizations", "Table 2 Authorizations", "Table 2: Authorizations",
    (
        _authorization(f"{_2}Id"),
        Column("authorized_on", "Date of authorization", f"{_2}Date", _DATE, _R),
        _approach(f"{_2}CooperativeApproachId"),
        Column("version", "Version of the authorization", f"{_2}Version", _INT, _R),
        Column("quantity", "Authorized quantity", f"{_2}Quantity", _INT),
        *_metric(_2),
        Column("sectors", "Sector(s)", f"{_2}Sector", need=_R, values=words.SECTORS, many=True),
        Column(
            "activity_types", "Activity type(s)", f"{_2}ActivityType",
            values=words.ACTIVITY_TYPES, many=True,
        ),
        Column(
            "purposes", "Purposes for authorization", f"{_2}PurposesForAuthorization", need=_R,
            values=words.PURPOSES,
        ),
        Column(
            "parties", "Authorized Party(ies) ID", f"{_2}AuthorizedPartyId", pattern=PARTIES
        ),
        Column("entities", "Authorized entity(ies) ID", f"{_2}AuthoziedEntityId"),
        Column(
            "oimp", "OIMP authorized by the Party", f"{_2}OimpAuthorizedParty", need=_IF,
            when=_FOR_OIMP,
        ),
        Column(
            "timeframe", "Authorized timeframe", f"{_2}AuthorizedTimeframe", pattern=TIMEFRAME
        ),
        Column("terms", "Authorization terms and conditions", f"{_2}AuthorizationTerms"),
        Column(
            "documentation", "Authorization documentation", f"{_2}AuthorizationDocumentation",
            need=_C,
        ),
        Column(
            "definition", "First transfer definition for OIMP",
            f"{_2}FirstTransferDefinitionOimp", need=_IF, values=words.DEFINITIONS, when=_FOR_OIMP,
        ),
        _further(f"{_2}AdditionalInformation"),
    ),
)  # fmt: skip

ACTIONS = Table(
    "actions", "Table 3 Actions", "Table 3: Actions",
    (
        Column("action_date", "Action date", f"{_3}Date", _TIME, _R),
        Column("action_type", "Action type", f"{_3}Type", need=_R, values=words.ACTION_TYPES),
        Column(
            "action_subtype", "Action subtype", f"{_3}Subtype", values=words.ACTION_SUBTYPES
        ),
        _approach(f"{_3}CooperativeApproachId"),
        _authorization(f"{_3}AuthorizationId"),
        *_units(_3),
        _party(
            "transferring_party", "Transferring participating Party ID",
            f"{_3}TransferringPartyId", _IF, when=("action_type", (words.ACQUISITION,)),
        ),
        _party(
            "acquiring_party", "Acquiring participating Party ID", f"{_3}AcquiringPartyId", _IF,
            when=("action_type", (words.FIRST_TRANSFER, words.TRANSFER)),
        ),
        Column(
            "purpose", "Purpose for which the ITMO has been used towards or cancelled for OIMP",
            f"{_3}PurposeOfUseOimp", need=_IF, when=_USE_OR_CANCEL,
        ),
        _party(
            "using_party", "Using/cancelling participating Party ID",
            f"{_3}UsingParticipatingPartyId", _IF, when=_USE_OR_CANCEL,
        ),
        Column(
            "using_entity", "Using/cancelling authorized entity ID",
            f"{_3}UsingAuthorizedEntityId", need=_IF, when=_USE_OR_CANCEL,
        ),
        Column(
            "used_year", "Calendar year for which the ITMOs are used towards the Party's NDC",
            f"{_3}ItmoUsedYear", _INT, _IF, when=("action_type", (words.USE,)),
        ),
        Column(
            "consistency", "Result of the consistency checks", f"{_3}ConsistencyCheckResult",
            need=_C,
        ),
        _further(f"{_3}AdditionalInformation"),
    ),
)  # fmt: skip

HOLDINGS = Table(
    "holdings", "Table 4 Holdings", "Table 4: Holdings",
    (_approach(f"{_4}CooperativeApproachId"), _authorization(f"{_4}AuthorizationId"), *_units(_4)),
)  # fmt: skip

ENTITIES = Table(
    "entities", "Table 5 Auth. entities", "Table 5: Authorized entities",
    (
        Column("authorized_on", "Date of the authorization", f"{_5}AuthorizationDate", _DATE, _R),
        Column("name", "Name", f"{_5}Name", need=_R),
        _party("country", "Country of incorporation", f"{_5}IncorporationCountry"),
        Column("entity", "Identification number", f"{_5}Id", need=_R),
        _approach(f"{_5}CooperativeApproachId"),
        Column("conditions", "Conditions", f"{_5}Conditions"),
        Column("changes", "Change and revocation conditions", f"{_5}ChangeConditions"),
        _further(f"{_5}AdditionalInformation"),
    ),
)  # fmt: skip

TABLES = (SUBMISSION, AUTHORIZATIONS, ACTIONS, HOLDINGS, ENTITIES)
"""The tables in their order; together they have 79 columns."""


class Row(Mapping[str, Value]):
    """One row of a table, never changed: the values of its filled columns by key."""

    __slots__ = ("_values",)

    def __init__(self, table: Table, values: Mapping[str, Value | None]) -> None:
        """Take the values that are there, in the order of the table's columns; a key that the table
        does not have is a mistake of the caller.
        """
        unknown = values.keys() - {column.key for column in table.columns}
        assert not unknown, f"{table.key} has no columns {sorted(unknown)}"
        self._values: dict[str, Value] = {
            column.key: value
            for column in table.columns
            if (value := values.get(column.key)) is not None and value != ""
        }

    def __getitem__(self, key: str) -> Value:
        """The value of a filled column."""
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        """The keys of the filled columns, in the order of the table."""
        return iter(self._values)

    def __len__(self) -> int:
        """How many columns are filled."""
        return len(self._values)

    def __hash__(self) -> int:
        """Equal rows have equal hashes."""
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        """The filled columns."""
        return f"Row({self._values!r})"


@dataclass(frozen=True)
class Submission:
    """The rows of the five tables of one party, year and version; table 1 has one row."""

    submission: Row
    authorizations: tuple[Row, ...] = field(default=())
    actions: tuple[Row, ...] = field(default=())
    holdings: tuple[Row, ...] = field(default=())
    entities: tuple[Row, ...] = field(default=())

    def rows(self, table: Table) -> tuple[Row, ...]:
        """The rows of one of the five tables."""
        if table is SUBMISSION:
            return (self.submission,)
        found: tuple[Row, ...] = getattr(self, table.key)
        return found
