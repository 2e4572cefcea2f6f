"""Is the master key only where it should be, and can it come back from paper?"""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import master, sheet
from crypto.errors import MasterKeyRefused
from crypto.master import MasterKey, MasterKeys
from crypto.profiles import PASSPHRASE

DAY = date(2026, 11, 21)
keys = st.binary(min_size=32, max_size=32).map(lambda raw: MasterKey(1, DAY, raw))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A key file with one key."""
    path = tmp_path / "master.key"
    master.save_new(path, MasterKeys(master.generate(created=DAY)))
    return path


def refused(path: Path) -> str:
    """The code with which a key file is refused."""
    with pytest.raises(MasterKeyRefused) as caught:
        master.load(path)
    return caught.value.code


class TestFile:
    """The file that only its owner reads."""

    def test_is_private_and_reads_back(self, key_file: Path) -> None:
        """0600 from the start; what was saved is loaded."""
        loaded = master.load(key_file)

        assert key_file.stat().st_mode & 0o777 == 0o600
        assert (1, DAY, 32) == (
            loaded.current.generation,
            loaded.current.created,
            len(loaded.current.reveal()),
        )
        assert [key_file] == list(key_file.parent.iterdir())

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
    def test_refuses_a_file_that_others_read(self, key_file: Path, mode: int) -> None:
        """Group or world rights on the file stop the start, with the command that mends it."""
        key_file.chmod(mode)

        assert refused(key_file) == "permissions"

    def test_refuses_to_overwrite(self, key_file: Path) -> None:
        """A master key is never lost to a second `save_new`."""
        before = key_file.read_bytes()
        with pytest.raises(MasterKeyRefused) as caught:
            master.save_new(key_file, MasterKeys(master.generate(created=DAY)))

        assert caught.value.code == "exists"
        assert before == key_file.read_bytes()

    def test_says_when_it_is_missing(self, tmp_path: Path) -> None:
        """No file is `missing`, not a traceback."""
        assert refused(tmp_path / "nowhere") == "missing"

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace("liaison master key 1", "x"),
            lambda text: text[:-3] + "\n",
            lambda text: text + "\n",
            lambda text: text.replace("2026-11-21", "2026-13-21"),
            lambda text: text + text.splitlines()[1] + "\n",
            lambda text: text.splitlines()[0] + "\n",
            lambda _: "é",
            lambda _: "",
        ],
    )
    def test_refuses_another_form_without_quoting_it(self, key_file: Path, change: object) -> None:
        """Cut, doubled or foreign lines are refused; the error does not hold the key."""
        text = key_file.read_text()
        secret = text.split()[-1]
        assert callable(change)
        key_file.write_text(change(text), encoding="utf-8")
        with pytest.raises(MasterKeyRefused) as caught:
            master.load(key_file)

        assert caught.value.code == "format"
        assert secret[:8] not in f"{caught.value!r} {caught.value.__cause__!r}"

    def test_refuses_a_key_of_another_length(self) -> None:
        """256 bits or nothing."""
        with pytest.raises(MasterKeyRefused) as caught:
            MasterKey(1, DAY, b"x" * 31)

        assert caught.value.code == "length"

    def test_rotation_keeps_the_old_key_until_retired(self, key_file: Path) -> None:
        """After `rotate` both are loaded, the new one current; after `retire_previous` one is left."""
        first = master.load(key_file).current
        rotated = master.rotate(key_file, created=DAY)

        assert rotated == master.load(key_file)
        assert (2, (first,)) == (rotated.current.generation, rotated.previous)
        assert first == rotated.find(first.id)
        assert rotated.current == master.retire_previous(key_file).current
        assert master.load(key_file).find(first.id) is None
        assert key_file.stat().st_mode & 0o777 == 0o600

    def test_hides_itself(self) -> None:
        """The repr of a key and of a set of keys shows no octet of it."""
        key = master.generate(created=DAY)

        assert key.reveal().hex()[:8] not in f"{key!r} {MasterKeys(key)!r}"
        assert repr(key.reveal()) not in f"{key!r}"
        assert re.fullmatch(r"[0-9a-f]{16}", key.id)


class TestSheet:
    """The feuille de secours."""

    @given(keys)
    def test_reads_back_what_it_printed(self, key: MasterKey) -> None:
        """Typing the groups, with their numbers or not, gives the same key."""
        groups = sheet.key_groups(key)
        numbered = "\n".join(f"{place:>2}. {group}" for place, group in enumerate(groups, start=1))
        check = sheet.check_group(key)

        for typed in (" ".join(groups), numbered, "-".join(groups).upper()):
            assert key == sheet.read_back(typed, check=check, generation=1, created=DAY)

    @given(keys, st.integers(0, 64), st.sampled_from(PASSPHRASE.alphabet))
    def test_names_the_mistyped_group(self, key: MasterKey, place: int, symbol: str) -> None:
        """One wrong symbol anywhere is found, and the message has the number of its group."""
        typed = "".join(sheet.key_groups(key))
        wrong = typed[:place] + symbol + typed[place + 1 :]
        if wrong == typed:
            return
        with pytest.raises(MasterKeyRefused) as caught:
            sheet.read_back(wrong, check=sheet.check_group(key), generation=1, created=DAY)

        assert caught.value.code == "group"
        assert f"group {place // 5 + 1} " in caught.value.message

    @given(keys)
    def test_finds_swapped_groups(self, key: MasterKey) -> None:
        """Two neighbouring groups exchanged do not pass as they are."""
        first, second, *rest = sheet.key_groups(key)
        with pytest.raises(MasterKeyRefused):
            sheet.read_back(" ".join([second, first, *rest]), check="", generation=1, created=DAY)

    def test_other_check_group_is_refused(self) -> None:
        """The check group of another key, or nothing, confirms nothing; case and spaces do not matter."""
        key, other = (master.generate(created=DAY) for _ in range(2))

        sheet.verify_check_group(f" {sheet.check_group(key).upper()} ", key)
        for typed in (sheet.check_group(other), ""):
            with pytest.raises(MasterKeyRefused):
                sheet.verify_check_group(typed, key)

    def test_groups_missing(self) -> None:
        """Twelve groups are not thirteen."""
        groups = sheet.key_groups(master.generate(created=DAY))[1:]
        with pytest.raises(MasterKeyRefused) as caught:
            sheet.read_back(" ".join(groups), check="", generation=1, created=DAY)

        assert caught.value.code == "length"

    def test_prints_in_french_on_one_page(self, tmp_path: Path) -> None:
        """The text has every group, the check group, the date as JJ/MM/AAAA, and is written 0600."""
        key = master.generate(created=DAY, generation=3)
        path = tmp_path / "feuille.txt"
        sheet.save(path, key)
        text = path.read_text(encoding="utf-8")

        assert path.stat().st_mode & 0o777 == 0o600
        assert all(group in text for group in (*sheet.key_groups(key), sheet.check_group(key)))
        assert "Clé n° 3, créée le 21/11/2026" in text
        assert max(map(len, text.splitlines())) <= 110
        assert len(text.splitlines()) < 40
