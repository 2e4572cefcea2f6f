"""Does a destroyed key destroy, and does a sealed value open only where it was sealed?"""

import threading
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crypto.errors import BrokenSeal, KeyExists, KeyGone, UnknownMaster
from crypto.keystore import KeyStore, ObjectId
from crypto.master import MasterKey, MasterKeys, generate
from crypto.vault import Rewrapped, Vault
from tests.crypto.memory import MADE, MemoryKeyStore

PLAIN = "Zéphyrine Testoukhina".encode()
DAY = date(2026, 11, 21)
binding = st.tuples(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), st.text(max_size=8), st.integers(0, 99))


def a_vault(store: KeyStore | None = None, *previous: MasterKey, master: MasterKey | None = None) -> Vault:
    """A vault on a dictionary, under a new master key unless one is given."""
    return Vault(store or MemoryKeyStore(), MasterKeys(master or generate(created=DAY), previous))


class TestSealing:
    """One key for each object, each value bound to its place."""

    @pytest.mark.requirement("T-5")
    @given(binding, st.binary(max_size=300))
    def test_opens_to_what_was_sealed(self, place: tuple[str, str, int], plain: bytes) -> None:
        """unseal(seal(x)) = x, and x does not show."""
        object_id, name, version = place
        vault = a_vault()
        vault.create(object_id)
        sealed = vault.seal(object_id, field=name, version=version, plain=plain)

        assert plain == vault.unseal(object_id, field=name, version=version, sealed=sealed)
        assert len(plain) < 4 or plain not in sealed

    @pytest.mark.requirement("T-5")
    @given(binding, binding)
    def test_opens_nowhere_else(self, here: tuple[str, str, int], there: tuple[str, str, int]) -> None:
        """Another object, field or version: the value does not open, not even between lookalikes."""
        assume(here != there)
        vault = a_vault()
        for object_id in {here[0], there[0]}:
            vault.create(object_id)
        sealed = vault.seal(here[0], field=here[1], version=here[2], plain=PLAIN)

        with pytest.raises(BrokenSeal):
            vault.unseal(there[0], field=there[1], version=there[2], sealed=sealed)

    @given(st.data())
    def test_any_changed_octet_breaks_it(self, data: st.DataObject) -> None:
        """An altered, cut or lengthened value raises, and never gives other bytes."""
        vault = a_vault()
        vault.create("a")
        sealed = vault.seal("a", field="name", version=1, plain=PLAIN)
        place = data.draw(st.integers(0, len(sealed) - 1))
        flipped = sealed[:place] + bytes([sealed[place] ^ data.draw(st.integers(1, 255))]) + sealed[place + 1 :]

        for broken in (flipped, sealed[:place], sealed + b"\0", b""):
            with pytest.raises(BrokenSeal):
                vault.unseal("a", field="name", version=1, sealed=broken)

    def test_wrapped_keys_cannot_be_exchanged(self) -> None:
        """A wrapped key put under another object's id does not open: AES-GCM binds it to its own."""
        store = MemoryKeyStore()
        vault = a_vault(store)
        vault.create("a")
        vault.create("b")
        store.kept[ObjectId("b")] = store.kept[ObjectId("a")]

        with pytest.raises(BrokenSeal):
            vault.seal("b", field="name", version=1, plain=PLAIN)

    def test_two_objects_never_share_a_key(self) -> None:
        """The same words sealed twice differ, and a second `create` does not replace the first key."""
        vault = a_vault()
        vault.create("a")
        with pytest.raises(KeyExists):
            vault.create("a")

        one, other = (vault.seal("a", field="f", version=1, plain=PLAIN) for _ in range(2))
        assert one != other

    def test_many_open_as_one_does(self) -> None:
        """Keys made together are keys of their own; values opened together are those opened one by one."""
        vault = a_vault()
        vault.create_all(["a", "b"])
        sealed = {name: (version, vault.seal(name, field="f", version=version, plain=PLAIN + name.encode()))
                  for name, version in (("a", 1), ("b", 7))}  # fmt: skip

        assert {"a": PLAIN + b"a", "b": PLAIN + b"b"} == vault.unseal_all("f", sealed)
        assert PLAIN + b"b" == vault.unseal("b", field="f", version=7, sealed=sealed["b"][1])
        with pytest.raises(BrokenSeal):
            vault.unseal_all("f", {"a": sealed["b"], "b": sealed["a"]})
        with pytest.raises(BrokenSeal):
            vault.unseal_all("other", sealed)

    @pytest.mark.requirement("R-5")
    def test_one_that_is_gone_is_told(self) -> None:
        """Of many, one whose key was destroyed is not passed over in silence."""
        vault = a_vault()
        vault.create_all(["a", "b"])
        sealed = {name: (1, vault.seal(name, field="f", version=1, plain=PLAIN)) for name in "ab"}
        vault.destroy("b")

        with pytest.raises(KeyGone):
            vault.unseal_all("f", sealed)

    def test_none_is_made_twice(self) -> None:
        """Making many keys of which one is there already raises, and makes none."""
        vault = a_vault()
        vault.create("b")
        with pytest.raises(KeyExists):
            vault.create_all(["a", "b"])

        assert not vault.exists("a")

    @pytest.mark.parametrize("object_id", ["", "a b", "é", "../x", "vault.root", "x" * 65, "a\n"])
    def test_refuses_what_is_no_id(self, object_id: str) -> None:
        """Ids are short ASCII words; those of the vault's own keys are taken."""
        with pytest.raises(ValueError, match="object id"):
            a_vault().create(object_id)


