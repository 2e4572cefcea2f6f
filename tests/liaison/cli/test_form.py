"""Are models shown, checked, printed and added from a terminal, without a key, a database or a traceback?"""

import json
import stat
from pathlib import Path

import pytest

from forms.binding import bind
from forms.catalog import PACKAGED, Catalog
from forms.schema import to_nested
from tests.forms.filling import EVERY_CONSENT, TODAY, everything
from tests.forms.paper.reading import bare, text_of
from tests.liaison.cli.conftest import CommandLine

MODELS = ["generic", "spe", "pic_ipr"]


def filled(liaison: CommandLine, model: str) -> Path:
    """Write the data of a whole fiche, in the shape of its schema."""
    spec = Catalog().get(model)
    answers = bind(spec, everything(spec), today=TODAY, consents=EVERY_CONSENT).answers
    return liaison.file(f"{model}.json", json.dumps(to_nested(spec, answers)))


def test_list(liaison: CommandLine) -> None:
    """The three official models, for a person and for a program."""
    shown, listed = liaison("form", "list"), liaison("form", "list", "--json")

    assert {("generic", "2022-12"), ("spe", "2022-12"), ("pic_ipr", "2022-12")} == {
        (entry["model"], entry["version"]) for entry in json.loads(listed.out)
    }
    assert 3 == len(shown.out.splitlines())
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
    assert {"taken.pdf", "generic.json"} == {path.name for path in liaison.folder.iterdir()}


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
