"""The command line: serve, password, play, replay, doctor, bench, book, docs.

Each command prints text, or one JSON object with `--json`; always UTF-8. Exit status 0 and 1 are
answers, 2 is a mistake in the command line or its input, 3 means that the program failed or that
its answer could not be printed. A command imports what it runs inside its function, so that the
others start without it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.kernel.errors import Refusal
from registry import wording as wording  # `tanlu book` prints refusals too
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

SeedAtCreation = Annotated[
    int | None,
    typer.Option(
        help="Seed of the bots when the lesson is created.", parser=seed_number, metavar="INTEGER"
    ),
]

offsets = Commands(help="Offset rules: what a market takes.", no_args_is_help=True)
app.add_typer(offsets, name="offsets")


@app.command()
def serve(
    data: Annotated[str, typer.Option(help="Folder of lesson files.")] = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "0.0.0.0",
    port: Annotated[
        int,
        typer.Option(
            help="Port; 0 takes a free one and prints it.", parser=port_number, metavar="INTEGER"
        ),
    ] = 8000,
    public_url: Annotated[
        str, typer.Option(help="Address that participants type into their browsers.")
    ] = "",
    trainer_token_file: Annotated[
        Path | None,
        typer.Option(
            help="Write a trainer's bearer token for scripts here, unless a valid one is there."
        ),
    ] = None,
    lesson: Annotated[
        list[str] | None,
        typer.Option(
            help="Lesson plan to open; may be given several times. Without it: belt-road-1."
        ),
    ] = None,
    backup_minutes: Annotated[
        int,
        typer.Option(
            help="Minutes between backups of a changed lesson; 0: none.",
            parser=count,
            metavar="INTEGER",
        ),
    ] = 10,
    seed: SeedAtCreation = None,
    bots: Annotated[
        bool, typer.Option(help="Whether bots play in a lesson that is created.")
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print addresses and join codes as one line of JSON.")
    ] = False,
) -> None:
    """Run the server: pages, JSON API, live lessons."""
    from registry.serve import DEFAULT_LESSONS
    from registry.serve import serve as run

    _run(
        lambda: run(
            data=data,
            host=host,
            port=port,
            public_url=public_url,
            trainer_token_file=trainer_token_file,
            lessons=lesson or DEFAULT_LESSONS,
            backup_minutes=backup_minutes,
            seed=seed,
            bots=bots,
            as_json=as_json,
        )
    )


@app.command()
def password(data: Annotated[str, typer.Option(help="Folder of lesson files.")] = "") -> None:
    """Set a new trainer password and print it once; every trainer session is signed out.

    The script token ends too; the server writes a new one when it is next started with
    --trainer-token-file."""
    from registry.serve import change_password

    _run(lambda: change_password(data))


@app.command()
def play(
    plan: Annotated[str, typer.Argument(help="Name or path of a lesson plan.")],
    seed: Annotated[
        int,
        typer.Option(
            help="Seed of the bots; the same seed gives the same lesson.",
            parser=seed_number,
            metavar="INTEGER",
        ),
    ] = 1,
    database: Annotated[
        Path | None, typer.Option(help="Write the lesson file here; without it: memory only.")
    ] = None,
    seats_per_role: Annotated[
        int,
        typer.Option(
            help="Largest number of seats per role; 0: as planned.",
            parser=count,
            metavar="INTEGER",
        ),
    ] = 0,
    as_json: Json = False,
) -> None:
    """Play a lesson with bots only, at full speed."""
    from ledger.files import one_sentence
    from registry.classroom.plan import read_plan
    from registry.classroom.play import play as run

    def action() -> dict[str, Any]:
        read = read_plan(plan)
        if seats_per_role:
            read = read.with_seats_per_role(seats_per_role)
        with one_sentence(database or Path("the lesson"), action="written"):
            return run(read, seed=seed, path=database)

    _print(_run(action), as_json=as_json)


@app.command()
def replay(
    lesson: Annotated[Path, typer.Argument(help="A lesson file.")], as_json: Json = False
) -> None:
    """Replay a lesson's command log from an empty file; exit status 1 if the result differs."""
    from registry.classroom.replay import replay as run

    found = _run(lambda: run(lesson))
    _print(found, as_json=as_json)
    raise typer.Exit(0 if found["equal"] else 1)


