"""A process that takes payments until it is killed; each acknowledged key goes to its output.

Run by `test_files.py`; the argument is the file to make.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from ledger.queue import WriterThread
from tests.support.books import request
from tests.support.factories import payers

CALLERS = 8


def main() -> None:
    """Several threads pay and print each acknowledged key, without end."""
    office = payers(Path(sys.argv[1]))
    thread = WriterThread(office.writer)
    said = threading.Lock()

    def pay_for_ever(caller: int) -> None:
        place = 0
        while True:
            place += 1
            key = f"{caller}-{place}"
            names = {"source": f"P{caller:02d}", "target": f"P{caller + 1:02d}"}
            outcome = thread.submit(request("pay", key=key, fen=1, **names)).result()
            assert outcome.answer is not None
            with said:
                sys.stdout.write(f"{key} {outcome.number}\n")
                sys.stdout.flush()

    for caller in range(CALLERS):
        threading.Thread(target=pay_for_ever, args=(caller,)).start()


if __name__ == "__main__":
    main()
