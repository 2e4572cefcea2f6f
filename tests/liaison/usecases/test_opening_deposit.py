"""Does a deposit open with its key, and with nothing else; and is what is refused really gone?"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import pytest

from crypto.archive import Document, Format, seal
from crypto.passphrase import Passphrase, generate
from liaison.adapters.clamd import ClamdAntivirus
from liaison.adapters.opening import ChildOpener
from liaison.errors import Conflict, Denied, LiaisonError, Refused, TooMany, TurnedAway, WrongKey, WrongState
from liaison.ports import Opened
from liaison.records import Deposit
from liaison.store import deposits, trails
from liaison.usecases import auditing, deposited, expiring, opening_deposit, sweeping, viewing
from liaison.usecases.entering import EntryForm
from liaison.vocabulary import Chain, DepositDoor, DepositRefusal, DocumentFate, LinkPurpose, ScanResult, Sealed
from tests.crypto.hostile import PASSPHRASE, by_7zip
from tests.deposits import KEY, enter, sealed, send_in
from tests.factories import House
from tests.letters import PDF, sealed_archive
from tests.liaison.adapters import clamav

CANARY: Final = b"Deposante Canaricule, fictive. " * 40
AXCRYPT: Final = bytes.fromhex("c0b9072e4f93f146a015792ca1d9e821") + bytes(2000)


def reply(house: House, transmission_id: str, *files: tuple[str, bytes]) -> Deposit:
    """Answer a pli with an archive of these files."""
    return find(house, send_in(house.service, LinkPurpose.PLI, transmission_id, sealed(*files)).reference)


def open_with(house: House, deposit_id: str, key: str = KEY, *, who: str = "referent") -> None:
    """Type the key of a deposit."""
    house.do(opening_deposit.open_with_key, house[who], deposit_id, key)


def find(house: House, reference: str) -> Deposit:
    """Read a deposit by its reference."""
    found = house.do(lambda ctx: deposits.find_by_reference(ctx.session, reference))
    assert found is not None
    return found


def read(house: House, deposit_id: str) -> Deposit:
    """Read a deposit as it stands."""
    return house.do(lambda ctx: deposits.get_deposit(ctx.session, deposit_id))


def entries(house: House, subject: str) -> list[str]:
    """Read the kinds of the register's entries about something."""
    found = house.do(lambda ctx: trails.read_page(ctx.session, Chain.REGISTER, before=None, limit=100, subject=subject))
    return [entry.kind for entry in found][::-1]


def refused_key(house: House, deposit_id: str, key: str) -> None:
    """Type a wrong key, and let the refusal be noted as the edge does."""
    with pytest.raises(WrongKey) as error:
        open_with(house, deposit_id, key)
    house.do(auditing.note_refusal, error.value, actor=house["referent"], where="")


def rested(house: House) -> bytes:
    """Read every file of the data folder."""
    house.service.checkpoint()
    return b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())


@pytest.mark.requirement("D-1", "D-2")
@pytest.mark.parametrize("typed", [KEY, f"  {KEY}\n", "Coquelicot 4 Tramway 19"])
def test_the_key_opens(house: House, typed: str) -> None:
    """What the partner told, a capital of a telephone and spaces at its edges forgiven; names and contents sealed."""
    row = reply(house, house.sent(), ("Fiche de Lucrèce.pdf", PDF), ("dossier/annexe.txt", CANARY))

    open_with(house, row.id, typed)

    page = house.do(deposited.open_deposit, house["referent"], row.id)
    assert ["Fiche de Lucrèce.pdf", "annexe.txt"] == [one.name for one in page.documents]
    assert [ScanResult.NOT_SCANNED] * 2 == [one.scan for one in page.documents]
    content = house.do(deposited.read_document, house["referent"], page.documents[1].id)[1]
    assert CANARY == content
    assert ["deposit:received", "deposit:opened"] == entries(house, row.id)
    for words in (CANARY[:20], "Lucrèce".encode(), KEY.encode()):
        assert words not in rested(house)


@pytest.mark.parametrize("archive_format", list(Format))
def test_one_of_our_own_keys(house: House, archive_format: Format) -> None:
    """A partner whose service is ours too: their key may be typed without its hyphens, and in capitals."""
    key = generate()
    archive = seal(Document("fiche.pdf", PDF), key, format=archive_format).content
    receipt = send_in(house.service, LinkPurpose.PLI, house.sent(), archive)
    row = find(house, receipt.reference)

    open_with(house, row.id, key.reveal().replace("-", " ").upper())

    assert "opened" == read(house, row.id).status


