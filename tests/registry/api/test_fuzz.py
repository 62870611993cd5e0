"""Goal: nothing that fits or misses our own description makes the server fail.

Method: schemathesis makes requests from the OpenAPI description, good and bad; each answer is one
of ours, and the books still hold afterwards (the class audits itself when it closes).
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from registry.edge.commands import COMMANDS
from tests.support.classroom import Class

EXAMPLES = 8


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_request_gets_an_answer_of_ours(room: Class, mode: GenerationMode) -> None:
    if not room.script.get("/api/clock").json()["running"]:
        room.run()
    described = schemathesis.openapi.from_dict(room.script.get("/api/openapi.json").json())
    headers = dict(room.script.headers) | {"tanlu-seat": room.seats("trader")[0]}
    statuses: Counter[int] = Counter()
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def answered(case: schemathesis.Case) -> None:
            answer = case.call(base_url=room.url, headers=headers)
            statuses[answer.status_code] += 1

            assert answer.status_code < 500, f"{case.method} {case.path}: {answer.text}"
            if answer.status_code >= 400:
                assert {"refusal", "command"} == set(answer.json()), answer.text

        with suppress(Unsatisfiable):  # an address that takes nothing cannot be asked wrongly
            answered()

    assert sum(statuses.values()) > len(COMMANDS)
    assert statuses[422] if mode is GenerationMode.NEGATIVE else statuses[200]
