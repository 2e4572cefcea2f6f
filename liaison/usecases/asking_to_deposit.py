"""How does a partner without a link get one? By professional e-mail and a code, on the standing page.

The answer is the same for an address that nobody knows, and so is its time: the page only writes down a keyed hash;
whether the directory holds the address, the worker finds out, and the code leaves from there. The code is typed on the
page that asked, so that a mail that is forwarded or scanned opens nothing.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from crypto.hashchain import Detail
from crypto.hashing import new_token, token_digest
from liaison.errors import TooMany, WrongCode, WrongState
from liaison.events import EventKind
from liaison.messages.deposit import CodeMail, code_mail
from liaison.records import Contact, DepositRequest, Partner
from liaison.rules.access import CONTENT_ROLES, DIRECTORY_ROLES, Actor, check_has_role, check_may_work_in
from liaison.store import accounts as account_store
from liaison.store import deposits as store
from liaison.store import directory as directory_store
from liaison.store import links as link_store
from liaison.store.trails import Event
from liaison.store.writing import save
from liaison.usecases import delivering, linking
from liaison.usecases.context import Context
from liaison.usecases.directory import address_index, contact_details
from liaison.vocabulary import PARTNER, SYSTEM, LinkPurpose

LIFE: Final = timedelta(minutes=20)
"""Of a code: a mail that greylisting holds back still comes in time."""
LINK_LIFE: Final = timedelta(days=7)
DIGITS: Final = 8
TRIES: Final = 5
_PURPOSE: Final = "deposit-request"
_AN_HOUR: Final = timedelta(hours=1)
MAILS_AN_HOUR: Final = 3
"""Nobody's box is filled by somebody who presses a button again."""
MOST_WAITING: Final = 200
"""Requests that nobody has looked up yet: more is a flood, and the page says to wait."""


@dataclass(frozen=True, slots=True)
class Host:
    """Whom a stranger deposits with: what the directory of départements says, to anybody."""

    operator: str
    callback: str


@dataclass(frozen=True, slots=True)
class LetIn:
    """What a right code gives: the token of a link, or the organisations to choose one from."""

    link: str = ""
    organisations: tuple[tuple[str, str], ...] = ()
    """Id and name of each partner that has this address, where there are several: whose file is it?"""


def host(ctx: Context) -> Host:
    """Return who receives here; of several operators or switchboards none is named."""
    rows = directory_store.list_departements(ctx.session)
    operators, callbacks = {row.operator for row in rows}, {row.callback for row in rows}
    return Host(
        operators.pop() if len(operators) == 1 else "Opérateurs AGIR", callbacks.pop() if len(callbacks) == 1 else ""
    )


def ask(ctx: Context, email: str) -> str:
    """Note that somebody asks for a link; return what their page holds. Who they are is not looked at here.

    Raises:
        TooMany: so many ask at once that the worker does not keep up.
    """
    if store.count_to_look_up(ctx.session) >= MOST_WAITING:
        raise TooMany("Beaucoup de demandes arrivent en ce moment.", seconds=60, hint="Attendez une minute.")
    token = new_token(ctx.random)
    address = address_index(ctx, email)
    asked = store.requests_since(ctx.session, address, ctx.now - _AN_HOUR)
    row = DepositRequest(
        id=token_digest(token, purpose=_PURPOSE),
        address=address,
        made_at=ctx.now,
        expires_at=ctx.now + LIFE,
        # Asked too often: the page answers as ever, and no mail leaves.
        looked_up_at=ctx.now if len(asked) >= MAILS_AN_HOUR else None,
    )
    # No event of its own: a stranger could fill the journal. The code that is sent has one, and so has its use.
    ctx.session.add(row)
    ctx.session.flush()
    return token


def look_up(ctx: Context) -> int:
    """Send their code to those whom the directory knows; return how many requests were looked at."""
    store.sweep_requests(ctx.session, ctx.now - _AN_HOUR)
    waiting = store.list_to_look_up(ctx.session, limit=MOST_WAITING)
    if not waiting:
        return 0
    known = _contacts_by_address(ctx)
    for row in waiting:
        row.looked_up_at = ctx.now
        if row.address in known and row.expires_at > ctx.now:
            _send_code(ctx, row, *known[row.address][0])
    ctx.session.flush()
    return len(waiting)


