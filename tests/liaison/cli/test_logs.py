"""Is each event one line of JSON, whatever is in it, and does none repeat what somebody typed?"""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from liaison.cli import logs
from liaison.cli.serving import server_config
from liaison.settings import load

CANARY = "Zéphyrine TESTOUKHINA"
BREAKS = ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1b[2J", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\x7f")

SILENCED = ("asyncio", "uvicorn", "uvicorn.error")
"""Other tests of this process start servers, which keep these to themselves."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Give what the log writes, and put the process's own log back afterwards."""
    loggers = [logging.getLogger(name) for name in (None, *SILENCED)]
    levels = [logger.level for logger in loggers]
    monkeypatch.setattr(loggers[0], "handlers", loggers[0].handlers[:])
    for logger in loggers:
        monkeypatch.setattr(logger, "propagate", True)
        logger.setLevel(logging.NOTSET)
    stream = io.StringIO()
    logs.install(stream)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    logging.captureWarnings(capture=False)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """Read the log as a program does: a line is an object, and nothing else."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("sign", BREAKS)
def test_no_sign_makes_a_second_line(told: io.StringIO, sign: str) -> None:
    """Line ends of every alphabet, ESC and NUL come out as numbers (ASVS 16.4.1)."""
    logging.getLogger("liaison.essai").warning("a%s{} level: error", sign)

    (line,) = lines(told)

    assert f"a{sign}{{}} level: error" == line["message"]
    assert all(" " <= letter <= "~" for letter in told.getvalue().rstrip("\n"))


def test_who_when_how_bad(told: io.StringIO) -> None:
    """Each line says its moment in UTC, its logger and its level."""
    logging.getLogger("liaison.worker").error("a step failed: %s", "OSError")

    (line,) = lines(told)

    assert {"at", "level", "logger", "message"} == set(line)
    assert str(line["at"]).endswith("+00:00")
    assert ("error", "liaison.worker", "a step failed: OSError") == (line["level"], line["logger"], line["message"])


def test_incident_is_part_of_the_line(told: io.StringIO) -> None:
    """What the pages report as an object is not an object inside a text."""
    logging.getLogger("liaison.web").error("%s", json.dumps({"event": "incident", "number": "0a1b"}))
    logging.getLogger("liaison.web").error("{ not an object")

    assert ["0a1b", None] == [line.get("number") for line in lines(told)]


def test_exception_tells_its_place_and_no_word(told: io.StringIO) -> None:
    """Ours or a library's: the kind and the frames; the message and its arguments can hold a name."""
    for name in ("liaison.worker", "uvicorn.error", "asyncio"):
        try:
            int(CANARY)
        except ValueError:
            logging.getLogger(name).exception("broken: %s", CANARY)

    assert ["ValueError"] * 3 == [line["kind"] for line in lines(told)]
    assert all("test_logs.py" in str(line["frames"]) for line in lines(told))
    assert "TESTOUKHINA" not in told.getvalue()


def test_library_is_heard_and_not_quoted(told: io.StringIO) -> None:
    """Asyncio repeats the exception of a lost task, a driver its statement: only the place is kept."""
    logging.getLogger("asyncio").error("Task exception was never retrieved: %s", CANARY)
    logging.getLogger("sqlalchemy.pool").warning("%s", CANARY)
    logging.getLogger("sqlalchemy.engine").info("INSERT %s", CANARY)

    assert [("asyncio", True), ("sqlalchemy.pool", True)] == [(line["logger"], "place" in line) for line in lines(told)]
    assert "TESTOUKHINA" not in told.getvalue()


def test_server_brings_no_log_of_its_own(told: io.StringIO) -> None:
    """Uvicorn's own handlers would print the words of an exception, and the addresses of one-time links."""
    server_config(None, load({})).configure_logging()
    logging.getLogger("uvicorn.access").info("GET /invitation/%s", CANARY)
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)

    assert ["Started server process [7]"] == [line["message"] for line in lines(told)]
