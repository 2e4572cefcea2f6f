"""Are models shown, checked, printed and added from a terminal, without a key, a database or a traceback?"""

import json
import stat
import subprocess
from pathlib import Path

import pytest

from forms.binding import bind
from forms.catalog import PACKAGED, Catalog
from forms.schema import to_nested
from tests.forms.filling import EVERY_CONSENT, TODAY, everything
from tests.forms.paper.reading import bare, text_of
from tests.forms.paper.saving import by_pypdf, by_qpdf
from tests.liaison.cli.conftest import CommandLine

MODELS = ["generic", "spe", "pic_ipr"]


def filled(liaison: CommandLine, model: str) -> Path:
    """Write the data of a whole fiche, in the shape of its schema."""
    spec = Catalog().get(model)
    answers = bind(spec, everything(spec), today=TODAY, consents=EVERY_CONSENT).answers
    return liaison.file(f"{model}.json", json.dumps(to_nested(spec, answers)))


def test_list(liaison: CommandLine) -> None:
    """The three official models and the announcement of an exit, for a person and for a program."""
    shown, listed = liaison("form", "list"), liaison("form", "list", "--json")

    assert {("generic", "2022-12"), ("spe", "2022-12"), ("pic_ipr", "2022-12"), ("exit", "2026-11")} == {
        (entry["model"], entry["version"]) for entry in json.loads(listed.out)
    }
    assert 4 == len(shown.out.splitlines())
    assert [] == list(liaison.folder.iterdir())


@pytest.mark.parametrize("model", MODELS)
def test_show(liaison: CommandLine, model: str) -> None:
    """The JSON Schema of a model, whose titles are the printed labels."""
    schema = json.loads(liaison("form", "show", model, "--json").out)

    assert f"urn:liaison:form:{model}:2022-12" == schema["$id"]
    assert schema["properties"]


@pytest.mark.requirement("F-5", "F-10")
def test_every_error_at_once_in_french(liaison: CommandLine) -> None:
    """What is missing, misread and unknown is named by label, one line each; exit 1, nothing on stdout."""
    data = liaison.file("wrong.json", json.dumps({"beneficiary": {"identity": {"birth_date": "31/02/1990"}}}))

    answer = liaison("form", "check", "generic", data)

    assert (1, "") == (answer.code, answer.out)
    lines = answer.err.splitlines()
    assert all(line.startswith("error: « ") for line in lines)
    for label in (
        "Date de naissance (JJ/MM/AAAA)",
        "Nom (Bénéficiaire)",
        "Fait à",
        "Fait le",
        "Organisme (Partenaire)",
    ):
        assert any(f"« {label} » : " in line for line in lines), label


@pytest.mark.parametrize("model", MODELS)
def test_check_and_render(liaison: CommandLine, model: str) -> None:
    """A whole fiche checks and renders, once its consents are told; the PDF is its writer's alone."""
    data = filled(liaison, model)
    consents = [word for consent in sorted(EVERY_CONSENT) for word in ("--consent", consent.value)]

    refused = liaison("form", "check", model, data)
    checked = liaison("form", "check", model, data, *consents)
    rendered = liaison("form", "render", model, data, "-o", "fiche.pdf", *consents)

    pdf = liaison.folder / "fiche.pdf"
    assert [1, 0, 0] == [refused.code, checked.code, rendered.code], (checked.err, rendered.err)
    assert "consentement" in refused.err
    assert bare("Testoukhina") in bare(text_of(pdf.read_bytes()))
    assert 0o600 == stat.S_IMODE(pdf.stat().st_mode)