class TestDestroying:
    """What is left when a key is gone."""

    @pytest.mark.requirement("R-5")
    def test_leaves_nothing_to_open(self) -> None:
        """After `destroy` neither this vault nor another on the store opens the value; others live on."""
        store, master = MemoryKeyStore(), generate(created=DAY)
        vault, other = a_vault(store, master=master), a_vault(store, master=master)
        for object_id in ("a", "b"):
            vault.create(object_id)
        sealed = vault.seal("a", field="f", version=1, plain=PLAIN)
        other.unseal("a", field="f", version=1, sealed=sealed)

        assert vault.destroy("a", "never-was") == 1
        assert (False, True) == (vault.exists("a"), vault.exists("b"))
        for each in (vault, other):
            with pytest.raises(KeyGone):
                each.unseal("a", field="f", version=1, sealed=sealed)

    def test_runs_again(self) -> None:
        """Destroying what is gone is no error: a destruction can be repeated."""
        vault = a_vault()
        vault.create("a")

        assert [1, 0] == [vault.destroy("a"), vault.destroy("a")]

    def test_new_key_does_not_open_old_values(self) -> None:
        """An id used again gets another key."""
        vault = a_vault()
        vault.create("a")
        sealed = vault.seal("a", field="f", version=1, plain=PLAIN)
        vault.destroy("a")
        vault.create("a")

        with pytest.raises(BrokenSeal):
            vault.unseal("a", field="f", version=1, sealed=sealed)

    def test_sweep_never_sees_the_vaults_own_keys(self) -> None:
        """`ids` leaves out the root of indexes, which no row refers to."""
        vault = a_vault()
        vault.index("agdref", "9900000001")
        vault.create("a")

        assert ["a"] == list(vault.ids())
        assert [] == list(vault.ids(before=MADE))


class TestRotating:
    """A new master key, in the middle of the day."""

    @pytest.mark.requirement("R-5")
    def test_everything_opens_before_during_and_after(self) -> None:
        """Values sealed before open under both, then under the new key alone; indexes do not move."""
        store, old = MemoryKeyStore(), generate(created=DAY)
        before = a_vault(store, master=old)
        for number in range(20):
            before.create(f"o{number}")
        sealed = before.seal("o7", field="f", version=1, plain=PLAIN)
        index = before.index("agdref", "9900000001")

        new = generate(created=DAY, generation=2)
        during = a_vault(store, old, master=new)
        assert PLAIN == during.unseal("o7", field="f", version=1, sealed=sealed)
        during.create("late")
        assert Rewrapped(renewed=21, current=1) == during.rewrap()
        assert Rewrapped(renewed=0, current=22) == during.rewrap()

        after = a_vault(store, master=new)
        assert PLAIN == after.unseal("o7", field="f", version=1, sealed=sealed)
        assert index == after.index("agdref", "9900000001")
        assert after.check() == 22

    def test_old_key_alone_is_told_which_is_missing(self) -> None:
        """A process that knows only the old key is told the id of the new one, not that data are damaged."""
        store, old, new = MemoryKeyStore(), generate(created=DAY), generate(created=DAY, generation=2)
        a_vault(store, master=new).create("a")

        with pytest.raises(UnknownMaster) as caught:
            a_vault(store, master=old).seal("a", field="f", version=1, plain=PLAIN)
        assert new.id == caught.value.master_id

    def test_does_not_bring_back_what_is_destroyed_meanwhile(self) -> None:
        """A key destroyed between reading and writing stays destroyed."""

        class Racing(MemoryKeyStore):
            def get(self, object_id: ObjectId) -> bytes:
                wrapped = super().get(object_id)
                if object_id == "a" and racing:
                    self.destroy([object_id])
                return wrapped

        racing = False
        store, old = Racing(), generate(created=DAY)
        a_vault(store, master=old).create("a")
        racing = True
        a_vault(store, old, master=generate(created=DAY, generation=2)).rewrap()

        assert [] == list(store.ids())


class TestDerived:
    """Keys for looking up and for signing."""

    def test_index_depends_on_all_of_it(self) -> None:
        """Another purpose, value or installation gives another index; the same gives the same."""
        vault = a_vault()
        seen = {vault.index("agdref", "9900000001"), vault.index("agdref", "9900000002")}
        seen |= {vault.index("mail", "9900000001"), a_vault().index("agdref", "9900000001")}

        assert len(seen) == 4
        assert vault.index("mail", "a@exemple.test") == vault.index("mail", "a@exemple.test")

    def test_first_index_from_many_threads_is_one(self) -> None:
        """Whoever makes the root key first, all of them use that one."""
        vault = a_vault()
        found: list[str] = []
        threads = [threading.Thread(target=lambda: found.append(vault.index("p", "v"))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [vault.index("p", "v")] * 8 == found

    def test_signing_key_is_stable_and_apart(self) -> None:
        """Each origin has a key of its own, the same each time."""
        vault = a_vault()

        assert vault.signing_key("a.test/x").public == vault.signing_key("a.test/x").public
        assert vault.signing_key("a.test/x").public.raw != vault.signing_key("a.test/y").public.raw