def test_wrong_keys_are_counted_and_slowed(house: House) -> None:
    """Five at once, then a wait that grows; the right key opens after it."""
    row = reply(house, house.sent(), ("fiche.pdf", PDF))
    for number in range(5):
        refused_key(house, row.id, f"fausse clé {number}")

    with pytest.raises(TooMany):
        open_with(house, row.id)
    assert (5, "waiting") == (read(house, row.id).wrong_keys, read(house, row.id).status)
    assert 5 == entries(house, row.id).count("deposit:wrong-key")
    house.clock.advance(seconds=2)
    open_with(house, row.id)
    assert "opened" == read(house, row.id).status


def test_damaged(house: House) -> None:
    """A flipped bit in what is sealed: said in words, and kept until a person decides."""
    archive = bytearray(sealed(("fiche.pdf", CANARY)))
    archive[90] ^= 1
    receipt = send_in(house.service, LinkPurpose.PLI, house.sent(), bytes(archive))
    row = find(house, receipt.reference)

    with pytest.raises(Refused, match="abîmé"):
        open_with(house, row.id)
    assert "waiting" == read(house, row.id).status


def test_dangerous(house: House) -> None:
    """A link inside an archive whose names are hidden shows once it is open: all of it is destroyed."""
    archive = by_7zip("-t7z", "-mhe=on", "-snl", link="/etc/passwd")
    receipt = send_in(house.service, LinkPurpose.PLI, house.sent(), archive)
    row = find(house, receipt.reference)

    open_with(house, row.id, PASSPHRASE)

    now = read(house, row.id)
    assert ("refused", "dangerous", 0) == (now.status, now.refusal, now.blocks)
    assert Sealed.DEPOSIT.object(row.id) not in house.key_ids()


@pytest.fixture(scope="module")
def antivirus() -> Iterator[ClamdAntivirus]:
    """Give a real one, with a signature of ours."""
    with clamav.clamd() as address:
        yield ClamdAntivirus(address)


@pytest.mark.xdist_group("clamd")
def test_infected(house: House, antivirus: ClamdAntivirus) -> None:
    """The infected document is not kept, the other one is; where all are, nothing is."""
    guarded = replace(house, service=replace(house.service, antivirus=antivirus))
    both = reply(guarded, guarded.sent(), ("fiche.pdf", PDF), ("macro.doc", clamav.INFECTED))
    alone = reply(guarded, guarded.sent_to("AUTRE FICTIVE"), ("macro.doc", clamav.INFECTED))

    open_with(guarded, both.id)
    open_with(guarded, alone.id)

    page = guarded.do(deposited.open_deposit, guarded["referent"], both.id)
    assert [(ScanResult.CLEAN, True), (ScanResult.INFECTED, False)] == [(d.scan, d.is_here) for d in page.documents]
    assert DocumentFate.LEFT_OUT is page.documents[1].fate
    now = read(guarded, alone.id)
    assert ("refused", "infected", 0) == (now.status, now.refusal, now.blocks)
    assert clamav.INFECTED not in rested(guarded)


@pytest.mark.xdist_group("clamd")
def test_an_antivirus_that_does_not_answer_is_seen(house: House) -> None:
    """It opens all the same; the page says that nobody looked."""
    deaf = ClamdAntivirus(f"unix:{house.folder / 'nobody'}")
    guarded = replace(house, service=replace(house.service, antivirus=deaf))
    row = reply(guarded, guarded.sent(), ("fiche.pdf", PDF))

    open_with(guarded, row.id)

    page = guarded.do(deposited.open_deposit, guarded["referent"], row.id)
    assert [ScanResult.UNANSWERED] == [one.scan for one in page.documents]


def test_two_at_the_same_second(postgresql_house: House) -> None:
    """Two people type the right key at once: opened once, and the other is told so."""
    house = postgresql_house
    row = reply(house, house.sent(), ("fiche.pdf", PDF))
    outcomes: list[str] = []

    def type_it(who: str) -> None:
        try:
            open_with(house, row.id, who=who)
            outcomes.append("opened")
        except LiaisonError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=type_it, args=(who,)) for who in ("referent", "coordinator")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["WrongState", "opened"] == sorted(outcomes)
    assert 1 == len(house.do(lambda ctx: deposits.list_documents(ctx.session, row.id)))


