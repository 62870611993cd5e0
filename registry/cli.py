"""The command line: serve, password, play, replay, doctor, bench, book, docs.

Each command prints for people, or one JSON object with `--json`; always UTF-8. Exit status 0 and 1
are answers, 2 is a mistake of whoever asked, 3 says that the answer did not arrive or that the
program failed. A command imports what it runs, so that the others do not wait for it. Knows no
rule of its own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.kernel.errors import Refusal
from registry.terminal import (
    Commands,
    complain,
    count,
    give_up_printing,
    port_number,
    say,
    seed_number,
)

app = Commands(
    help="Tanlu: a classroom carbon market with a registry, a ledger and a market.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]

offsets = Commands(help="Offset rules: what a market takes.", no_args_is_help=True)
app.add_typer(offsets, name="offsets")


@app.command()
def serve(
    data: Annotated[str, typer.Option(help="Folder of lesson files.")] = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "0.0.0.0",
    port: Annotated[
        int,
        typer.Option(
            help="Port; 0 takes any and prints it.", parser=port_number, metavar="INTEGER"
        ),
    ] = 8000,
    public_url: Annotated[str, typer.Option(help="Address that the room types.")] = "",
    trainer_token_file: Annotated[
        Path | None, typer.Option(help="Write a trainer's bearer token for scripts here.")
    ] = None,
    lesson: Annotated[str, typer.Option(help="Lesson plan to open.")] = "belt-road-1",
    backup_minutes: Annotated[
        int,
        typer.Option(
            help="How often a changed lesson is copied; 0: never.", parser=count, metavar="INTEGER"
        ),
    ] = 10,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Seed of the bots when the lesson is made.", parser=seed_number, metavar="INTEGER"
        ),
    ] = None,
) -> None:
    """Run the server: pages, JSON API, live lesson."""
    from registry.serve import serve as run

    _told(
        lambda: run(
            data=data,
            host=host,
            port=port,
            public_url=public_url,
            trainer_token_file=trainer_token_file,
            lesson=lesson,
            backup_minutes=backup_minutes,
            seed=seed,
        )
    )


@app.command()
def password(data: Annotated[str, typer.Option(help="Folder of lesson files.")] = "") -> None:
    """Set a new trainer's password and print it once; whoever had signed in is signed out.

    A scripts' token ends too; the server writes a new one at its next start with the option."""
    from registry.serve import change_password

    _told(lambda: change_password(data))


@app.command()
def play(
    plan: Annotated[str, typer.Argument(help="A lesson plan's name or path.")],
    seed: Annotated[
        int, typer.Option(help="Same seed, same lesson.", parser=seed_number, metavar="INTEGER")
    ] = 1,
    database: Annotated[Path | None, typer.Option(help="Keep the lesson file here.")] = None,
    seats_per_role: Annotated[
        int,
        typer.Option(help="At most so many seats a role.", parser=count, metavar="INTEGER"),
    ] = 0,
    as_json: Json = False,
) -> None:
    """Play a lesson without people, at full speed."""
    from ledger.files import one_sentence
    from registry.classroom.plan import read_plan
    from registry.classroom.play import play as run

    def action() -> dict[str, Any]:
        read = read_plan(plan)
        if seats_per_role:
            read = read.with_seats_per_role(seats_per_role)
        with one_sentence(database or Path("the lesson"), action="written"):
            return run(read, seed=seed, path=database)

    _print(_told(action), as_json=as_json)


@app.command()
def replay(
    lesson: Annotated[Path, typer.Argument(help="A lesson file.")], as_json: Json = False
) -> None:
    """Apply a lesson's own log to an empty one; exit status 1 when something differs."""
    from registry.classroom.replay import replay as run

    found = _told(lambda: run(lesson))
    _print(found, as_json=as_json)
    raise typer.Exit(0 if found["equal"] else 1)