@app.command()
def doctor(
    lesson: Annotated[Path, typer.Argument(help="A lesson file.")],
    no_replay: Annotated[
        bool, typer.Option("--no-replay", help="Skip the replay of the log.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Audit and replay a lesson file; exit status 1 if anything is wrong with it."""
    from registry.classroom.doctor import examine, is_sound

    found = _run(lambda: examine(lesson, with_replay=not no_replay))
    _print(found, as_json=as_json)
    raise typer.Exit(0 if is_sound(found) else 1)


@app.command()
def backup(
    lesson: Annotated[Path, typer.Argument(help="A lesson file; the lesson may be running.")],
    file: Annotated[Path, typer.Argument(help="The new file; an existing one is refused.")],
    as_json: Json = False,
) -> None:
    """Copy a lesson, whether it is running or not, into one complete file."""
    from dataclasses import asdict

    from registry.classroom.backups import back_up

    _print(asdict(_run(lambda: back_up(lesson, file))), as_json=as_json)


@app.command()
def branch(
    lesson: Annotated[Path, typer.Argument(help="A lesson file; the lesson may be running.")],
    at: Annotated[
        int,
        typer.Option(
            help="Number of the last command that both have.", parser=count, metavar="INTEGER"
        ),
    ],
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="A changed value of the plan; may be repeated."
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The new file; an existing one is refused.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a new lesson that is the same up to one command, perhaps under a changed plan.

    Bots play every seat from there on, and time is paused."""
    from registry.classroom.branch import branch_of_file
    from registry.classroom.plan_changes import read_changes

    file = to or lesson.with_name(f"{lesson.stem}-at-{at}{lesson.suffix}")
    found = _run(lambda: branch_of_file(lesson, file, at=at, changes=read_changes(set_ or [])))
    _print({"file": str(file), **found.as_dict()}, as_json=as_json)


@app.command()
def bench(
    part: Annotated[
        str,
        typer.Argument(
            help="book, books, writer, offsets, hostile, audit, start, orders, http or live."
        ),
    ],
    peers: Annotated[
        bool, typer.Option("--peers", help="With `book`: compare with other order books.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure one part of the program against a reference in the same run.

    The threshold of `offsets` is in checks per second. `hostile` measures how much longer traders
    wait while one seat sends malformed requests, `audit` while a long lesson is audited; `start`
    measures how long the program takes to start. `live` takes three minutes and has no reference:
    its figures must not exceed the threshold.
    """
    from registry.bench import PARTS, lines
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
    say("\n".join(lines(rows)))
    if part == "book":
        say(rows[0]["garbage"])


@app.command()
def scenario(
    files: Annotated[list[Path], typer.Argument(help="Scenario files, or folders of them.")],
    http: Annotated[
        str, typer.Option(metavar="URL", help="Address of a server; without it: in process.")
    ] = "",
    token_file: Annotated[
        Path | None, typer.Option(help="File with the server's trainer token for scripts.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="Keep the lesson of one scenario: in this file, or at a server under this code."
        ),
    ] = None,
    show: Annotated[
        bool,
        typer.Option(
            "--show",
            help="Wait for Enter before each step, and leave the lesson open: a class "
            "follows it at the server.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Play scenario files: steps of seats with what is expected of them.

    Exit status 0 if every expectation held, 1 if one did not, 2 for mistakes in the files, all of
    which are printed before anything is run. docs/scenarios.md has the form of the files.
    """
    from registry.scenario_command import scenario as run

    raise typer.Exit(
        _run(
            lambda: run(
                files, http=http, token_file=token_file, as_json=as_json, keep=keep, show=show
            )
        )
    )


@app.command()
def book(
    rules: Annotated[
        str,
        typer.Option(
            metavar="NAME=VALUE,...",
            help="tick=1, lot=1, lo=1, hi=1000000000, stp=none (newest, oldest, both, decrement), "
            "tie=clamp (ref, mid), pick_levels=5; a rule that is not named keeps its default.",
        ),
    ] = "",
) -> None:
    """Run order events through an order book: one JSON object per line in, one result per line out.

    matching/README.md lists the fields of events and results.
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
    mwh: Annotated[
        str | None,
        typer.Option(help="Net generation in MWh a year, instead of capacity and hours."),
    ] = None,
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
    """Credit revenue of a wind or solar plant: every figure that the inputs allow, exact."""
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
    """Print a refusal with all of its checks in both languages, and as JSON if wanted."""
    if as_json:
        say(json.dumps({"refusal": refusal.as_answer()}, ensure_ascii=False))
    lines = [refusal.text("en"), refusal.text("zh")]
    lines += [f"  {check.en} {check.zh}" for check in refusal.checks]
    complain("\n".join(lines))


@offsets.callback()
def _offsets() -> None:
    """Offset rules: what a market takes."""


@offsets.command(name="check")
def offsets_check(
    file: Annotated[Path, typer.Argument(help="A bundle as JSON.")], as_json: Json = False
) -> None:
    """Check a bundle of offsets: exit status 0 accepted, 1 refused, 2 unreadable."""
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
def reports(
    lesson: Annotated[Path | None, typer.Argument(help="A lesson file.")] = None,
    party: Annotated[str, typer.Option(help="Code of a party, such as THA; without it: all.")] = "",
    year: Annotated[
        int, typer.Option(help="Reported year; 0: every year.", parser=count, metavar="INTEGER")
    ] = 0,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path(),
    check: Annotated[Path | None, typer.Option(metavar="FILE", help="A file to check.")] = None,
    as_json: Json = False,
) -> None:
    """Write the annual information of a lesson's parties, or check such a file.

    A lesson's submissions are written as workbooks, CSV and JSON; exit status 1 if there are none.
    A check: exit status 0 sound, 1 with mistakes, 2 not opened."""
    from registry.report_command import check_file, write_files

    if check is not None:
        raise typer.Exit(check_file(check, as_json=as_json))
    if lesson is None:
        raise typer.BadParameter("a lesson file, or a file to --check", param_hint="LESSON")
    raise typer.Exit(_run(lambda: write_files(lesson, party, year, out=out, as_json=as_json)))


@app.command()
def docs(
    check: Annotated[bool, typer.Option("--check", help="Only list stale files.")] = False,
) -> None:
    """Write the documentation's generated tables."""
    from registry.docs import write

    try:
        stale = write(check=check)
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None:
            raise
        give_up_printing(error)
    raise typer.Exit(stale)


def _run(action: Any) -> Any:
    """Run an action; an unreadable file or plan is printed as one sentence with exit status 2."""
    from ledger.files import CannotOpen
    from registry.classroom.plan import PlanUnreadable
    from registry.classroom.plan_changes import ChangesWrong

    try:
        return action()
    except (CannotOpen, PlanUnreadable, ChangesWrong) as mistake:
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
            # `type`, not isinstance: a bool is an int and is not printed as a figure.
            figure = f"{value:,}" if type(value) is int else value
            say(f"{name:<22} {figure}")


if __name__ == "__main__":
    app()
