"""What samples say of reported figures; pure, in exact MWh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Finding:
    """A part of which more was reported than measured, beyond the uncertainty; quantities in MWh.

    `material`: the difference is above the materiality of what was reported.
    """

    part: str
    reported: Fraction
    measured: Fraction
    material: bool

    @property
    def difference(self) -> Fraction:
        """What was reported too much by this sample."""
        return self.reported - self.measured


def found(
    reported: Mapping[str, Fraction],
    samples: Iterable[tuple[str, Fraction, Fraction]],
    *,
    materiality: Fraction,
) -> list[Finding]:
    """The findings of samples (part, measured, uncertainty) in their order; `materiality` is a
    percentage. What was reported too little harms nobody and is none.
    """
    findings = []
    for part, measured, uncertainty in samples:
        difference = reported[part] - measured
        if difference > uncertainty:
            material = difference * 100 > materiality * reported[part]
            findings.append(Finding(part, reported[part], measured, material))
    return findings


def by_year(amounts: Iterable[tuple[str, Fraction]]) -> dict[int, Fraction]:
    """The sums of parts by their calendar years, in order."""
    sums: dict[int, Fraction] = {}
    for part, amount in amounts:
        sums[int(part[:4])] = sums.get(int(part[:4]), Fraction(0)) + amount
    return dict(sorted(sums.items()))


def to_deduct(findings: Iterable[Finding]) -> dict[int, Fraction]:
    """What a positive conclusion has at least to deduct of each year: its material findings."""
    return by_year((one.part, one.difference) for one in findings if one.material)
