"""Ready-made books: small ones in which everything happened once, and rich payers.

Knows the test office's commands, nothing of the programme.
"""

from __future__ import annotations

from pathlib import Path

from tests.support.books import Office


def small_books(path: Path | None = None) -> Office:
    """Ann and bob in TH, ann and cat in CN; two batches; each kind of thing happened once.

    Ann: 30 t free and 10 t blocked in TH, 5 t in CN, 1,000 fen; bob: 10 t, 500 fen; 5 t retired,
    10 t in transit; 30 t of the first batch are not issued yet. Cat: 20 t of the second batch.
    """
    office = Office(path)
    done = office.done
    done("begin")
    done("open", owner="ann", registries=["TH", "CN"])
    done("open", owner="bob", registries=["TH"])
    done("open", owner="cat", registries=["CN"])
    done("endow", owner="ann", fen=1500)
    done("pay", key="k1", source="ann", target="bob", fen=500)
    first = done("batch", host="TH", quantity=100)["asset"]
    second = done("batch", host="CN", quantity=20)["asset"]
    done("issue", asset=first, owner="ann", registry="TH", quantity=70)
    done("issue", asset=second, owner="cat", registry="CN", quantity=20)
    at_home = {"registry": "TH", "asset": first}
    done("retire", owner="ann", quantity=5, **at_home)
    done("block", owner="ann", quantity=35, **at_home)
    done("block_cash", owner="bob", fen=100)
    done("trade", seller="ann", buyer="bob", quantity=10, fen=100, **at_home)
    abroad = {"owner": "ann", "source": "TH", "target": "CN", "asset": first}
    done("send", quantity=15, **abroad)
    done("receive", quantity=5, **abroad)
    return office


def payers(path: Path | None = None, *, count: int = 20, fen: int = 1_000_000) -> Office:
    """Holders P00, P01 ... with cash, for streams of payments."""
    office = Office(path)
    with office.writer.group():
        office.done_in_group("begin")
        for place in range(count):
            office.done_in_group("open", owner=f"P{place:02d}", registries=[])
            office.done_in_group("endow", owner=f"P{place:02d}", fen=fen)
    return office
