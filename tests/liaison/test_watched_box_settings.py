"""Is a watched box that could not be read, or that nothing would come back to, refused at the start?"""

from pathlib import Path

import pytest

from liaison import bootstrap, diagnosis
from liaison.adapters.imap import ImapMailbox
from liaison.errors import Misconfigured
from liaison.settings import load
from tests.factories import House

BOX = {
    "mail_from": "liaison@operateur.example", "imap_host": "imap.operateur.example", "imap_user": "retours",
    "imap_password": "secret",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"imap_user": ""}, "LIAISON_IMAP_HOST is set without LIAISON_IMAP_USER"),
        ({"imap_password": ""}, "LIAISON_IMAP_HOST is set without LIAISON_IMAP_USER and LIAISON_IMAP_PASSWORD"),
        ({"imap_host": ""}, "set without LIAISON_IMAP_HOST"),
        ({"imap_folder": 'INBOX"'}, "LIAISON_IMAP_FOLDER holds more than plain letters"),
        ({"imap_done_folder": "Trait\u00e9s"}, "LIAISON_IMAP_DONE_FOLDER holds more than plain letters"),
        ({"imap_done_folder": "INBOX"}, "are the same folder"),
        ({"mail_reply_to": "retours@ailleurs.example"}, "is in another domain than LIAISON_MAIL_FROM"),
    ],
)
def test_refused(changed: dict[str, str], said: str) -> None:
    """Each combination that cannot be honoured is refused in a sentence that names its variables."""
    with pytest.raises(Misconfigured, match=said):
        load({}, **{**BOX, **changed})


def test_taken(tmp_path: Path) -> None:
    """The password may stand in a file; a display name and capitals make no other domain."""
    secret = tmp_path / "password"
    secret.write_text("bo\u00eete 7\n", encoding="utf-8")
    secret.chmod(0o600)
    without = {name: value for name, value in BOX.items() if name != "imap_password"}
    settings = load(
        {"LIAISON_IMAP_PASSWORD_FILE": str(secret)}, **without, mail_reply_to="Retours <retours@Operateur.example>"
    )
    assert "bo\u00eete 7" == settings.imap_password.get_secret_value()
    assert "bo\u00eete 7" not in repr(settings)


def test_wired(sqlite_house: House) -> None:
    """With a box in the settings the service reads it by IMAP; without one, by nothing."""
    plain = {"data_dir": sqlite_house.service.settings.data_dir}
    for more, kind in ((BOX, ImapMailbox), ({}, type(None))):
        service = bootstrap.start(load({}, **plain, **more))
        assert isinstance(service.mailbox, kind)
        service.engine.dispose()
        service.keystore.close()


def test_doctor(sqlite_house: House) -> None:
    """`doctor` says that the box is read, that it cannot be, and since when."""
    house = sqlite_house
    house.look()
    assert ("ok", "demo (FR)") == _found(house)
    folder = house.folder / "outside" / "received" / "new"
    folder.rename(folder.with_name("away"))
    house.look()
    assert ("red", "cannot be read (unreachable), since 2026-11-21 09:01 UTC") == _found(house)


def _found(house: House) -> tuple[str, str]:
    (finding,) = [each for each in diagnosis.examine_service(house.service) if each.check == "watched box"]
    return finding.level.value, finding.message
