"""What may a partner do by a link, without an account? Made here, followed, used up, cut.

256 bits, of which only a hash is kept: a stolen database gives no working link (security.md 24). Looking changes
nothing and counts nothing, for link scanners look at everything (demands.md 5); what changes something takes a
word that a person types (`check_typed`). Unknown, expired and cut links are told alike.

Accepted loss: the link stands in the address of the page, so that two plis in two tabs are not mixed up and a
computer that keeps no cookies can answer. Whoever reads the browser's history or a proxy's log until the link
expires may say that the pli arrived, fetch the sealed archive and deposit a file: never have its key, which goes to
the directory's number, nor see what was deposited.
"""

import unicodedata
from datetime import timedelta
from ipaddress import ip_address
from typing import Final

from crypto.hashing import new_token, token_digest
from liaison.errors import Expired, Invalid, Problem
from liaison.records import PartnerLink
from liaison.settings import Settings
from liaison.store import links as store
from liaison.usecases.context import Context
from liaison.vocabulary import LinkPurpose

PATHS: Final = {
    LinkPurpose.PLI: "/pli/",
    LinkPurpose.ADDRESS: "/adresse/",
    LinkPurpose.DEPOSIT: "/depot/",
    LinkPurpose.ATTESTATION: "/attestation/",
}
"""Where a token is followed; a test resolves each against the routes."""


def can_link(settings: Settings) -> bool:
    """Say whether mails may hold links: the service is known outside by https, or runs on this machine alone."""
    public = settings.public_url
    return public is not None and (public.scheme == "https" or _is_loopback(public.host or ""))


def make(ctx: Context, purpose: LinkPurpose, subject_id: str, *, life: timedelta) -> str:
    """Make a link and return its whole address, which is kept nowhere; the act that mails it has the event."""
    return f"{str(ctx.settings.public_url).rstrip('/')}{PATHS[purpose]}{issue(ctx, purpose, subject_id, life=life)}"


def issue(ctx: Context, purpose: LinkPurpose, subject_id: str, *, life: timedelta) -> str:
    """Make a link for somebody who is on a page of ours, and return its token."""
    token = new_token(ctx.random)
    row = PartnerLink(
        id=ctx.new_id(),
        token=token_digest(token, purpose=purpose.value),
        purpose=purpose.value,
        subject_id=subject_id,
        made_at=ctx.now,
        expires_at=ctx.now + life,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return token


def follow(ctx: Context, purpose: LinkPurpose, token: str) -> PartnerLink:
    """Return the link that a token opens.

    Raises:
        Expired: there is none, it is past its day, or it was cut; nobody is told which.
    """
    row = store.find_link(ctx.session, token_digest(token, purpose=purpose.value))
    return _alive(ctx, row)


def hold(ctx: Context, link: PartnerLink) -> PartnerLink:
    """Return a followed link once more, locked, when its subject is locked already.

    Raises:
        Expired: it was cut meanwhile.
    """
    return _alive(ctx, store.lock_link(ctx.session, link.id))


def _alive(ctx: Context, row: PartnerLink | None) -> PartnerLink:
    if row is None or row.revoked_at is not None or row.expires_at <= ctx.now:
        raise gone()
    return row


def gone() -> Expired:
    """Make the one answer to a link that does not work."""
    return Expired(
        "Ce lien n’est plus valable.",
        hint="Appelez la personne qui vous a écrit, au numéro que vous lui connaissez : elle vous aidera.",
    )


def cut(ctx: Context, subject_id: str, *, purpose: LinkPurpose | None = None) -> int:
    """Let no link about a thing, or none of one purpose, work any more; return how many still did."""
    alive = [
        row
        for row in store.list_links(ctx.session, subject_id)
        if not row.revoked_at and row.expires_at > ctx.now and purpose in {None, row.purpose}
    ]
    for row in alive:
        row.revoked_at = ctx.now
    ctx.session.flush()
    return len(alive)


def check_typed(typed: str, word: str) -> None:
    """Let through only who typed the word: accents, capitals and quotes are forgiven.

    Raises:
        Invalid: something else was typed, or nothing.
    """
    if _plain(typed) != _plain(word):
        sentence = f"Écrivez le mot « {word} » dans la case, puis validez."
        raise Invalid([Problem("word", "Le mot à écrire", sentence)])


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalpha() and letter.isascii())


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
