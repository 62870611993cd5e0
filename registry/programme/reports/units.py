"""Who first transferred which serials, and how ranges of them stand in a row of tables 3 and 4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, text

from registry.programme.adjustments.ranges import Range
from registry.programme.reports.tables import Value


@dataclass(frozen=True, slots=True)
class Transferred:
    """Serials that were first transferred at `at` under an authorisation of their host."""

    asset: int
    first: int
    last: int
    vintage: int
    marked_by: str
    receiver: str
    authorisation: str
    because: str
    at: int


class Units:
    """The register of first transfers and what else identifies units, read once for a report."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        rows = connection.execute(
            text(
                "SELECT asset, first, last, vintage, marked_by, receiver, authorisation, because,"
                " at FROM first_transferred_range ORDER BY id"
            )
        )
        self.all = [Transferred(*row) for row in rows]
        self.by_asset: dict[int, list[Transferred]] = {}
        for one in self.all:
            self.by_asset.setdefault(one.asset, []).append(one)
        registries = connection.execute(text("SELECT code, alpha3, number FROM country_registry"))
        self.registries = {code: (alpha3, number) for code, alpha3, number in registries}
        hosts = connection.execute(text("SELECT asset, host FROM credit_batch"))
        self.host: dict[int, str] = {row.asset: row.host for row in hosts}
        approaches = connection.execute(
            text(
                "SELECT a.code, g.approach FROM authorisation a"
                " JOIN agreement g ON g.code = a.agreement"
            )
        )
        self.approach: dict[str, str] = {row.code: row.approach for row in approaches}

    def alpha3(self, registry: str) -> str:
        """The party of a registry; "" of none."""
        return str(self.registries[registry][0]) if registry else ""

    def touched(
        self, asset: int, serials: Range, *, at: int
    ) -> Iterator[tuple[Transferred, Range]]:
        """The parts of a range that had been first transferred by a lesson time, each with its
        first transfer.
        """
        for one in self.by_asset.get(asset, ()):
            first, last = max(serials[0], one.first), min(serials[1], one.last)
            if first <= last and one.at <= at:
                yield one, (first, last)

    def named(self, one: Transferred, serials: Range) -> dict[str, Value]:
        """The columns of tables 3 and 4 that identify a range and say what it is.

        The registry is that of origin, in which serials are numbered; every amount is of
        greenhouse gases in t CO2 equivalent, every outcome an emission reduction.
        """
        host = self.host[one.asset]
        party, number = self.registries[host]
        return {
            "cooperative_approach": self.approach[one.authorisation],
            "authorization": one.authorisation,
            "first_transferring_party": party,
            "itmo_registry": number,
            "first_id": serials[0],
            "last_id": serials[1],
            "metric": "GHG",
            "quantity": Decimal(serials[1] - serials[0] + 1),
            "mitigation_type": "Emission reductions",
            "vintage": one.vintage,
        }


def joined(rows: Iterable[dict[str, Value]]) -> list[dict[str, Value]]:
    """Rows in the order of their units, those that follow on from one another as one."""
    found: list[dict[str, Value]] = []
    for row in sorted(rows, key=_place):
        last = found[-1] if found else None
        if (
            last is not None
            and _same(last, row)
            and last["last_id"] == int(str(row["first_id"])) - 1
        ):
            last["last_id"] = row["last_id"]
            last["quantity"] = Decimal(str(last["quantity"])) + Decimal(str(row["quantity"]))
        else:
            found.append(dict(row))
    return found


def _place(row: dict[str, Value]) -> tuple[str, str, str, int]:
    keys = ("action_date", "action_type", "itmo_registry")
    when, kind, registry = (str(row.get(key, "")) for key in keys)
    return when, kind, registry, int(str(row["first_id"]))


_OF_THE_RANGE = ("first_id", "last_id", "quantity")


def _same(one: dict[str, Value], other: dict[str, Value]) -> bool:
    keys = (one.keys() | other.keys()) - set(_OF_THE_RANGE)
    return all(one.get(key) == other.get(key) for key in keys)
