"""Is a template built once per model and installation, kept, and built again only when it must be?"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import resources
from pathlib import Path
from time import perf_counter

import pytest

from forms import paper
from forms.catalog import Catalog
from forms.paper.building import build
from forms.paper.store import sources
from forms.paper.template import Template
from forms.spec import FormSpec
from forms.wording import Wording, with_wording
from tests.forms.paper.fiches import filled
from tests.forms.paper.reading import printed_in


def written(folder: Path) -> set[tuple[str, int]]:
    """Return the files of a folder with their inodes: a template that is built again is another file."""
    return {(file.name, file.stat().st_ino) for file in folder.iterdir()}


def test_built_once_and_kept(generic: FormSpec, tmp_path: Path) -> None:
    """Two fiches, then another run: one file, written once, the same bytes."""
    templates = paper.Templates(tmp_path / "templates")
    first = templates.render(generic, filled(generic))
    kept = written(tmp_path / "templates")
    assert first == templates.render(generic, filled(generic))
    assert first == paper.Templates(tmp_path / "templates").render(Catalog().get("generic"), filled(generic))
    assert 1 == len(kept)
    assert kept == written(tmp_path / "templates")


def test_built_in_less_than_three_seconds(spec: FormSpec) -> None:
    """A build takes a fraction of a second; the bound is wide, for a busy machine."""
    start = perf_counter()
    build(spec)
    assert perf_counter() - start < 3


def test_the_same_model_gives_the_same_template(spec: FormSpec) -> None:
    """Built twice, a template is the same to the byte; written and read, it is the same."""
    one, other = build(spec), build(spec)
    assert one == other
    assert one == Template.from_bytes(one.to_bytes())


def test_another_definition_is_another_template(generic: FormSpec, tmp_path: Path) -> None:
    """Another wording, or another word of an operator's own model, is another template beside the first."""
    templates = paper.Templates(tmp_path)
    spe = Catalog().get("spe")
    for _ in range(2):
        worded = with_wording(spe, Wording.FRANCE_TRAVAIL)
        assert "France Travail (ex-Pôle emploi)" in printed_in(templates.blank(worded))
    assert "France Travail" not in printed_in(templates.blank(spe))
    assert "Autre source" in printed_in(templates.blank(replace(generic, source="Autre source")))
    assert 3 == len(written(tmp_path))


def test_built_again_after_an_upgrade(generic: FormSpec, tmp_path: Path) -> None:
    """What other faces, libraries or versions of this package made is not used, and goes."""
    expected = paper.Templates(tmp_path).blank(generic)
    (kept,) = tmp_path.iterdir()
    old = tmp_path / f"{kept.name.rpartition('-')[0]}-made-by-others.template"
    kept.rename(old)
    assert expected == paper.Templates(tmp_path).blank(generic)
    assert [kept] == list(tmp_path.iterdir())


def test_what_others_began_goes(generic: FormSpec, tmp_path: Path) -> None:
    """A draft that another version left behind, when it was stopped, is removed too."""
    (tmp_path / ".generic-2022-12-x-made-by-others.template.12ab").write_bytes(b"half")
    paper.Templates(tmp_path).blank(generic)
    assert 1 == len(list(tmp_path.iterdir()))


def test_the_tools_are_all_that_makes_a_template() -> None:
    """Every module and face of the package is among what a change of which builds again."""
    folder = Path(str(resources.files("forms.paper")))
    files = {path.name for path in (*folder.glob("*.py"), *folder.glob("faces/*.ttf"))}
    assert files <= {file.name for file in sources(resources.files("forms.paper"))}


@pytest.mark.parametrize("harm", [b"", b"not a template", b"0" * 24 + b"\n{}\n%PDF"])
def test_a_damaged_file_is_built_again(generic: FormSpec, tmp_path: Path, harm: bytes) -> None:
    """A file that was cut or changed is not believed, and is whole again afterwards."""
    expected = paper.Templates(tmp_path).blank(generic)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for damaged in (harm, whole[:-1], whole[:-1] + b"x", whole[:2000] + b"x" + whole[2001:]):
        kept.write_bytes(damaged)
        assert expected == paper.Templates(tmp_path).blank(generic)
        assert whole == kept.read_bytes()


def test_a_folder_that_cannot_be_written_is_no_obstacle(
    generic: FormSpec, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The fiche is made all the same, and the log says that the next run builds again."""
    taken = tmp_path / "templates"
    taken.write_bytes(b"a file where the folder should be")
    assert paper.Templates(taken).blank(generic).startswith(b"%PDF")
    assert "could not be kept" in caplog.text


def test_threads_build_it_once(generic: FormSpec) -> None:
    """Eight people who come at once wait for one build."""
    templates, start = paper.Templates(), threading.Barrier(8)

    def one(_number: int) -> int:
        start.wait(timeout=30)
        return id(templates.of(generic))

    with ThreadPoolExecutor(8) as pool:
        assert 1 == len(set(pool.map(one, range(8))))
