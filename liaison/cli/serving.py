"""How does the service run? `serve`, `worker`, `demo`, `migrate`, `doctor`, `admin first`."""

import json
import signal
import socket
import threading
from importlib import import_module
from typing import Annotated, Any

import typer
import uvicorn
from typer import Option

from crypto import master
from crypto.master import MasterKeys
from liaison import bootstrap, diagnosis, settings
from liaison.adapters.clock import SystemClock
from liaison.bootstrap import Service
from liaison.cli import logs
from liaison.cli.edge import open_service, say
from liaison.demo import house
from liaison.errors import Misconfigured
from liaison.migrations import is_current, move, upgrade
from liaison.rules.calendar import local_day
from liaison.settings import Settings
from liaison.usecases import administering, inviting, working

WEB = "web.app:build"
"""By its name: nothing in `liaison` imports `web`."""
admin = typer.Typer(help="Administrators.", no_args_is_help=True)


def serve() -> None:
    """Serve the pages, and do the background work unless LIAISON_WORKER_IN_SERVE is false."""
    logs.install()
    _run(_ready())


def worker() -> None:
    """Do the background work alone: send what waits, see what came back, erase keys past their day."""
    logs.install()
    service = _ready()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    working.run(service, stop)


def demo(
    port: Annotated[int, Option(help="Port on 127.0.0.1.")] = 8000,
    fresh: Annotated[bool, Option("--fresh", help="Forget what earlier visitors did.")] = False,
) -> None:
    """Serve a fictitious operator on 127.0.0.1; mails and SMS are shown on a local page, nothing leaves."""
    _check_port(port)
    service = house.open_house(settings.load(), port=port, fresh=fresh)
    say(f"Ouvrez http://127.0.0.1:{port}/demo  (Ctrl+C pour arrêter)")
    _run(service)


def migrate(
    to: Annotated[
        str, Option("--to", metavar="VERSION", help="Go to this version, back too: what later ones hold is lost.")
    ] = "",
) -> None:
    """Create or upgrade the schema; make the master key if there is none yet."""
    config = settings.load()
    if to:
        undone = ", ".join(move(config.database, to))
        say(f"The schema is that of {to}." + (f" Taken back: {undone}." if undone else ""))
        return
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if make_master_key(config):
        say(f"A master key was made: {config.master_key}. Print its sheet: `liaison key sheet`.")
    upgrade(config.database)
    say("The schema is up to date.")


def doctor(
    as_json: Annotated[bool, Option("--json", help="For a program.")] = False,
    connect: Annotated[bool, Option("--connect", help="Also ask the mail server and the box; sends nothing.")] = False,
) -> None:
    """Say what is configured, what is missing and what would not work; exit 1 while something is red."""
    findings = diagnosis.examine(settings.load(), connect=connect)
    if as_json:
        say(json.dumps([{"check": f.check, "level": f.level, "message": f.message, "hint": f.hint} for f in findings]))
    for finding in () if as_json else findings:
        say(f"{finding.level:<7} {finding.check}: {finding.message}" + (f"  → {finding.hint}" if finding.hint else ""))
    if any(finding.level is diagnosis.Level.RED for finding in findings):
        raise typer.Exit(1)


@admin.command()
def first() -> None:
    """Print a one-time link for the first administrator."""
    service = open_service()
    with service.transaction() as ctx:
        token = administering.first_administrator(ctx)
    say(f"{service.settings.address}{inviting.PATH}{token}")


def make_master_key(config: Settings) -> bool:
    """Make the master key of a new installation; say whether there was none."""
    if config.master_key.exists():
        return False
    created = local_day(SystemClock().now())
    master.save_new(config.master_key, MasterKeys(master.generate(created=created)))
    return True


def _check_port(port: int) -> None:
    """Look first: the address that we print must be ours.

    Raises:
        Misconfigured: another program listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Misconfigured(
                f"Port {port} is taken.", hint="Stop the other program, or add `--port 8001`."
            ) from None


def _ready() -> Service:
    """Open a service that can send, on a schema that is this code's.

    Raises:
        Misconfigured: the schema is older or newer, or nothing could be sent.
    """
    service = open_service()
    if not is_current(service.settings.database):
        raise Misconfigured("The schema is not that of this version.", hint="Run `liaison migrate`.")
    bootstrap.check_can_serve(service)
    return service


def _run(service: Service) -> None:
    module, _, name = WEB.partition(":")
    application = getattr(import_module(module), name)(service)
    server = uvicorn.Server(server_config(application, service.settings))
    server.run()
    if not server.started:
        raise typer.Exit(1)


def server_config(application: Any, config: Settings) -> uvicorn.Config:  # noqa: ANN401 - uvicorn's own type
    """Return how the server runs: no access log, which would hold the tokens of one-time links."""
    return uvicorn.Config(
        application,
        host=config.bind_host,
        port=config.bind_port,
        access_log=False,
        # Ours says what may be said (liaison.cli.logs); uvicorn's own would print an exception's words.
        log_config=None,
        server_header=False,
        proxy_headers=bool(config.trusted_proxies),
        forwarded_allow_ips=list(config.trusted_proxies),
    )
