"""Does anything that names a person lie in clear anywhere? Canaries in every field, then every byte is searched.

Law 5 of the architecture: the whole story is lived, from the dossier to the backups, and no file, no row, no
journal and no log may hold one of the values that were typed.
"""

import base64
import io
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from crypto.hashchain import Link
from forms.spec import Consent, FormSpec, Kind
from liaison.errors import LiaisonError
from liaison.rules.access import Actor
from liaison.rules.periods import Period
from liaison.store import copying, trails
from liaison.usecases import (
    adopting,
    attaching,
    auditing,
    backing_up,
    directory,
    drafting,
    exporting,
    exporting_chains,
    following,
    importing,
    keeping_cases,
    keeping_conventions,
    keeping_directory,
    my_day,
    releasing,
    reporting,
    signing_in,
    taking_in,
)
from liaison.usecases.choosing import Choice, HandPlace
from liaison.usecases.context import Context
from liaison.usecases.exporting import TableFormat
from liaison.usecases.exporting_chains import ChainFormat
from liaison.usecases.keeping_conventions import CorrespondentForm
from liaison.usecases.keeping_directory import ContactForm
from liaison.usecases.referring import Referred
from liaison.vocabulary import (
    AgreementKind,
    Carrier,
    Chain,
    CirState,
    Duty,
    KeyChannel,
    LeftOut,
    Origin,
    PartnerKind,
    Party,
)
from tests.deposits import By, Sent
from tests.factories import BY_SMS, RHONE, STAFF, House
from tests.forms.paper.saving import by_qpdf
from tests.letters import PDF

MODELS = ("generic", "spe", "pic_ipr")
BY_HAND = Choice(
    Carrier.HAND, KeyChannel.NONE, hand_place=HandPlace.OUR_OFFICE, handed_on=date(2026, 11, 21), identity_seen=True
)
CONTACT: dict[str, Any] = {
    "first_name": "canariprenomcontact",
    "last_name": "canarinomcontact",
    "email": "canaricontact@partenaire.example",
}


class Aviary:
    """Gives every field a value that stands nowhere else, and remembers it."""

    def __init__(self) -> None:
        self.birds: set[str] = set()

    def fill(self, spec: FormSpec) -> dict[str, str]:
        """Type a canary into each field of a model that takes one, an answer into the others."""
        return {field.id: self._typed(field.id, field.kind) for field in spec.fields()}

    def _typed(self, field_id: str, kind: Kind) -> str:
        number = sum(field_id.encode()) % 1000
        word = "canari" + field_id.replace(".", "").replace("_", "")
        typed = {
            Kind.TEXT: word,
            Kind.LONG_TEXT: f"{word} première\n{word} seconde",
            Kind.EMAIL: f"{word}@exemple.example",
            Kind.TELEPHONE: f"06 12 8{number // 100} {number % 100:02} 77",
            Kind.AGDREF: "9987654321",
            Kind.DATE: "03/03/2026",
            Kind.DATE_OR_YEAR: "17/03/1957",
            Kind.CHOICE: "En couple",
            Kind.NATIONALITY: "afghane",
            Kind.NUMBER: "2",
            Kind.TICK: "oui",
        }[kind]
        if kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL}:
            self.birds.add(word)
        elif kind in {Kind.TELEPHONE, Kind.AGDREF, Kind.DATE_OR_YEAR}:
            bare = typed.replace(" ", "")
            self.birds |= {typed, bare, bare.removeprefix("0"), "1957-03-17"}
        return typed


def live(house: House, aviary: Aviary) -> None:
    """Live the whole story: dossier, three fiches, preview, keys, hand delivery, withdrawal, errors, backups."""
    actor = house["referent"]
    case_id = _case(house, aviary)
    _keep_directory(house, aviary)
    for model in MODELS:
        fiche_id = house.draft(case_id, model, raw=aviary.fill(house.service.catalog.get(model)))
        house.do(drafting.preview, actor, fiche_id)
        house.do(drafting.choose_contact, actor, fiche_id, _contact(house, model))
        house.type(fiche_id, {"signature.date": "21/11/2026"})
        house.send(fiche_id, replace(BY_SMS, signed=model != "spe"))
    house.send(house.draft(case_id, contact_id=_contact(house, "generic")), BY_HAND)
    house.work()
    lines = house.do(my_day.list_transmissions, actor)
    for line in [line for line in lines if line.carrier is Carrier.EMAIL][:2]:
        house.do(releasing.release_by_sms, actor, line.id)
    waiting = house.send(house.draft(case_id, contact_id=_contact(house, "generic")))
    house.do(keeping_cases.list_cases, actor, search="canaribeneficiarylastname")
    house.do(keeping_cases.reveal_agdref, actor, case_id)
    _take_in(house, aviary, case_id)
    _fail(house, fiche_id)
    house.withdraw(case_id, AgreementKind.ENGAGEMENT)
    house.do(following.open_transmission, actor, waiting)
    house.do(drafting.correct, actor, fiche_id)


