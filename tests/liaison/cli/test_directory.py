"""Is the directory kept from a terminal alone, and does a file with a mistake leave nothing behind?"""

import json
import stat
from datetime import date

import pyotp
import pytest

from liaison import bootstrap, settings
from liaison.spreadsheets import read
from liaison.store import accounts
from liaison.usecases import administering, inviting, keeping_departements, profiles, signing_in
from liaison.usecases.inviting import Identity
from liaison.usecases.keeping_departements import DepartementForm
from tests.liaison.cli.conftest import CommandLine

EMAIL = "administration@operateur.example"
ROWS = "Structure;Type;Nom;Fonction;Courriel;Couleur\r\nCPH des Essais;CPH;Patron;Cheffe;elise@cph.example;bleu\r\n"


@pytest.fixture
def rhone(installed: CommandLine) -> CommandLine:
    """Give a machine with one département, as its administrator added it."""
    service = bootstrap.start(settings.load({}, data_dir=installed.folder / "data"))
    with service.transaction() as ctx:
        token = administering.first_administrator(ctx)
        code = pyotp.TOTP(inviting.open_invitation(ctx, token).secret).at(ctx.now)
        who = Identity("Ondine", "Réglagette", EMAIL)
        inviting.accept_invitation(ctx, token, password="girafe tricot volcan 7", code=code, identity=who)
    with service.transaction() as ctx:
        account = accounts.find_account(ctx.session, profiles.email_index(ctx, EMAIL))
        assert account is not None
        form = DepartementForm("69", "Rhône", "Opérateur Imaginaire", "04 72 00 00 00", date(2099, 12, 31), True, True)
        keeping_departements.save_departement(ctx, signing_in.actor_of(ctx, account), form, new=True)
    service.engine.dispose()
    service.keystore.close()
    return installed


def test_partners_and_conventions(rhone: CommandLine) -> None:
    """Added, listed for a person and for a program, taken out of use."""
    added = rhone("partner", "add", "Mission locale Inventée", "--kind", "mission_locale", "-d", "69")
    partner_id = added.out.strip()
    signed = rhone(
        "convention", "add", partner_id, "--reference", "C-1", "--model", "spe", "--starts", "2026-01-01"
    )  # fmt: skip

    (partner,) = json.loads(rhone("partner", "list", "--json").out)
    (convention,) = json.loads(rhone("convention", "list", "--json").out)

    assert (partner_id, "Mission locale Inventée", True) == (partner["id"], partner["name"], partner["enabled"])
    assert ("2099-12-31", "fin de l’accord-cadre") == (convention["ends"], convention["anchor"])
    assert "protection des données (opérateur)" in convention["missing"]
    assert "Mission locale Inventée" in rhone("partner", "list", "-d", "69").out
    assert 0 == rhone("convention", "disable", signed.out.strip()).code
    assert [False] == [one["in_force"] for one in json.loads(rhone("convention", "list", "--json").out)]
    assert 0 == rhone("convention", "enable", signed.out.strip()).code
    assert [True] == [one["in_force"] for one in json.loads(rhone("convention", "list", "--json").out)]
    assert 0 == rhone("partner", "disable", partner_id).code
    assert [False] == [one["enabled"] for one in json.loads(rhone("partner", "list", "--json").out)]
    assert 0 == rhone("partner", "enable", partner_id).code
    assert [True] == [one["enabled"] for one in json.loads(rhone("partner", "list", "--json").out)]


def test_import_then_export(rhone: CommandLine) -> None:
    """A dry run writes nothing; the import says what each column was taken for; the export is its owner's alone."""
    file = rhone.file("annuaire.csv", ROWS)

    dry = rhone("partner", "import", file, "-d", "69", "--dry-run")
    before = rhone("partner", "list").out
    done = rhone("partner", "import", file, "-d", "69")
    out = rhone("partner", "export", "-d", "69", "-o", "sortie.xlsx")

    assert ("2 added, 0 changed, 0 unchanged (dry run).", "") == (dry.out.splitlines()[-1], before)
    assert "2 added, 0 changed, 0 unchanged." == done.out.splitlines()[-1]
    assert ["column: Structure -> Organisme", "column: Couleur -> ignored"] == [
        done.err.splitlines()[0],
        done.err.splitlines()[-1],
    ]
    written = rhone.folder / "sortie.xlsx"
    assert (0, 0o600) == (out.code, stat.S_IMODE(written.stat().st_mode))
    assert "elise@cph.example" in read(written.read_bytes())[1].cells
    assert 1 == rhone("partner", "export", "-d", "69", "-o", "sortie.xlsx").code
    assert "error: An export is a .csv or an .xlsx." in rhone("partner", "export", "-d", "69", "-o", "a.pdf").err


def test_mistakes(rhone: CommandLine) -> None:
    """Each with its row, exit 1, nothing written; a département that is not there is said."""
    wrong = rhone.file("faux.csv", ROWS.replace("elise@", "elise"))

    for more in ((), ("--dry-run",)):
        answer = rhone("partner", "import", wrong, "-d", "69", *more)
        assert 1 == answer.code
        assert "error: Ligne 2 : « E-mail professionnel » : cette adresse n’est pas complète" in answer.err
    assert "" == rhone("partner", "list").out
    assert 1 == rhone("partner", "import", wrong, "-d", "42").code
    assert "No such file" in rhone("partner", "import", "absent.csv", "-d", "69").err
    assert 1 == rhone("partner", "import", rhone.file("gros.csv", "a" * 600_000), "-d", "69").code
    assert 1 == rhone("partner", "disable", "inconnu").code