def test_nothing_is_overwritten(liaison: CommandLine) -> None:
    """A file that is there stays as it is, and the sentence names it."""
    taken = liaison.file("taken.pdf", "precious")

    answers = [
        liaison("form", "blank", "generic", "-o", taken),
        liaison(
            "form", "render", "generic", filled(liaison, "generic"), "-o", taken, "--consent", "electronic_exchange"
        ),
    ]

    assert [1, 1] == [answer.code for answer in answers]
    assert all("taken.pdf: File exists" in answer.err for answer in answers)
    assert "precious" == taken.read_text()
    assert {"taken.pdf", "generic.json"} == {path.name for path in liaison.folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is not JSON"), ("nope", "is not JSON"), ("[" * 100_000, "is not JSON"),
        ("[1]", "un objet est attendu ici"),
        ('{"beneficiary": 3}', "un objet est attendu ici"), ('{"nope": {"a": 1}}', "cette clé n’existe pas"),
        ('"' + "x" * 2_100_000 + '"', "larger than 2 MiB"),
    ],
    ids=["empty", "text", "deep", "list", "number", "unknown", "huge"],
)  # fmt: skip
def test_data_that_are_none(liaison: CommandLine, content: str, sentence: str) -> None:
    """Whatever lies in the data file, the answer is a sentence."""
    answer = liaison("form", "check", "generic", liaison.file("data.json", content))

    assert 1 == answer.code
    assert sentence in answer.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["form", "check", "nomodel", "x.json"], 1), (["form", "check", "generic", "missing.json"], 1),
        (["form", "check", "generic", "."], 1), (["form", "blank", "generic", "-o", "no/where.pdf"], 1),
        (["form"], 2), (["form", "nope"], 2), (["form", "blank", "generic"], 2),
        (["form", "check", "generic", "x.json", "--consent", "nope"], 2), (["nope"], 2), ([], 2),
    ],
)  # fmt: skip
def test_exit_codes(liaison: CommandLine, words: list[str], code: int) -> None:
    """1 for what is refused, 2 for wrong usage, and always something to read."""
    answer = liaison(*words)

    assert code == answer.code
    assert answer.err.strip() or answer.out.strip()


@pytest.mark.requirement("D-5")
class TestRead:
    """Is a fiche that came back read from a terminal?"""

    def test_what_was_typed(self, liaison: CommandLine) -> None:
        """Shown with its label, and for a program in the shape of the schema: another instance takes it in as it is."""
        sent = self._sent(liaison)
        typed = {"reply.course.information": "Reçu.\nœ€łşễ Я", "partner.contact_function": "conseillère"}
        file = liaison.folder / "retour.pdf"
        file.write_bytes(by_pypdf(sent, typed))

        shown, listed = liaison("form", "read", file), liaison("form", "read", file, "--json", "--keep", "copie.pdf")

        told = json.loads(listed.out)
        assert [(0, ""), (0, "")] == [(shown.code, shown.err), (listed.code, listed.err)]
        assert "Fonction (Partenaire)\tconseillère" in shown.out
        assert {"course.information": "Reçu.\nœ€łşễ Я", "partner.contact_function": "conseillère"} == told["typed"]
        assert ("spe", "2022-12", []) == (told["model"], told["version"], told["changed"])
        assert liaison("form", "read", "copie.pdf", "--json").out == listed.out
        again = liaison.file("again.json", json.dumps(told["data"]))
        assert 0 == liaison("form", "render", "spe", again, "-o", "again.pdf").code

    def test_a_terminal_obeys_nobody(self, liaison: CommandLine) -> None:
        """What a stranger typed clears no screen and turns no text round; further lines stand under the first."""
        file = liaison.folder / "retour.pdf"
        file.write_bytes(by_qpdf(self._sent(liaison), {"reply.course.information": "a\x1b[2J\x9b1m\u202eb\nc"}))
        shown, listed = liaison("form", "read", file).out, liaison("form", "read", file, "--json").out
        assert "a[2J1mb\n\tc" in shown
        assert listed.isascii()
        assert listed.replace("\n", "").isprintable()

    def test_a_changed_locked_value_is_named(self, liaison: CommandLine) -> None:
        """On stderr for a person, by its id for a program."""
        file = liaison.folder / "retour.pdf"
        file.write_bytes(by_pypdf(self._sent(liaison), {"beneficiary.last_name": "Tout autre"}))

        answer = liaison("form", "read", file, "--json")

        assert ["beneficiary.last_name"] == json.loads(answer.out)["changed"]
        assert "warning: Le champ « Nom (Bénéficiaire) » était verrouillé et a changé." in answer.err

    def test_nothing_typed(self, liaison: CommandLine) -> None:
        """It says so."""
        (liaison.folder / "fiche.pdf").write_bytes(self._sent(liaison))
        assert "Rien n’a été écrit dans les champs ouverts." in liaison("form", "read", "fiche.pdf").out

    def test_what_is_printed_cannot_be_read(self, liaison: CommandLine) -> None:
        """Printed to PDF, a fiche has no fields: the sentence says so, and what to ask for; no copy is made."""
        fiche, printed = liaison.folder / "fiche.pdf", liaison.folder / "imprimé.pdf"
        fiche.write_bytes(self._sent(liaison))
        subprocess.run(["pdftocairo", "-pdf", fiche, printed], check=True)

        answer = liaison("form", "read", printed, "--keep", "copie.pdf")

        assert 1 == answer.code
        assert "imprimé en PDF" in answer.err
        assert "hint: Demandez le fichier tel qu’il a été enregistré" in answer.err
        assert not (liaison.folder / "copie.pdf").exists()

    @staticmethod
    def _sent(liaison: CommandLine) -> bytes:
        data = {
            "contacts": {"partner": {"organisation": "Mission locale des Essais"}},
            "beneficiary": {"identity": {"agdref": "4403999999", "name": {"last_name": "Testoukhina"}}},
            "course": {"information": "Dit par l’opérateur."},
            "signature": {"made": {"place": "Testville", "date": "21/11/2026"}},
        }
        answer = liaison("form", "render", "spe", liaison.file("data.json", json.dumps(data)), "-o", "envoyée.pdf")
        assert (0, "") == (answer.code, answer.err)
        return (liaison.folder / "envoyée.pdf").read_bytes()

    def test_templates_are_kept_in_the_data_folder(self, liaison: CommandLine) -> None:
        """Two commands build one template."""
        for name in ("a.pdf", "b.pdf"):
            assert 0 == liaison("form", "blank", "generic", "-o", name).code
        assert 1 == len(list((liaison.folder / "data" / "templates").iterdir()))


