"""Does what a partner packed come out whole, or not at all?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.archive import unseal_all
from crypto.errors import CryptoError, MalformedArchive, UnsafeArchive, WrongPassphrase
from crypto.passphrase import Passphrase
from tests.crypto import hostile
from tests.crypto.hostile import CONTENT

KEY = Passphrase(hostile.PASSPHRASE)
TWO = {"a.txt": CONTENT, "b.txt": b"b"}
MADE = {
    "zip": hostile.by_7zip("-tzip", "-mem=AES256", files=TWO),
    "7z, two streams": hostile.by_7zip("-t7z", "-ms=off", files=TWO),
    "7z, names hidden": hostile.by_7zip("-t7z", "-mhe=on", files=TWO),
    "7z, stored": hostile.by_7zip("-t7z", "-mhc=off", "-mx=0", files=TWO),
}


@pytest.mark.parametrize("name", MADE)
def test_all_files_come_out_in_order(name: str) -> None:
    """Each under its own name."""
    assert list(TWO.items()) == [(document.name, document.content) for document in unseal_all(MADE[name], KEY)]


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("typed", ["", "faux", "K3WQ-7h2m-vtpa-9xne-cdf4-r8sy-bguc"])
def test_a_wrong_key_is_a_wrong_key(name: str, typed: str) -> None:
    """Whatever the format: never damage, never a crash."""
    with pytest.raises(WrongPassphrase):
        unseal_all(MADE[name], Passphrase(typed))


def test_two_keys_in_one_zip_open_to_nothing() -> None:
    """The first entry fits the key, the second has another one: nothing comes out."""
    with pytest.raises(MalformedArchive) as caught:
        unseal_all(hostile.before_second_salt(MADE["zip"]), KEY)

    assert caught.value.code == "damaged"


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(MADE)), st.data())
def test_any_changed_octet_is_noticed(name: str, data: st.DataObject) -> None:
    """Whatever octet changes, all files come out as they were, or none."""
    archive = MADE[name]
    place = data.draw(st.integers(0, len(archive) - 1))
    changed = hostile.patched(archive, place, bytes([data.draw(st.integers(0, 255))]))

    try:
        opened = unseal_all(changed, KEY)
    except CryptoError:
        return
    assert [CONTENT, b"b"] == [document.content for document in opened]


def test_links_under_a_hidden_header_are_refused() -> None:
    """What could not be seen at deposit is seen with the key."""
    with pytest.raises(UnsafeArchive) as caught:
        unseal_all(hostile.by_7zip("-t7z", "-mhe=on", "-snl", link=hostile.DOT_DOT), KEY)

    assert caught.value.code == "entry"
