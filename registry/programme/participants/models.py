"""Countries' registries and the participants. A participant is a seat, never a person."""

from __future__ import annotations

from sqlmodel import Field

from ledger.db import Table, enum_column
from registry.roles import Role


class CountryRegistry(Table, table=True):
    """A country's registry: `code` is alpha-2 (TH), `alpha3` THA, `number` THA01."""

    __tablename__ = "country_registry"
    __append_only__ = True
    code: str = Field(primary_key=True)
    alpha3: str
    number: str
    name_en: str
    name_zh: str


class Participant(Table, table=True):
    """An organisation in the lesson; its seat owns its accounts. No country: serves all.

    `offices` are those that it holds besides the one of its role, blanks between them.
    """

    __append_only__ = True
    seat: str = Field(primary_key=True)
    role: Role = enum_column(Role)
    offices: str
    name_en: str
    name_zh: str
    country: str
