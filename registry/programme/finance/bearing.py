"""Who bears which cost in which mode of participation. Pure.

The six modes are those of the source's table of Chinese companies abroad; which part of a cost the
partner bears in each is an assumption of this program, made so that the modes differ in a lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from registry.programme.finance.models import Mode, PaymentKind

_K = PaymentKind
COSTS = (_K.CAPEX, _K.OPERATING, _K.VALIDATION, _K.MONITORING, _K.VERIFICATION, _K.FEE)
"""The kinds of cost, in the order in which pages list them."""

OF_A_PERIOD = (_K.MONITORING, _K.VERIFICATION)
"""The costs that are those of one monitoring period."""

_HALF = dict.fromkeys(COSTS, 50)
PARTNER_PERCENT: Mapping[Mode, Mapping[PaymentKind, int]] = MappingProxyType(
    {
        # The contractor builds and is paid; the owner bears everything.
        Mode.EPC: {},
        # The supplier lends a fifth of the plant's price.
        Mode.EQUIPMENT_EXPORT: {_K.CAPEX: 20},
        # The partner builds and runs its own plant; the owner develops the credits.
        Mode.OVERSEAS_FACTORY: {_K.CAPEX: 100, _K.OPERATING: 100},
        # The partner invests and has the design validated; the host's company runs the plant.
        Mode.GREENFIELD: {_K.CAPEX: 100, _K.VALIDATION: 100},
        # The partner buys a plant that stands, and half of all that follows.
        Mode.ACQUISITION: _HALF | {_K.CAPEX: 100, _K.VALIDATION: 0},
        # A consortium: everything by halves.
        Mode.THIRD_PARTY_MARKET: _HALF,
    }
)
"""The partner's part of each cost by mode, in percent; the owner bears the rest."""


def borne(mode: Mode, kind: PaymentKind, fen: int) -> tuple[int, int]:
    """The partner's fen of a cost, rounded down, and the owner's."""
    partner = fen * PARTNER_PERCENT[mode].get(kind, 0) // 100
    return partner, fen - partner
