"""How is the watched box read? By IMAP inside TLS, its certificate verified, or not at all (security.md 7).

There is no STARTTLS, hence no fall-back to clear (RFC 8314). Mails are fetched without being marked as read, and
stay in the box or are moved to the folder that the settings name. Nothing of a mail is logged.
"""

import hashlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, Self

from liaison.adapters import tls
from liaison.adapters.incoming import LARGEST, read_letter
from liaison.ports import BoxPlace, BoxUnavailable, IncomingMail
from liaison.rules.returns import BoxFailure
from liaison.settings import Settings

_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE: Final = re.compile(rb'INTERNALDATE "([^"]{10,40})"')
_OVERHEAD: Final = 64
_MOST_MOVED: Final = 200
"""Mails of one round that are moved: a folder that is named late leaves a long tail."""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where the watched box is and how it is opened; `seconds` bounds every wait for it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done_folder: str = ""
    ca_file: Path | None = None
    seconds: float = 30.0


class ImapMailbox:
    """A `liaison.ports.Mailbox` over IMAP; one session for each round."""

    def __init__(self, server: ImapServer) -> None:
        self._server = server
        self._tls = tls.verified(server.ca_file, setting="LIAISON_IMAP_CA_FILE")

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make the reader that the settings describe.

        Raises:
            Misconfigured: a certificate file that cannot be read.
        """
        server = ImapServer(
            host=settings.imap_host,
            port=settings.imap_port,
            user=settings.imap_user,
            password=settings.imap_password.get_secret_value(),
            folder=settings.imap_folder,
            done_folder=settings.imap_done_folder,
            ca_file=settings.imap_ca_file,
        )
        return cls(server)

    def read(self, after: BoxPlace | None, *, limit: int) -> Iterator[IncomingMail]:
        """Give the mails behind a place; UIDs grow, and a new UIDVALIDITY is another life of the box.

        Raises:
            BoxUnavailable: it does not answer, not safely, or not as IMAP has it.
        """
        with self._session() as (imap, box):
            last = after.number if after is not None and after.box == box else 0
            # « n:* » also names the last one when it is smaller than n.
            uids = [uid for uid in self._uids(imap, f"{last + 1}:*") if uid > last]
            for uid in uids[:limit]:
                mail = self._fetch(imap, box, uid)
                if mail is not None:
                    yield mail

    def put_away(self, mails: Sequence[IncomingMail], *, until: BoxPlace | None) -> None:  # noqa: ARG002 - the port's own
        """Move what stands up to a place to the folder that the settings name, if any: it was all dealt with.

        Raises:
            BoxUnavailable: it does not answer, or has no such folder.
        """
        if until is None or not self._server.done_folder:
            return
        with self._session(to_move=True) as (imap, box):
            abilities = _abilities(imap)
            # What is marked already stands in the other folder: a server without UIDPLUS leaves it here.
            uids = self._uids(imap, f"1:{until.number} UNDELETED") if until.box == box and until.number else []
            for uid in [uid for uid in uids if uid <= until.number][:_MOST_MOVED]:
                _move(imap, abilities, str(uid), _quoted(self._server.done_folder))

    def check(self) -> None:
        """Open the box, and change nothing.

        Raises:
            BoxUnavailable: it does not answer, or not safely.
        """
        with self._session():
            pass

    @contextmanager
    def _session(self, *, to_move: bool = False) -> Iterator[tuple[imaplib.IMAP4_SSL, str]]:
        """Give a session in the folder, and the name of this life of the box."""
        with _closed_codes():
            imap = self._connect()
            try:
                yield imap, self._select(imap, readonly=not to_move)
            finally:
                with suppress(imaplib.IMAP4.error, OSError):
                    imap.logout()

    def _connect(self) -> imaplib.IMAP4_SSL:
        server = self._server
        imap = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=self._tls, timeout=server.seconds)
        try:
            if "AUTH=PLAIN" in imap.capabilities:
                secret = f"\0{server.user}\0{server.password}".encode()
                imap.authenticate("PLAIN", lambda _: secret)
            else:
                imap.login(server.user, server.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            imap.shutdown()
            raise BoxUnavailable(BoxFailure.SIGN_IN) from None
        return imap

    def _select(self, imap: imaplib.IMAP4_SSL, *, readonly: bool) -> str:
        server = self._server
        status, _ = imap.select(_quoted(server.folder), readonly=readonly)
        if status != "OK":
            raise BoxUnavailable(BoxFailure.FOLDER)
        validity = (imap.response("UIDVALIDITY")[1] or [None])[0]
        if not isinstance(validity, bytes) or not validity.isdigit():
            raise BoxUnavailable(BoxFailure.ANSWER)
        named = f"{server.host.casefold()}\n{server.user}\n{server.folder}\n{validity.decode()}"
        return hashlib.sha256(named.encode()).hexdigest()[:32]

    def _uids(self, imap: imaplib.IMAP4_SSL, wanted: str) -> list[int]:
        """List what is wanted among a range of UIDs, in order."""
        found = _expect(imap.uid("SEARCH", f"UID {wanted}"))
        return sorted(
            {int(word) for line in found if isinstance(line, bytes) for word in line.split() if word.isdigit()}
        )

    def _fetch(self, imap: imaplib.IMAP4_SSL, box: str, uid: int) -> IncomingMail | None:
        """Read one mail without marking it; nothing when somebody took it out of the box meanwhile."""
        items = f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)"
        answer = next((part for part in _expect(imap.uid("FETCH", str(uid), items)) if isinstance(part, tuple)), None)
        if answer is None:
            return None
        told, raw = answer
        size = _SIZE.search(told)
        is_cut = size is not None and int(size[1]) > LARGEST + _OVERHEAD
        place = BoxPlace(box, uid)
        letter = read_letter(raw, is_cut=is_cut)
        return IncomingMail(place, str(uid), hashlib.sha256(raw).hexdigest(), _arrived(told), letter)


def _arrived(told: bytes) -> datetime:
    """Read the server's own date of arrival, which no sender writes."""
    found = _DATE.search(told)
    if found is None:
        raise BoxUnavailable(BoxFailure.ANSWER)
    return parsedate_to_datetime(found[1].decode("ascii").strip()).astimezone(UTC)