@app.command()
def doctor(
    lesson: Annotated[Path, typer.Argument(help="A lesson file.")],
    no_replay: Annotated[
        bool, typer.Option("--no-replay", help="Leave the replay of the log out.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Audit and replay a lesson file; exit status 1 when anything is wrong with it."""
    from registry.classroom.doctor import examine, is_sound

    found = _told(lambda: examine(lesson, with_replay=not no_replay))
    _print(found, as_json=as_json)
    raise typer.Exit(0 if is_sound(found) else 1)


@app.command()
def backup(
    lesson: Annotated[Path, typer.Argument(help="A lesson file; the lesson may be running.")],
    file: Annotated[Path, typer.Argument(help="The new file; nothing is written over.")],
    as_json: Json = False,
) -> None:
    """Copy a lesson while it runs, or while it does not, into one whole file."""
    from dataclasses import asdict

    from registry.classroom.backups import back_up

    _print(asdict(_told(lambda: back_up(lesson, file))), as_json=as_json)


@app.command()
def bench(
    part: Annotated[
        str, typer.Argument(help="book, books, writer, offsets, hostile, audit or start.")
    ],
    peers: Annotated[
        bool, typer.Option("--peers", help="With `book`: beside other people's books.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure against a reference in the same run, with a bar.

    `offsets` has its bar in checks a second; `hostile` tells how much longer others wait beside a
    seat that sends what no page sends, `audit` beside the audit of a long lesson; `start` how long
    people wait for the program itself.
    """
    from registry.bench import PARTS
    from registry.bench.peers import PeersMissing

    if part not in PARTS:
        raise typer.BadParameter(f"one of {', '.join(PARTS)}")
    if peers and part != "book":
        raise typer.BadParameter("only `book` has peers")
    try:
        rows = PARTS[part](with_peers=True) if peers else PARTS[part]()
    except PeersMissing as missing:
        complain(str(missing))
        raise typer.Exit(2) from None
    if as_json:
        say(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        met = (
            "" if row["bar"] is None else f"bar {row['bar']:,} {'met' if row['met'] else 'MISSED'}"
        )
        figures = f"{row['ours']:>12,.0f} {row['reference']:>12,.0f} {row['unit']:<14}"
        say(f"{row['name']:<52} {figures} ratio {row['ratio']:<8.3f} {met}")
    if part == "book":
        say(rows[0]["garbage"])


@app.command()
def book(
    rules: Annotated[
        str,
        typer.Option(
            metavar="NAME=VALUE,...",
            help="tick=1, lot=1, lo=1, hi=1000000000, stp=none (newest, oldest, both, decrement), "
            "tie=clamp (ref, mid), pick_levels=5; what is not named keeps its default.",
        ),
    ] = "",
) -> None:
    """Play order events on the book alone: one JSON object a line in, one result a line out.

    The fields of events and results stand in matching/README.md.
    """
    from matching.batch_runner import Unreadable, book_of, results

    try:
        empty = book_of(rules)
    except Unreadable as mistake:
        complain(str(mistake))
        raise typer.Exit(2) from None
    if sys.stdin is None:
        complain("Events come from standard input, and it is closed.")
        raise typer.Exit(2)
    write = sys.stdout.buffer.write
    try:
        for line in results(empty, sys.stdin.buffer):
            write(line)
        sys.stdout.flush()
    except OSError as error:
        give_up_printing(error)


@app.command()
def revenue(
    capacity_mw: Annotated[str | None, typer.Option(help="Capacity in MW.")] = None,
    hours: Annotated[str | None, typer.Option(help="Full-load hours a year.")] = None,
    mwh: Annotated[str | None, typer.Option(help="Net generation; instead of the two.")] = None,
    grid: Annotated[str | None, typer.Option(help="A regional grid, such as northwest.")] = None,
    om: Annotated[str | None, typer.Option(help="Operating margin, t/MWh.")] = None,
    bm: Annotated[str | None, typer.Option(help="Build margin, t/MWh.")] = None,
    w_om: Annotated[str | None, typer.Option(help="Weight of OM; 0.75 if left out.")] = None,
    w_bm: Annotated[str | None, typer.Option(help="Weight of BM; 0.25 if left out.")] = None,
    combined_margin: Annotated[str | None, typer.Option(help="Combined margin, t/MWh.")] = None,
    price: Annotated[str | None, typer.Option(help="Price of a credit, CNY/t.")] = None,
    tariff: Annotated[str | None, typer.Option(help="Price of power, CNY/kWh.")] = None,
    as_json: Json = False,
) -> None:
    """What a wind or solar plant earns by credits: exact decimals, as far as the inputs reach."""
    from registry.programme.methodologies.calculators.revenue import Plant
    from registry.programme.methodologies.calculators.revenue import revenue as run

    plant = Plant(
        capacity_mw=capacity_mw,
        hours=hours,
        mwh=mwh,
        grid=grid,
        om=om,
        bm=bm,
        w_om=w_om,
        w_bm=w_bm,
        combined_margin=combined_margin,
        price=price,
        tariff=tariff,
    )
    try:
        reached = run(plant)
    except Refusal as refusal:
        _say_refused(refusal, as_json=as_json)
        raise typer.Exit(2) from None
    if as_json:
        say(json.dumps(reached))
        return
    for name, text in reached.items():
        say(f"{name:<28} {text}")


def _say_refused(refusal: Refusal, *, as_json: bool) -> None:
    """A refusal with all of its checks in both languages for a person, and as JSON where asked."""
    if as_json:
        say(json.dumps({"refusal": refusal.as_answer()}, ensure_ascii=False))
    told = [refusal.text("en"), refusal.text("zh")]
    told += [f"  {one.en} {one.zh}" for one in refusal.checks]
    complain("\n".join(told))


@offsets.callback()
def _offsets() -> None:
    """Offset rules: what a market takes."""


@offsets.command(name="check")
def offsets_check(
    file: Annotated[Path, typer.Argument(help="A bundle as JSON.")], as_json: Json = False
) -> None:
    """Check a bundle: exit status 0 accepted, 1 refused, 2 not readable."""
    from registry.compliance.check import check_text, lines

    try:
        answer = check_text(file.read_bytes())
    except OSError as error:
        complain(f"{file}: {error.strerror}")
        raise typer.Exit(2) from None
    except Refusal as refusal:
        _say_refused(refusal, as_json=as_json)
        raise typer.Exit(2) from None
    say(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(lines(answer)))
    raise typer.Exit(0 if answer["accepted"] else 1)


@app.command()
def docs(
    check: Annotated[bool, typer.Option("--check", help="Only say what is stale.")] = False,
) -> None:
    """Print the documentation blocks from the tables."""
    from registry.docs import write

    try:
        stale = write(check=check)
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None:
            raise
        give_up_printing(error)
    raise typer.Exit(stale)


def _told(action: Any) -> Any:
    """Run a deed; a mistake of the person at the terminal is one sentence and exit status 2."""
    from ledger.files import CannotOpen
    from registry.classroom.plan import PlanUnreadable

    try:
        return action()
    except (CannotOpen, PlanUnreadable) as mistake:
        complain(str(mistake))
        raise typer.Exit(2) from None


def _print(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(answer, ensure_ascii=False))
        return
    for name, value in answer.items():
        if isinstance(value, dict):
            _print({f"{name}.{part}": one for part, one in value.items()}, as_json=False)
        elif isinstance(value, list):
            for one in value:
                say(f"{name:<22} {one}")
        else:
            # A truth is a whole number too, and no figure.
            figure = f"{value:,}" if type(value) is int else value
            say(f"{name:<22} {figure}")


if __name__ == "__main__":
    app()