def test_nobody_elses(house: House) -> None:
    """Who may not open the dossier sees no deposit of it: neither its page, nor its list, nor its documents."""
    row = reply(house, house.sent(), ("fiche.pdf", PDF))
    open_with(house, row.id)
    document = house.do(deposited.open_deposit, house["referent"], row.id).documents[0].id

    for who in ("other referent", "referent of the Loire", "dpo", "administrator", "controller"):
        for act in (deposited.open_deposit, deposited.deposit_of):
            with pytest.raises(Denied):
                house.do(act, house[who], row.id)
        for look in (deposited.read_document, viewing.download):
            with pytest.raises(Denied):
                house.do(look, house[who], document)
        with pytest.raises(Denied):
            house.do(viewing.picture, house[who], document, 1)
    assert [] == house.do(deposited.list_deposits, house["other referent"])
    assert 1 == len(house.do(deposited.list_deposits, house["coordinator"]))


def test_what_answers_no_pli_is_seen_by_all_until_somebody_opens_it(house: House) -> None:
    """Somebody must answer the telephone; afterwards it is theirs, and the coordination's."""
    contact = house.recipient()
    receipt = send_in(house.service, LinkPurpose.DEPOSIT, contact, sealed(("fiche.pdf", PDF)))
    row = find(house, receipt.reference)
    for who in ("referent", "other referent", "coordinator"):
        assert [row.id] == [line.id for line in house.do(deposited.list_pending, house[who])]
    assert [] == house.do(deposited.list_pending, house["referent of the Loire"])

    open_with(house, row.id)

    with pytest.raises(Denied):
        house.do(deposited.open_deposit, house["other referent"], row.id)
    assert [] == house.do(deposited.list_pending, house["other referent"])
    assert row.id == house.do(deposited.open_deposit, house["coordinator"], row.id).line.id


@pytest.mark.requirement("R-2", "R-5")
def test_a_key_that_never_comes(house: House) -> None:
    """After thirty days the file is destroyed: blocks, key, deadline; its line stays."""
    row = reply(house, house.sent(), ("fiche.pdf", PDF))
    house.clock.advance(days=29)
    assert 0 == house.do(expiring.expire_deposits)
    house.clock.advance(days=1)
    assert 1 == house.do(expiring.expire_deposits)

    now = read(house, row.id)
    assert ("expired", 0) == (now.status, now.blocks)
    assert [] == list(house.do(lambda ctx: list(deposits.blocks_of(ctx.session, row.id))))
    assert Sealed.DEPOSIT.object(row.id) not in house.key_ids()
    (deadline,) = house.do(lambda ctx: deposits.deadlines_of_deposit(ctx.session, row.id))
    assert deadline.done_at is not None
    with pytest.raises(WrongState):
        open_with(house, row.id)


def test_set_aside(house: House) -> None:
    """Refused by a person, opened or not: nothing is left but its line, with the reason."""
    closed = reply(house, house.sent(), ("fiche.pdf", PDF))
    opened = reply(house, house.sent_to("AUTRE FICTIVE"), ("fiche.pdf", PDF))
    open_with(house, opened.id)
    for row in (closed, opened):
        house.do(opening_deposit.refuse, house["referent"], row.id, DepositRefusal.NOT_FOR_US)
        now = read(house, row.id)
        assert ("refused", "not_for_us", 0) == (now.status, now.refusal, now.blocks)
    assert not [one for one in house.key_ids() if one.startswith(("deposit.", "document."))]


@pytest.mark.requirement("D-2")
def test_axcrypt_is_kept_closed(house: House) -> None:
    """Taken away as it came, opened elsewhere, then destroyed here; its key is never asked."""
    receipt = send_in(house.service, LinkPurpose.PLI, house.sent(), AXCRYPT)
    row = find(house, receipt.reference)
    with pytest.raises(WrongState, match="AxCrypt"):
        open_with(house, row.id)

    name, content = house.do(opening_deposit.take_away, house["referent"], row.id)
    assert (f"depot-{row.reference}.axx", AXCRYPT) == (name, content)
    house.do(opening_deposit.settle_outside, house["referent"], row.id)
    assert ("settled", 0) == (read(house, row.id).status, read(house, row.id).blocks)
    assert ["deposit:received", "deposit:taken-away", "deposit:settled"] == entries(house, row.id)