def confirm(ctx: Context, token: str, code: str, *, partner_id: str = "") -> LetIn:
    """Return a link for whoever types the code that came by mail; who has several organisations names one with it.

    Raises:
        WrongState: this page asked too long ago, too many codes were tried, or the address is nobody's any more.
        WrongCode: the code does not fit, or none was sent: nobody is told which.
    """
    row = store.lock_request(ctx.session, token_digest(token, purpose=_PURPOSE))
    if row is None or row.expires_at <= ctx.now or row.used_at is not None:
        raise _again()
    if len(account_store.tries_of(ctx.session, _tries_of(row), row.made_at)) >= TRIES:
        raise _again()
    typed = "".join(filter(str.isdigit, code))[: DIGITS + 1]
    if not hmac.compare_digest(_sealed_code(ctx, row, typed), row.code or "-" * 64) or row.contact_id is None:
        raise WrongCode(
            "Ce code ne correspond pas.",
            hint="Recopiez les huit chiffres de l’e-mail. Il peut mettre une minute à arriver ; sinon, vérifiez que "
            "l’adresse est celle que nous connaissons, ou appelez-nous.",
            subject=_tries_of(row),
        )
    known = _contacts_by_address(ctx).get(row.address)
    if known is None:  # changed or disabled since the code left
        raise _again()
    # The address is proven: its own organisations may be named to it.
    chosen = [contact for contact, partner in known if len(known) == 1 or partner.id == partner_id]
    if not chosen:
        return LetIn(organisations=tuple((partner.id, partner.name) for _, partner in known))
    (contact,) = chosen
    row.used_at = ctx.now
    link = linking.issue(ctx, LinkPurpose.DEPOSIT, contact.id, life=LINK_LIFE)
    event = Event(EventKind.DEPOSIT_LINK_MADE, PARTNER, contact.id, {"partner": contact.partner_id})
    save(ctx.session, row, event=event, at=ctx.now)
    return LetIn(link)


def links_until(ctx: Context, contact_ids: Iterable[str]) -> Mapping[str, datetime]:
    """Return until when contacts may deposit by a link of the standing page, those who may."""
    found: dict[str, datetime] = {}
    for contact_id in contact_ids:
        for link in link_store.list_links(ctx.session, contact_id):
            if link.purpose == LinkPurpose.DEPOSIT and link.revoked_at is None and link.expires_at > ctx.now:
                found[contact_id] = max(link.expires_at, found.get(contact_id, link.expires_at))
    return found


def cut(ctx: Context, actor: Actor, contact_id: str) -> None:
    """Let the links of the standing page that a contact holds work no more, nor a code that was sent to their address.

    Raises:
        Denied: another département, or a role that does not work with the directory.
    """
    check_has_role(actor, DIRECTORY_ROLES | CONTENT_ROLES)
    contact = directory_store.get_contact(ctx.session, contact_id)
    partner = directory_store.get_partner(ctx.session, contact.partner_id)
    check_may_work_in(actor, partner.departement)
    # First the codes: one that is typed at this second has made its link by then, or makes none.
    store.void_requests(ctx.session, address_index(ctx, contact_details(ctx, contact)["email"]), ctx.now)
    count = linking.cut(ctx, contact.id, purpose=LinkPurpose.DEPOSIT)
    detail: dict[str, Detail] = {"partner": partner.id, "count": count}
    event = Event(EventKind.DEPOSIT_LINK_CUT, actor.account_id, contact.id, detail)
    save(ctx.session, event=event, at=ctx.now)


def _contacts_by_address(ctx: Context) -> Mapping[str, list[tuple[Contact, Partner]]]:
    """Find whom the directory knows, by the keyed hash of their address; of two at one partner, the first."""
    found: dict[str, dict[str, tuple[Contact, Partner]]] = {}
    for departement in directory_store.list_departements(ctx.session):
        partners = {row.id: row for row in directory_store.list_partners(ctx.session, departement.code) if row.enabled}
        for contact in directory_store.list_contacts(ctx.session, partners):
            if contact.enabled:
                index = address_index(ctx, contact_details(ctx, contact)["email"])
                partner = partners[contact.partner_id]
                found.setdefault(index, {}).setdefault(partner.id, (contact, partner))
    return {index: list(one.values()) for index, one in found.items()}


def _send_code(ctx: Context, row: DepositRequest, contact: Contact, partner: Partner) -> None:
    code = f"{int.from_bytes(ctx.random(8), 'big') % 10**DIGITS:0{DIGITS}}"
    row.code, row.contact_id = _sealed_code(ctx, row, code), contact.id
    departement = directory_store.get_departement(ctx.session, partner.departement)
    mail = code_mail(CodeMail(departement.operator, code, int(LIFE.total_seconds() // 60), departement.callback))
    delivering.queue_mail(ctx, mail, to=contact_details(ctx, contact)["email"])
    event = Event(EventKind.DEPOSIT_LINK_SENT, SYSTEM, contact.id, {"partner": partner.id})
    save(ctx.session, row, event=event, at=ctx.now)


def _sealed_code(ctx: Context, row: DepositRequest, code: str) -> str:
    """Return the keyed hash of a code: eight digits alone are enumerated in an instant."""
    return ctx.vault.index("deposit-code", f"{row.id}:{code}")


def _tries_of(row: DepositRequest) -> str:
    return f"deposit-code:{row.id[:32]}"


def _again() -> WrongState:
    return WrongState(
        "Ce code ne peut plus servir.", hint="Redemandez-en un : c’est rapide, et le dernier reçu est le bon."
    )
