"""Which models does the catalogue give, take and refuse?"""

from pathlib import Path

import pytest

from forms.binding import bind
from forms.catalog import LOCK, PACKAGED, Catalog
from forms.errors import ModelRefused, UnknownModel
from tests.forms.filling import TODAY, essential

GENERIC = (PACKAGED / "generic-2022-12.toml").read_text(encoding="utf-8")


def own(text: str = GENERIC, *, model: str = "samu", version: str = "2026-01") -> str:
    """Return the text of an operator's own model."""
    renamed = text.replace('model = "generic"', f'model = "{model}"')
    return renamed.replace('version = "2022-12"', f'version = "{version}"')


def written(folder: Path, text: str, name: str = "mine.toml") -> Path:
    """Write a definition as an operator would."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_official_models() -> None:
    """The three official models, and the announcement of an exit, are there without any setting."""
    assert ["exit", "generic", "pic_ipr", "spe"] == [spec.model for spec in Catalog().models()]
    assert ("2022-12",) == Catalog().versions("spe")


@pytest.mark.requirement("F-9")
def test_pic_ipr_can_be_left_out() -> None:
    """A switched-off model is no longer offered, and its old fiches can still be read."""
    catalog = Catalog()

    assert ["exit", "generic", "spe"] == [spec.model for spec in catalog.models(without={"pic_ipr"})]
    assert catalog.get("pic_ipr", "2022-12").model == "pic_ipr"


@pytest.mark.parametrize(("model", "version"), [("no_such", None), ("generic", "1999-01"), ("../spe", None)])
def test_unknown(model: str, version: str | None) -> None:
    """An unknown model or version is told with those that exist."""
    with pytest.raises(UnknownModel) as refusal:
        Catalog().get(model, version)

    assert refusal.value.hint


@pytest.mark.requirement("F-8")
def test_install_an_own_model(tmp_path: Path) -> None:
    """An operator's model is checked, copied, offered, filled and found again, without touching code."""
    folder = tmp_path / "models"
    catalog = Catalog(folder)

    installed = catalog.install(written(tmp_path, own()))

    assert installed == catalog.get("samu") == Catalog(folder).get("samu", "2026-01")
    assert ["exit", "generic", "pic_ipr", "spe", "samu"] == [spec.model for spec in Catalog(folder).models()]
    assert bind(installed, essential(), today=TODAY).answers.display("signature.place") == "Nantes"
    assert {"samu-2026-01.toml", LOCK} == {file.name for file in folder.iterdir()}


@pytest.mark.requirement("F-8")
def test_a_revision_keeps_the_old_version(tmp_path: Path) -> None:
    """A second version becomes the one offered; the first stays for the fiches filled with it."""
    catalog = Catalog(tmp_path / "models")
    catalog.install(written(tmp_path, own()))
    catalog.install(written(tmp_path, own(version="2026-02").replace("Adresse postale", "Adresse")))

    assert ("2026-01", "2026-02") == catalog.versions("samu")
    assert catalog.get("samu").field("beneficiary.address").label == "Adresse"
    assert catalog.get("samu", "2026-01").field("beneficiary.address").label == "Adresse postale"


@pytest.mark.requirement("F-8")
def test_a_published_version_is_never_overwritten(tmp_path: Path) -> None:
    """Installing another text under a published version is refused, and the first stays as it was."""
    folder = tmp_path / "models"
    Catalog(folder).install(written(tmp_path, own()))
    before = (folder / "samu-2026-01.toml").read_bytes()
    changed = written(tmp_path, own().replace("Adresse postale", "Adresse"))

    with pytest.raises(ModelRefused, match="published and never changes"):
        Catalog(folder).install(changed)

    assert before == (folder / "samu-2026-01.toml").read_bytes()


@pytest.mark.requirement("F-8")
def test_two_administrators_at_once(tmp_path: Path) -> None:
    """A version published meanwhile by someone else is not overwritten either."""
    folder = tmp_path / "models"
    mine, theirs = Catalog(folder), Catalog(folder)
    theirs.install(written(tmp_path, own()))

    with pytest.raises(ModelRefused, match="already published"):
        mine.install(written(tmp_path, own().replace("Adresse postale", "Adresse")))


@pytest.mark.requirement("F-8")
def test_a_file_changed_after_publication_is_refused(tmp_path: Path) -> None:
    """A published file edited in place is refused, since fiches were filled with the old wording."""
    folder = tmp_path / "models"
    Catalog(folder).install(written(tmp_path, own()))
    published = folder / "samu-2026-01.toml"
    published.write_text(published.read_text("utf-8").replace("Adresse postale", "Adresse"), encoding="utf-8")

    with pytest.raises(ModelRefused, match=r"samu-2026-01\.toml: changed since it was published"):
        Catalog(folder)


def test_no_folder_configured(tmp_path: Path) -> None:
    """Without a folder there is nowhere to install, and the setting is named."""
    with pytest.raises(ModelRefused) as refusal:
        Catalog().install(written(tmp_path, own()))

    assert "LIAISON_MODELS_DIR" in refusal.value.hint


@pytest.mark.requirement("F-4", "F-8")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (own(model="spe"), "spe is an official model"),
        (own().replace(', consent = "electronic_exchange"', ""), "beneficiary.email"),
        (own().replace('id = "couple"', 'id = "duo"'), "beneficiary.family_situation"),
    ],
)
def test_an_own_model_bends_no_official_one(tmp_path: Path, text: str, sentence: str) -> None:
    """An official name, or an official field without its consent or with another meaning, is refused."""
    folder = tmp_path / "models"

    with pytest.raises(ModelRefused) as refusal:
        Catalog(folder).install(written(tmp_path, text))

    assert sentence in str(refusal.value)
    assert not folder.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 300_000, b"\xc3\xa9" * 131_072 + b"\xc3\xa9"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    """Bytes that are no UTF-8, or too many, are refused and not read whole."""
    file = tmp_path / "mine.toml"
    file.write_bytes(content)

    with pytest.raises(ModelRefused, match=r"mine\.toml"):
        Catalog(tmp_path / "models").install(file)


def test_no_such_file(tmp_path: Path) -> None:
    """A file that is not there is named, without its folder."""
    with pytest.raises(ModelRefused, match=r"^absent\.toml: cannot be read"):
        Catalog(tmp_path / "models").install(tmp_path / "absent.toml")


def test_misnamed_file_in_the_folder(tmp_path: Path) -> None:
    """A file whose name is not that of its model and version is refused."""
    written(tmp_path, own(), "other.toml")

    with pytest.raises(ModelRefused, match=r"samu-2026-01\.toml"):
        Catalog(tmp_path)