def _take_in(house: House, aviary: Aviary, case_id: str) -> None:
    """Let a partner's documents in: a fiche that opens a dossier, a letter that is kept, one that is destroyed."""
    aviary.birds |= {"canarinomrecu", "canariadresserecue", "canarilettre", "canarifichier", "canaridetruit"}
    spec = house.service.catalog.get("generic")
    typed = {"beneficiary.last_name": "canarinomrecu", "beneficiary.address": "canariadresserecue"}
    fiche = by_qpdf(house.service.templates.blank(spec), typed)
    letter = Sent(PDF.replace(b"\n1 0", b"\n% canarilettre\n1 0"), "canarilettre.pdf")
    unwanted = Sent(b"canaridetruit", "canaridetruit.exe")
    by = By(house.contact(house.partner(PartnerKind.SPADA)))
    _, (first, second, third) = house.deposited(by, Sent(fiche, name="canarifichier.pdf"), letter, unwanted)
    actor = house["referent"]
    house.do(adopting.adopt, actor, first, case_id=None, referred=Referred(CirState.NOT_SIGNED))
    house.do(attaching.attach, actor, second, case_id)
    house.do(attaching.leave_out, actor, third, LeftOut.NOT_FOR_US)
    for document_id in (first, second, third):
        house.do(taking_in.look, actor, document_id)
    house.work()


def _case(house: House, aviary: Aviary) -> str:
    spec = house.service.catalog.get("generic")
    values = {key: text for key, text in aviary.fill(spec).items() if key.startswith("beneficiary.")}
    plain = {key: text for key, text in values.items() if spec.field(key).consent is None}
    case_id = house.case(raw=plain)
    for consent in Consent:
        house.agree(case_id, AgreementKind(consent.value))
    house.do(keeping_cases.save_case, house["referent"], case_id, raw=values, origin=Origin.OFII, revision=1)
    return case_id


def _contact(house: House, model: str) -> str:
    contact_id = house.recipient(model)
    partner_id = house.do(directory.open_contact, house["referent"], contact_id).partner_id
    form = ContactForm(partner_id, function="Conseillère", mobile="06 12 34 56 79", id=contact_id, **CONTACT)
    return house.do(keeping_directory.save_contact, house["coordinator"], form)


def _keep_directory(house: House, aviary: Aviary) -> None:
    """Bring contacts in from a file, take them out again, name a correspondent; a heading may be a name too."""
    aviary.birds |= {"canarinomimporte", "canariadresseimportee", "canarititre", "canaricorrespondant", "canaridpd"}
    keeper = house["coordinator"]
    rows = (
        "Organisme;Sorte;Nom;Fonction;E-mail;canarititre\r\n"
        "SPADA des Essais;SPADA;canarinomimporte;Cheffe;canariadresseimportee@spada.example;x\r\n"
    )
    upload = house.do(importing.read_upload, keeper, RHONE, rows.encode())
    columns = house.do(importing.propose, keeper, upload)
    house.do(importing.keep, keeper, upload)
    house.do(importing.run, keeper, upload, columns)
    house.do(exporting.export_directory, keeper, RHONE, TableFormat.XLSX)
    convention_id = house.convention(house.partner(), "generic")
    named = CorrespondentForm(Party.PARTNER, Duty.SECURITY, "canaricorrespondant", email="canaridpd@spada.example")
    house.do(keeping_conventions.save_correspondent, keeper, convention_id, named)


def _fail(house: House, fiche_id: str) -> None:
    """Let things be refused, and the refusals be journalled."""
    acts: list[Callable[[], object]] = [
        lambda: house.send(fiche_id),
        lambda: house.send(fiche_id, by="other referent"),
        lambda: house.do(
            signing_in.begin, email="canariinconnu@exemple.example", password="canarimotdepasse", address="192.0.2.77"
        ),
    ]
    for act in acts:
        with pytest.raises(LiaisonError) as refusal:
            act()
        house.do(auditing.note_refusal, refusal.value, actor=house["referent"], where="somewhere")


