"""Goal: no input makes a calculator fail on our side.

Method: schemathesis reads the description of the API and sends what fits it and what does not.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.support.classroom import Class

AREA = "^/api/calculators/"
pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, response_schema_conformance]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name.lower())
def test_every_answer_is_an_answer_or_a_refusal(room: Class, mode: GenerationMode) -> None:
    whole = schemathesis.openapi.from_url(f"{room.url}/api/openapi.json")
    asked = set()
    for found in whole.include(path_regex=AREA).get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not operation.query:
            continue

        @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy(generation_mode=mode))
        def answered(case: Case) -> None:
            case.call_and_validate(checks=CHECKS)
            asked.add(case.path)

        answered()

    assert len(asked) >= 10, "the area was not found, or nothing was sent"