@pytest.mark.requirement("D-6")
def test_what_a_partner_mailed(house: House) -> None:
    """Entered by the référent, its origin noted, judged as any deposit; what anybody could read is not kept."""
    pli = house.sent()
    partner = house.row(pli).partner_id
    form = EntryForm(partner, DepositDoor.MAIL, house.row(pli).reference)

    row = read(house, enter(house.service, house["referent"], form, sealed_archive()))

    assert ("mail", pli, house.row(pli).case_id, house["referent"].account_id) == (
        row.door, row.transmission_id, row.case_id, row.received_by,
    )  # fmt: skip
    with pytest.raises(TurnedAway):
        enter(house.service, house["referent"], form, PDF)


@pytest.mark.requirement("D-6", "T-5")
def test_a_paper(house: House) -> None:
    """Scanned: sealed at once, open at once, no key; a text file is no scan."""
    pli = house.sent()
    form = EntryForm(house.row(pli).partner_id, DepositDoor.PAPER, house.row(pli).reference)

    row = read(house, enter(house.service, house["referent"], form, PDF))

    assert ("paper", "opened", 0) == (row.door, row.status, row.blocks)
    (document,) = house.do(deposited.open_deposit, house["referent"], row.id).documents
    assert PDF == house.do(deposited.read_document, house["referent"], document.id)[1]
    with pytest.raises(TurnedAway):
        enter(house.service, house["referent"], form, b"Bonjour, voici la fiche.\n" * 20)


def test_keys_without_rows_are_swept(house: House) -> None:
    """A deposit's key, and its documents', are known to the sweep: what lives stays, what was left behind goes."""
    row = reply(house, house.sent(), ("fiche.pdf", PDF))
    open_with(house, row.id)
    house.service.vault.create(Sealed.DEPOSIT.object("orphelin"))
    house.clock.advance(hours=2)

    assert 1 == house.do(sweeping.sweep_keys)

    page = house.do(deposited.open_deposit, house["referent"], row.id)
    assert PDF == house.do(deposited.read_document, house["referent"], page.documents[0].id)[1]


class Slow(ChildOpener):
    """Opens as ever, and lets something happen meanwhile."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def open(self, archive: bytes, passphrases: Sequence[Passphrase]) -> tuple[Opened, ...]:
        """Let it happen, then open."""
        self.meanwhile()
        return super().open(archive, passphrases)


def raced(house: House, deposit_id: str, who: str) -> House:
    """Give a house where somebody opens a deposit while another has it opened."""
    slow = Slow(lambda: open_with(house, deposit_id, who=who))
    return replace(house, service=replace(house.service, opener=slow))


def test_a_second_click_opens_once(house: House) -> None:
    """Whoever presses twice has it open, and nothing is said to be wrong."""
    row = reply(house, house.sent(), ("fiche.pdf", PDF))

    open_with(raced(house, row.id, "referent"), row.id)
    open_with(house, row.id)

    assert 1 == len(house.do(lambda ctx: deposits.list_documents(ctx.session, row.id)))
    assert 1 == entries(house, row.id).count("deposit:opened")


def test_opened_by_somebody_else_meanwhile(house: House) -> None:
    """Who may see it is told that it was opened, in words."""
    row = reply(house, house.sent(), ("fiche.pdf", PDF))

    with pytest.raises(WrongState, match=r"^Ce dépôt vient d’être ouvert"):
        open_with(raced(house, row.id, "coordinator"), row.id)


@pytest.mark.requirement("A-2")
def test_a_colleague_was_quicker(house: House) -> None:
    """Of what was nobody's, the one who comes second is told so; an hour later it is as what does not exist."""
    receipt = send_in(house.service, LinkPurpose.DEPOSIT, house.recipient(), sealed(("fiche.pdf", PDF)))
    row = find(house, receipt.reference)

    for late in (raced(house, row.id, "other referent"), house):
        with pytest.raises(Conflict, match=r"^Un collègue vient d’ouvrir"):
            open_with(late, row.id)
    with pytest.raises(Denied):
        open_with(house, row.id, who="referent of the Loire")
    house.clock.advance(minutes=61)
    with pytest.raises(Denied):
        open_with(house, row.id)