@pytest.mark.requirement("F-8")
class TestAdd:
    """Does an operator publish their own model, for good?"""

    def test_own_model(self, liaison: CommandLine) -> None:
        """Checked, published, listed, shown; the same version a second time is refused, a changed file too."""
        own = self._with_models(liaison)
        definition = self._definition(own, "maison")

        published = own("form", "add", definition)
        again = own("form", "add", definition)

        assert (0, "maison 2026-01 is published.\n") == (published.code, published.out)
        assert (1, True) == (again.code, "never changes" in again.err)
        assert "maison\t2026-01" in own("form", "list").out
        assert 0 == own("form", "blank", "maison", "-o", "maison.pdf").code
        file = own.folder / "models" / "maison-2026-01.toml"
        file.write_text(file.read_text().replace("Fonction :", "Rôle :", 1))
        assert "changed since it was published" in own("form", "list").err

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (('model = "maison"', 'model = "spe"'), "is an official model"),
            (('version = "2026-01"', "version = 3"), "version"),
            (('model = "maison"', 'model = "maison"\nsecret = 1'), "unknown key"),
            (("[[sections]]", "[[sections"), "not TOML"),
        ],
        ids=["official", "mistyped", "unknown key", "no TOML"],
    )
    def test_refusal_names_the_fault(self, liaison: CommandLine, change: tuple[str, str], sentence: str) -> None:
        """A definition that is wrong is refused with its place, and nothing is published."""
        own = self._with_models(liaison)
        definition = self._definition(own, "maison", change)

        answer = own("form", "add", definition)

        assert 1 == answer.code
        assert sentence in answer.err
        assert not (own.folder / "models").exists()

    def test_without_a_folder(self, liaison: CommandLine) -> None:
        """Where LIAISON_MODELS_DIR is not set, the sentence says so."""
        answer = liaison("form", "add", self._definition(liaison, "maison"))

        assert (1, True) == (answer.code, "set LIAISON_MODELS_DIR" in answer.err)

    @staticmethod
    def _with_models(liaison: CommandLine) -> CommandLine:
        models = str(liaison.folder / "models")
        return CommandLine(liaison.folder, {**liaison.settings, "LIAISON_MODELS_DIR": models})

    @staticmethod
    def _definition(liaison: CommandLine, model: str, change: tuple[str, str] = ("", "")) -> Path:
        text = (PACKAGED / "generic-2022-12.toml").read_text(encoding="utf-8")
        text = text.replace('model = "generic"', f'model = "{model}"', 1)
        text = text.replace('version = "2022-12"', 'version = "2026-01"', 1)
        return liaison.file("own.toml", text.replace(*change, 1) if change[0] else text)
