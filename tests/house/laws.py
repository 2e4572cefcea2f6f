"""What may no module of the house contain? Each law gives the lines that break it, so that it can be tried.

A linter's rule can be silenced beside the line; these cannot.
"""

import ast
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

Law = Callable[[ast.Module], list[int]]

RUNS_TEXT = frozenset({"eval", "exec", "compile", "__import__"})
FORBIDDEN_MODULES = frozenset({"random", "pickle", "marshal", "shelve", "unittest.mock", "freezegun"})
READS_TIME = frozenset(
    {
        *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
        *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today"),
        *("dt.datetime.now", "dt.date.today", "time.time", "time.time_ns"),
    }
)
SKIPS = re.compile(r"(^|\.)(skip|skipif|skipTest|xfail|importorskip)$")


def runs_text(module: ast.Module) -> list[int]:
    """Find code that is made out of text."""
    return [call.lineno for call in _calls(module) if ast.unparse(call.func) in RUNS_TEXT]


def imports_forbidden(module: ast.Module) -> list[int]:
    """Find modules that guess, run what they read, or patch."""
    return [line for name, line in imported(module) if name in FORBIDDEN_MODULES]


def reads_time(module: ast.Module) -> list[int]:
    """Find who reads the time of day without asking the clock."""
    return [call.lineno for call in _calls(module) if ast.unparse(call.func) in READS_TIME]


def trusts_markup(module: ast.Module) -> list[int]:
    """Find text that is declared to be markup, and templates made of text (law 13)."""
    names = [node for node in ast.walk(module) if isinstance(node, ast.Name | ast.Attribute)]
    return [node.lineno for node in names if _last(node) in {"Markup", "from_string"}]


def asks_the_network_about_mail(module: ast.Module) -> list[int]:
    """Find addresses whose domain is looked up: a host that no operator configured is asked (G-6)."""
    checks = [call for call in _calls(module) if _last(call.func) == "validate_email"]
    return [call.lineno for call in checks if "check_deliverability=False" not in ast.unparse(call)]


def destroys_before_commit(module: ast.Module) -> list[int]:
    """Find who destroys a data key inside a transaction that may still fail (docs/decisions/0066)."""
    return [call.lineno for call in _calls(module) if ast.unparse(call.func).endswith("vault.destroy")]


def skips(module: ast.Module) -> list[int]:
    """Find tests that are skipped or expected to fail: each is a hole."""
    names = [node for node in ast.walk(module) if isinstance(node, ast.Attribute)]
    return [node.lineno for node in names if SKIPS.search(ast.unparse(node))]


def tests_without_a_sentence(module: ast.Module) -> list[int]:
    """Find tests that do not say which behaviour they hold."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.lineno for node in functions if node.name.startswith("test_") and not ast.get_docstring(node)]


def asks_no_question(module: ast.Module) -> list[int]:
    """Find a module whose first line does not say the question that it answers."""
    first = (ast.get_docstring(module) or "").partition("\n")[0]
    return [] if "?" in first else [1]


def imported(module: ast.Module) -> list[tuple[str, int]]:
    """List what a module imports, by full name, with the line; `from a import b` gives a and a.b."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.module, node.lineno)]
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def _calls(module: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(module) if isinstance(node, ast.Call)]


def _last(node: ast.expr) -> str:
    """Give the last part of a dotted name, "" for what is no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


CODE_LAWS: Mapping[Law, str] = MappingProxyType(
    {
        runs_text: "x = eval('1')",
        imports_forbidden: "from unittest import mock",
        reads_time: "from datetime import UTC, datetime\nx = datetime.now(UTC)",
        trusts_markup: "from markupsafe import Markup\nx = Markup('<b>')",
        asks_the_network_about_mail: "x = validate_email('a@example.org')",
        asks_no_question: '"""Various things."""',
        destroys_before_commit: "ctx.vault.destroy('passphrase.x')",
    }
)
"""The laws of the four packages, each with a module that breaks it on its last line."""

TEST_LAWS: Mapping[Law, str] = MappingProxyType(
    {
        skips: "import pytest\npytestmark = pytest.mark.skip",
        imports_forbidden: "import unittest.mock",
        tests_without_a_sentence: "def test_x():\n    assert True",
    }
)
"""The laws of the tests, likewise."""
