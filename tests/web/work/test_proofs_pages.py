"""Does the DPO take away what proves the past? Seals and keys on a page, exports, a report, and nobody's name."""

import io
from collections.abc import Callable

import pytest

from crypto.chainexport import verify_export
from crypto.checkpoint import PublicKey
from liaison.usecases import checkpointing
from liaison.vocabulary import Chain, Role
from tests.web.work.office import AGDREF, FIRST_NAME, LAST_NAME, Desk, Office, words

pytestmark = pytest.mark.requirement("G-8")
BY_MAIL = {"carrier": "email", "key_channel": "sms", "signed": "true"}
WHOLE = {"chain": "register", "chain_format": "lines", "since": "", "until": ""}


@pytest.fixture
def dpo(desk: Desk, desk_of: Callable[[Role], Desk], office: Office) -> Desk:
    """Give the DPO's desk in a house that has sent a fiche."""
    office.sign_convention()
    office.agree()
    desk.press(f"/fiches/{office.ready_draft()}/envoyer/partir", BY_MAIL)
    office.deliver()
    return desk_of(Role.DPO)


def test_the_page_shows_keys_and_seals(dpo: Desk, office: Office) -> None:
    """Before the first night it says so; afterwards the last seal stands there."""
    assert "le premier se fera cette nuit" in words(dpo.see("/preuves"))
    with office.service.transaction() as ctx:
        seals = checkpointing.seal(ctx, list(Chain))
    page = words(dpo.see("/preuves"))

    for seal in seals:
        assert seal.key in page
        assert seal.note.split("\n")[2] in page
    assert "scellé jusqu’à l’entrée" in words(dpo.see("/registre"))
    for path in ("/registre", "/registre/entrees", "/journal"):
        assert 'href="/preuves"' in dpo.see(path).text


def test_signed_lines_verify_with_the_key_of_the_page(dpo: Desk) -> None:
    """What was taken away proves itself; each reading is an entry."""
    answer = dpo.press("/preuves/export", WHOLE)
    key = PublicKey.parse(
        next(word for word in words(dpo.see("/preuves")).split() if word.startswith("liaison/register+"))
    )

    assert 'attachment; filename="registre.txt"' == answer.headers["content-disposition"]
    assert verify_export(io.BytesIO(answer.content), key=key).entries > 1
    assert "registre ou journal exporté" in words(dpo.see("/journal"))
    assert "lignes signées" in words(dpo.see("/journal"))


@pytest.mark.parametrize("chain_format", ["csv", "xlsx"])
@pytest.mark.parametrize("chain", list(Chain))
def test_tables_are_in_french_and_name_nobody(dpo: Desk, chain: Chain, chain_format: str) -> None:
    """As the page of the chain says it."""
    answer = dpo.press("/preuves/export", {**WHOLE, "chain": chain.value, "chain_format": chain_format})

    assert 200 == answer.status_code
    if chain_format == "csv":
        assert ("pli préparé" if chain is Chain.REGISTER else "dossier ouvert") in answer.content.decode("utf-8-sig")
        assert [] == [name for name in (LAST_NAME, FIRST_NAME, AGDREF, "Inventaire") if name in answer.text]


def test_the_report_is_a_pdf(dpo: Desk) -> None:
    """Of the year so far, as the form proposes."""
    answer = dpo.press("/preuves/rapport", {"report_since": "01/01/2026", "report_until": "31/12/2026"})

    assert (200, "application/pdf") == (answer.status_code, answer.headers["content-type"])
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/preuves/export", {"since": "01/11/2026"}, "« Au » : à remplir."),
        ("/preuves/export", {"since": "02/11/2026", "until": "01/11/2026"}, "« Au » : ce jour vient avant « Du »."),
        ("/preuves/export", {"since": "hier", "until": "01/11/2026"}, "Écrivez la date ainsi"),
        ("/preuves/rapport", {"report_since": "", "report_until": ""}, "« Du » : à remplir."),
        ("/preuves/rapport", {"report_since": "02/11/2026", "report_until": "01/11/2026"}, "ce jour vient avant"),
    ],
)
def test_mistakes_are_said_beside_the_field(dpo: Desk, path: str, fields: dict[str, str], said: str) -> None:
    """Nothing is exported, what was typed stays."""
    answer = dpo.press(path, {**(WHOLE if "export" in path else {}), **fields})

    assert 422 == answer.status_code
    assert said in words(answer)
    assert all(value in answer.text for value in fields.values())


@pytest.mark.requirement("A-2")
def test_nobody_else_gets_there(desk: Desk, desk_of: Callable[[Role], Desk]) -> None:
    """Neither those who work with dossiers nor the administrator."""
    for someone in (desk, desk_of(Role.COORDINATOR), desk_of(Role.ADMINISTRATOR)):
        assert 404 == someone.see("/preuves").status_code
        assert 404 == someone.press("/preuves/export", WHOLE).status_code