def encodings(bird: str) -> Iterator[bytes]:
    """Give the ways in which a text may lie in a file: as it is, in UTF-16, in base64 at any offset, in hex."""
    plain = bird.encode()
    yield plain
    yield bird.encode("utf-16-le")
    yield plain.hex().encode()
    for offset in range(3):
        # Only whole groups of three bytes: what stands before and after does not change their letters.
        start = (3 - offset) % 3
        whole = plain[start : start + (len(plain) - start) // 3 * 3]
        yield base64.b64encode(whole)


def found_in(content: bytes, birds: set[str]) -> list[str]:
    """Name the canaries that sing in these bytes."""
    lower = content.lower()
    return sorted(
        bird
        for bird in birds
        for needle in encodings(bird)
        if len(needle) > 5 and (needle in content or needle.lower() in lower)
    )


def test_the_search_finds_what_is_there() -> None:
    """A canary is found in each encoding, or the test below would prove nothing."""
    bird = "canaribeneficiarylastname"
    places = [
        bird.upper().encode(),
        b"\xff" + bird.encode("utf-16-le"),
        *(base64.b64encode(b"x" * offset + bird.encode() + b"yz") for offset in range(3)),
        bird.encode().hex().encode(),
    ]

    assert [[bird]] * len(places) == [sorted(set(found_in(place, {bird}))) for place in places]


@pytest.mark.requirement("G-8", "T-8", "R-5")
def test_nothing_that_names_anybody_lies_in_clear(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Data folder, database, WAL, key store, outbox, backups, chains, logs: nobody is named in any of them."""
    caplog.set_level(logging.DEBUG)
    aviary = Aviary()
    live(house, aviary)
    backups = _back_up(house)
    birds = aviary.birds | set(CONTACT.values()) | _staff() | {
        "canariinconnu", "canarimotdepasse", "192.0.2.77", "0612345679", "612345679", "TESTOUKHINA",
    }  # fmt: skip

    dpo = house["dpo"]
    year = Period.of(date(2026, 1, 1), date(2026, 12, 31))
    report = pypdf.PdfReader(io.BytesIO(house.do(reporting.make_report, dpo, year)))

    places: Mapping[str, bytes] = {
        "report": "".join(page.extract_text() for page in report.pages).encode(),
        **{f"{chain} {form}": house.do(_exported, dpo, chain, form) for chain in Chain for form in ChainFormat},
        **{str(path): path.read_bytes() for path in _files(house.folder / "data")},
        **{str(path): path.read_bytes() for path in _files(backups)},
        "rows": b"".join(house.do(lambda ctx: list(copying.dump(ctx.session)))),
        "log": caplog.text.encode(),
        "chains": "".join(repr(link.entry) for chain in Chain for link in house.do(_links, chain)).encode(),
    }

    assert {} == {place: found for place, content in places.items() if (found := found_in(content, birds))}
    assert {"keys.sqlite", "master.key"} <= {Path(place).name for place in places}
    assert all(places[name] for name in ("rows", "chains", "report", "register csv", "security xlsx"))
    assert len(aviary.birds) > 30


def _back_up(house: House) -> Path:
    folder = house.folder.parent / "backups"
    for half in ("data", "keys"):
        (folder / half).mkdir(parents=True)
    house.do(backing_up.backup_data, folder / "data")
    house.do(backing_up.backup_keys, house.service.keystore, folder / "keys")
    return folder


def _staff() -> set[str]:
    names = {name for _, name, _, _ in STAFF.values()}
    addresses = {f"{who.replace(' ', '.')}@operateur.example" for who in STAFF}
    return {*names, *addresses, "Réglagette", "administrator@operateur.example"}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _exported(ctx: Context, actor: Actor, chain: Chain, form: ChainFormat) -> bytes:
    content = b"".join(exporting_chains.export_chain(ctx, actor, chain, form))
    if form is not ChainFormat.XLSX:
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        return b"".join(workbook.read(name) for name in workbook.namelist())


def _links(ctx: Context, chain: Chain) -> list[Link]:
    return list(trails.read_links(ctx.session, chain))
