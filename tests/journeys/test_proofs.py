"""Can a DPO hand a proof to somebody who trusts nobody? From the page to a verification on another machine."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from liaison.usecases import checkpointing
from liaison.vocabulary import Chain, Role
from tests.journeys import doing
from tests.journeys.gallery import Gallery
from tests.journeys.house import House
from tests.journeys.people import People

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.requirement("G-8")]
PROGRAM = str(Path(sys.executable).with_name("liaison"))


def verify(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program where there is neither a setting nor a database."""
    return subprocess.run(
        [PROGRAM, "journal", "verify", *words],
        text=True,
        capture_output=True,
        check=False,
        cwd=folder,
        env={"PATH": ""},
    )


def test_an_export_is_verified_elsewhere(
    house: House, people: People, page: Page, gallery: Gallery, tmp_path: Path
) -> None:
    """Taken from the page, held against its public key and a seal; one forged byte is found and its entry named."""
    with people.service.transaction() as ctx:
        seals = {seal.chain: seal for seal in checkpointing.seal(ctx, list(Chain))}
    doing.sign_in(page, house.url, people.new(Role.DPO))
    page.goto(f"{house.url}/journal")
    page.get_by_role("link", name="Preuves et exports").click()
    gallery.look(page, "preuves")
    page.get_by_label("Journal de sécurité").check()
    page.get_by_label("Lignes signées").check()
    with page.expect_download() as exported:
        page.get_by_role("button", name="Exporter").click()
    export = tmp_path / exported.value.suggested_filename
    exported.value.save_as(export)
    (tmp_path / "sceau.txt").write_text(f"Bonjour,\n\n{seals[Chain.SECURITY].note}", encoding="utf-8")
    key = page.locator("#sceaux ~ dl .code").nth(2).inner_text()

    held = verify(tmp_path, export.name, "--public-key", key, "--checkpoint", "sceau.txt")
    assert (0, True) == (held.returncode, "whole" in held.stdout), held.stderr
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join([*lines[:12], lines[12].replace(b'"time":"2', b'"time":"1'), *lines[13:]]))
    forged = verify(tmp_path, export.name, "--public-key", key)
    assert (1, "error: entry 3: ") == (forged.returncode, forged.stderr[:16])

    page.get_by_label("Au", exact=True).first.fill("01/01/2020")
    page.get_by_role("button", name="Établir le rapport").click()
    expect(page.get_by_role("alert")).to_contain_text("ce jour vient avant")
    gallery.look(page, "preuves-mistakes")
    gallery.check()
