"""What does a command say when something is refused? `error:` and `hint:` on stderr; 0 done, 1 refused, 2 usage."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import SQLAlchemyError

from crypto.errors import CryptoError
from forms.errors import FormError, InvalidAnswers
from liaison import bootstrap, settings
from liaison.bootstrap import Service
from liaison.errors import Invalid, LiaisonError, Unavailable
from liaison.usecases.context import Context


def run(app: typer.Typer) -> None:
    """Run the command line: the one place where an error becomes two lines and an exit code.

    No traceback for what was foreseen: refused is 1, wrong usage 2 (typer's own).
    """
    try:
        app()
    except (LiaisonError, FormError, CryptoError, OSError, SQLAlchemyError) as error:
        for line in explain(error):
            typer.echo(line, err=True)
        sys.exit(1)


def explain(error: Exception) -> Iterator[str]:
    """Give the lines that tell a person what was refused; an error of a store never shows its values."""
    if isinstance(error, InvalidAnswers | Invalid):
        yield from (f"error: {problem.message}" for problem in error.problems)
        return
    if isinstance(error, OSError):
        # Of two names the second is the one that was asked for: the first is a file on its way there.
        name = error.filename2 or error.filename
        yield f"error: {f'{name}: ' if name else ''}{error.strerror or type(error).__name__}"
        return
    if isinstance(error, SQLAlchemyError | Unavailable):
        cause = error.__cause__ if isinstance(error, Unavailable) and error.__cause__ else error
        yield f"error: a database does not answer as it should ({type(cause).__name__})"
        yield "hint: `liaison migrate` on a new installation; `liaison doctor` says more."
        return
    yield f"error: {error}"
    hint = getattr(error, "hint", "")
    if hint:
        yield f"hint: {hint}"


def open_service() -> Service:
    """Start the service from this process's settings."""
    return bootstrap.start(settings.load())


@contextmanager
def transaction() -> Iterator[Context]:
    """Open one transaction of the configured service, for one command."""
    service = open_service()
    with service.transaction() as context:
        yield context


def say(text: str) -> None:
    """Print a result."""
    typer.echo(text)


def is_terminal() -> bool:
    """Say whether somebody reads what we print."""
    return sys.stdout.isatty()
