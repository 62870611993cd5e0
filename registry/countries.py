"""Country packs: the names and codes of a country, and what is on record of it, with sources.

A plan names a pack in `[[registries]]` and takes over what it does not say itself.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from registry.paths import fixtures

Status = Literal["seed", "verified", "recalled", "assumption"]
Text = Annotated[str, Field(min_length=1, max_length=400)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Record(_Table):
    """One fact on record in both languages, its source, and the status of that source."""

    text_en: Text
    text_zh: Text
    source: Text
    status: Status


class CountryPack(_Table):
    """A country by its ISO codes: names, currency, the number of its registry, records.

    `codes_status` is the status of codes, names and currency.
    """

    alpha2: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    alpha3: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    registry: Annotated[str, Field(pattern=r"^[A-Z]{3}[0-9]{2}$")]
    name_en: Text
    name_zh: Text
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    codes_status: Status
    record: Annotated[list[Record], Field(min_length=1)]

    @property
    def of_registry(self) -> dict[str, str]:
        """The keys of `[[registries]]` that a plan takes over."""
        return {
            "code": self.alpha2, "party": self.alpha3, "name_en": self.name_en,
            "name_zh": self.name_zh,
        }  # fmt: skip


class PacksUnreadable(Exception):
    """Everything that is wrong with the country packs, one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@cache
def shipped() -> dict[str, CountryPack]:
    """The packs among the fixtures by name, sorted; raises PacksUnreadable."""
    return read_packs(fixtures() / "countries")


def read_packs(folder: Path) -> dict[str, CountryPack]:
    """Read every pack of a folder; raises PacksUnreadable with all mistakes."""
    found: dict[str, CountryPack] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            pack = CountryPack.model_validate(tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            mistakes.append(f"{path.name}: {error}")
        except ValidationError as error:
            mistakes += [
                f"{path.name}, {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                for fault in error.errors(include_url=False, include_input=False)
            ]
        else:
            if pack.registry[:3] != pack.alpha3:
                mistakes.append(f"{path.name}, registry: {pack.registry} is not of {pack.alpha3}")
            taken = [name for name, one in found.items() if one.alpha2 == pack.alpha2]
            if taken:
                mistakes.append(f"{path.name}, alpha2: {pack.alpha2} is that of {taken[0]}")
            found[path.stem] = pack
    if mistakes:
        raise PacksUnreadable(mistakes)
    return found


def take_over(raw: dict[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
    """Fill the registries of a plan's tables from the packs that they name; what a plan says stays.

    The key `pack` is taken out: the plan is then the same as one that says all of it. Returns the
    places that name no pack, with what to write; those keep the key.
    """
    mistakes: list[tuple[tuple[int | str, ...], str]] = []
    listed = raw.get("registries")
    for index, one in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(one, dict) or "pack" not in one:
            continue
        named = one["pack"]
        pack = shipped().get(named) if isinstance(named, str) else None
        if pack is None:
            known = ", ".join(shipped())
            mistakes.append((("registries", index, "pack"), f"there is no such pack; of {known}"))
            continue
        del one["pack"]
        for key, value in pack.of_registry.items():
            one.setdefault(key, value)
    return mistakes
