"""State machines: moves of the table are allowed, all others are refused."""

from __future__ import annotations

from enum import StrEnum

import pytest

from ledger.kernel.machine import Machine, Move, MoveNotAllowed, RoleNotAllowed


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"


ANYBODY, KEEPER = frozenset({"guest", "keeper"}), frozenset({"keeper"})
MOVES = (
    Move("shut", Door.OPEN, Door.SHUT, ANYBODY),
    Move("open", Door.SHUT, Door.OPEN, ANYBODY),
    Move("lock", Door.SHUT, Door.LOCKED, KEEPER),
)
DOOR = Machine("door", initial=Door.OPEN, moves=MOVES)


def test_every_state_trigger_and_role() -> None:
    table = {(move.source, move.trigger): move for move in MOVES}
    for state in Door:
        for trigger in ("shut", "open", "lock", "burn"):
            for role in ("guest", "keeper"):
                move = table.get((state, trigger))
                if move is None:
                    with pytest.raises(MoveNotAllowed):
                        DOOR.after(state, trigger, offices={role})
                elif move.by is not None and role not in move.by:
                    with pytest.raises(RoleNotAllowed):
                        DOOR.after(state, trigger, offices={role})
                else:
                    assert move.target == DOOR.after(state, trigger, offices={role})


def test_a_move_without_roles_is_anybodys_as_far_as_the_table_goes() -> None:
    moves = (*MOVES[:2], Move("lock", Door.SHUT, Door.LOCKED, None))
    door = Machine("door", initial=Door.OPEN, moves=moves)

    assert {Door.LOCKED} == {door.after(Door.SHUT, "lock", offices={r}) for r in ("guest", "thief")}
    assert "    shut --> locked: lock" == door.mermaid().splitlines()[-1]


def test_a_refusal_says_what_is_possible_and_who_may() -> None:
    with pytest.raises(MoveNotAllowed) as step:
        DOOR.after(Door.SHUT, "burn", offices={"guest"})
    with pytest.raises(RoleNotAllowed) as role:
        DOOR.after(Door.SHUT, "lock", offices={"guest"})

    assert "Possible now: open, lock." == step.value.would_pass("en")
    assert "door: 'lock' is for the role keeper, not for guest." == role.value.text("en")
    assert (400, 403) == (step.value.status, role.value.status)


def test_a_state_without_a_way_out_says_so() -> None:
    with pytest.raises(MoveNotAllowed) as refused:
        DOOR.after(Door.LOCKED, "open", offices={"keeper"})

    assert "Possible now: -." == refused.value.would_pass("en")


@pytest.mark.parametrize(
    ("moves", "fault"),
    [
        ((*MOVES, MOVES[0]), "declared twice"),
        (MOVES[:2], "unreachable"),
    ],
)
def test_a_faulty_table_fails_at_once(moves: tuple[Move[Door], ...], fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        Machine("door", initial=Door.OPEN, moves=moves)


def test_the_table_draws_itself() -> None:
    assert [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> shut: shut (guest, keeper)",
        "    shut --> open: open (guest, keeper)",
        "    shut --> locked: lock (keeper)",
    ] == DOOR.mermaid().splitlines()
