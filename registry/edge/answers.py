"""The shapes in which the JSON API answers, and the status of each: one place, so none drifts.

It knows no route; pages draw the same refusals their own way.
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from ledger.kernel.errors import Refusal
from ledger.writer import Outcome
from registry.classroom.preview import Preview
from registry.edge.errors import MethodUnknown, ThingUnknown
from registry.edge.field_faults import field_wrong
from registry.edge.reading import PATH_SHOWN
from registry.edge.request_checks import Failure

FAILURE_EN = "This step was not done; nothing in the books has changed."
FAILURE_ZH = "这一步没有做成，账没有变。"


def answer(body: Any, *, status: int = 200) -> Response:
    """A JSON answer that no cache keeps."""
    return Response(
        orjson.dumps(body),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


def refused(refusal: Refusal, *, command: int | None = None) -> Response:
    """The one shape of a refusal: the refusal itself, and its number in the log if it has one."""
    return answer({"refusal": refusal.as_answer(), "command": command}, status=refusal.status)


def failed(identifier: str, *, command: int | None = None) -> Response:
    """The one shape of a failure of ours: an id that stands in the log, and nothing else."""
    text = {"en": FAILURE_EN, "zh": FAILURE_ZH}
    return answer({"failure": identifier, "text": text, "command": command}, status=500)


def told(outcome: Outcome) -> Response:
    """What came of a command."""
    if outcome.refusal is not None:
        return refused(outcome.refusal, command=outcome.number)
    if outcome.failure is not None:
        return failed(outcome.failure, command=outcome.number)
    return answer(_done(outcome))


def foretold(preview: Preview) -> Response:
    """What would come of a command: its status and body, and what it would do to an order."""
    outcome, effects, _ = preview
    if outcome.answer is None:
        return told(outcome)
    shown = None if effects is None else effects._asdict()
    return answer({**_done(outcome), "effects": shown})


def _done(outcome: Outcome) -> dict[str, Any]:
    return {"command": outcome.number, "answer": outcome.answer, "repeated": outcome.repeated}


def refused_or_failed(what: Refusal | Failure) -> Response:
    """A refusal or a failure that no command stands behind."""
    if isinstance(what, Failure):
        return failed(what.identifier)
    return refused(what)


def http_refusal(error: HTTPException, scope: Scope) -> Refusal:
    """The refusal that says what the framework found: unknown address, method, or a wrong body."""
    if error.status_code == 405:
        return MethodUnknown(address=scope["path"][:PATH_SHOWN], method=scope["method"])
    if error.status_code == 404:
        return ThingUnknown(address=scope["path"][:PATH_SHOWN])
    return field_wrong("unreadable", "body")
