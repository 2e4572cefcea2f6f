"""Does an audit that could not ask say so, and do the locks stand above the known flaws? Without any network."""

import json

import pytest

from tests.audit import floors
from tests.audit.__main__ import batches
from tests.audit.verdict import Code, judge

PINS = {("starlette", "1.10.0"), ("jinja2", "3.1.6")}
SKIPPED = {"name": "jinja2", "skip_reason": "Dependency not found on PyPI and could not be audited: jinja2 (3.1.6)"}
CLEAN = {"name": "jinja2", "version": "3.1.6", "vulns": []}
ASKED = {"name": "Starlette", "version": "1.10.0", "vulns": []}
FLAWED = {"name": "starlette", "version": "1.10.0", "vulns": [{"id": "CVE-2026-00000", "fix_versions": ["2"]}]}


def answer(*rows: object) -> str:
    """Write what pip-audit writes."""
    return json.dumps({"dependencies": rows, "fixes": []})


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([answer(ASKED, CLEAN)], Code.CLEAN),
        ([answer(ASKED), answer(CLEAN)], Code.CLEAN),
        ([answer(ASKED, SKIPPED)], Code.NOT_AUDITED),
        ([answer(ASKED)], Code.NOT_AUDITED),
        ([answer(ASKED, {**CLEAN, "version": "3.1.5"})], Code.NOT_AUDITED),
        ([""], Code.NOT_AUDITED),
        (["No known vulnerabilities found"], Code.NOT_AUDITED),
        (["[]"], Code.NOT_AUDITED),
        ([], Code.NOT_AUDITED),
        ([answer(FLAWED, CLEAN)], Code.FLAWED),
        ([answer(FLAWED, SKIPPED)], Code.FLAWED),
    ],
)
def test_green_is_earned(answers: list[str], code: Code) -> None:
    """Only a package that was answered for is audited; one skipped, forgotten or unreachable is not, and is said."""
    verdict = judge(PINS, answers)

    assert code is verdict.code
    told = "\n".join(verdict.lines())
    assert (code is Code.CLEAN) == ("No known flaw." in told)
    assert ("not audited" in told) == bool(verdict.unaudited)


def test_pin_below_its_floor_is_a_flaw() -> None:
    """Even where every advisory was asked for."""
    low = floors.below({"starlette": {"1.3.0", "1.10.0"}})

    assert ["starlette 1.3.0 is below 1.3.1"] == [line.partition(":")[0] for line in low]
    assert Code.FLAWED is judge(PINS, [answer(ASKED, CLEAN)], low).code


def test_locks_stand_on_the_floors() -> None:
    """No lock pins what the security design names as dangerous, and no range would let it in again."""
    assert {"jinja2", "py7zr", "python-multipart", "pyzipper", "reportlab", "starlette"} <= set(
        floors.pins(floors.RUNTIME)
    )
    assert [] == [line for lock in floors.LOCKS for line in floors.below(floors.pins(lock))]
    assert [] == floors.allowed_below()


def test_every_pin_is_asked_about() -> None:
    """Whatever platform it is for; a package that is pinned twice is asked about twice."""
    pins = {("a", "1"), ("a", "2"), ("b", "1")}

    assert [["a==1", "b==1"], ["a==2"]] == batches(pins)
