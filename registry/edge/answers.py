"""The shapes of the JSON API's answers, and the status of each, in one place.

Pages show the same refusals in their own form.
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
from registry.edge.errors import MethodUnknown, ThingUnknown, retry_after_s
from registry.edge.field_faults import field_wrong
from registry.edge.reading import PATH_SHOWN
from registry.edge.request_checks import Failure

FAILURE_EN = "This step was not done; nothing in the books has changed."
FAILURE_ZH = "这一步没有做成，账没有变。"


def answer(body: Any, *, status: int = 200) -> Response:
    """A JSON answer that must not be cached."""
    return Response(
        orjson.dumps(body),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


def refused(refusal: Refusal, *, command: int | None = None, repeated: bool = False) -> Response:
    """The shape of every refusal: the refusal itself, and its number in the log if it has one."""
    body = {"refusal": refusal.as_answer(), "command": command, "repeated": repeated}
    return with_wait(answer(body, status=refusal.status), refusal)


def with_wait(response: Response, refusal: Refusal | None) -> Response:
    """The answer to a refused request, with `Retry-After` where the same may pass after a wait."""
    wait_s = None if refusal is None else retry_after_s(refusal)
    if wait_s is not None:
        response.headers["retry-after"] = str(wait_s)
    return response


def failed(identifier: str, *, command: int | None = None, repeated: bool = False) -> Response:
    """The shape of every server failure: the id of its log entry, and nothing else."""
    text = {"en": FAILURE_EN, "zh": FAILURE_ZH}
    body = {"failure": identifier, "text": text, "command": command, "repeated": repeated}
    return answer(body, status=500)


def outcome_answer(outcome: Outcome) -> Response:
    """The answer to a command: accepted, refused or failed."""
    if outcome.refusal is not None:
        return refused(outcome.refusal, command=outcome.number, repeated=outcome.repeated)
    if outcome.failure is not None:
        return failed(outcome.failure, command=outcome.number, repeated=outcome.repeated)
    return answer(_done(outcome))


def preview_answer(preview: Preview) -> Response:
    """The answer to a preview: the command's status and body, and its effects on an order."""
    outcome, effects, _ = preview
    if outcome.answer is None:
        return outcome_answer(outcome)
    shown = None if effects is None else effects._asdict()
    return answer({**_done(outcome), "effects": shown})


def _done(outcome: Outcome) -> dict[str, Any]:
    return {"command": outcome.number, "answer": outcome.answer, "repeated": outcome.repeated}


def refused_or_failed(what: Refusal | Failure) -> Response:
    """A refusal or a failure without a command."""
    if isinstance(what, Failure):
        return failed(what.identifier)
    return refused(what)


def http_refusal(error: HTTPException, scope: Scope) -> Refusal:
    """The refusal for an error of the framework: unknown address, method, or a wrong body."""
    if error.status_code == 405:
        return MethodUnknown(address=scope["path"][:PATH_SHOWN], method=scope["method"])
    if error.status_code == 404:
        return ThingUnknown(address=scope["path"][:PATH_SHOWN])
    return field_wrong("unreadable", "body")