def _abilities(imap: imaplib.IMAP4_SSL) -> frozenset[str]:
    """Ask again what the server can do: before the sign-in many say little, and `imaplib` asks no second time."""
    lines = _expect(imap.capability())
    return frozenset(word.decode("ascii", "replace").upper() for line in lines for word in line.split())


def _move(imap: imaplib.IMAP4_SSL, abilities: frozenset[str], uid: str, folder: str) -> None:
    """Move one mail: MOVE where the server has it (RFC 6851), else a copy that must be there before the rest."""
    if "MOVE" in abilities:
        _expect(imap.uid("MOVE", uid, folder))
        return
    _expect(imap.uid("COPY", uid, folder))
    _expect(imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
    if "UIDPLUS" in abilities:  # without it, EXPUNGE would take what others deleted too: left marked
        _expect(imap.uid("EXPUNGE", uid))


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    status, found = answer
    if status != "OK":
        raise BoxUnavailable(BoxFailure.FOLDER if status == "NO" else BoxFailure.ANSWER)
    return found


def _quoted(folder: str) -> str:
    """Quote a folder's name; `settings` lets only plain ones through."""
    return f'"{folder}"'


@contextmanager
def _closed_codes() -> Iterator[None]:
    """Turn what imaplib and the network raise into one closed code; their texts may hold addresses."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise BoxUnavailable(BoxFailure.CERTIFICATE) from None
    except (OSError, imaplib.IMAP4.abort):
        raise BoxUnavailable(BoxFailure.UNREACHABLE) from None
    except (imaplib.IMAP4.error, ValueError):
        raise BoxUnavailable(BoxFailure.ANSWER) from None
