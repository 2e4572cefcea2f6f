"""Does the inventory of keys say what there is, of one house and of the code, and show no key?"""

from datetime import date

from crypto import master
from crypto.vault import Vault
from liaison.usecases import safeguarding
from liaison.vocabulary import Sealed
from tests.factories import House
from tests.house import keys_page
from tests.house.sources import modules, named

OTHERS = {"liaison/adapters/id_tokens.py", "liaison/adapters/opening_archives.py"}


def test_of_a_house(sqlite_house: House) -> None:
    """Its master key, when the next one is due, and how many data keys of each kind; no object is named."""
    house = sqlite_house
    transmission_id = house.sent("spe")

    found = safeguarding.inventory(house.service.vault)

    assert (1, date(2026, 11, 21), date(2027, 11, 21), 0) == (
        found.generation, found.made_on, found.due_on, found.previous,
    )  # fmt: skip
    assert (1, 1, 1) == tuple(found.data_keys[kind] for kind in (Sealed.CASE, Sealed.ARCHIVE, Sealed.PASSPHRASE))
    assert set(found.data_keys) <= set(Sealed)
    assert transmission_id not in repr(found)
    assert house.service.vault.masters.current.reveal().hex() not in repr(found)


def test_after_a_rotation(sqlite_house: House) -> None:
    """The new key is due a year after it was made, and the previous one is counted."""
    service = sqlite_house.service
    safeguarding.rotate(service.transaction, service.keystore)

    found = safeguarding.inventory(Vault(service.keystore, master.load(service.settings.master_key)))

    assert (2, 1) == (found.generation, found.previous)


def test_page_knows_every_kind_of_object() -> None:
    """A kind of sealed object that lies in no known table would be missing from the inventory (ASVS 11.1.2)."""
    assert set(Sealed) == set(keys_page.tables())


def test_page_knows_who_calls_cryptography() -> None:
    """Primitives are called in `crypto` alone, but for what formats of others ask: tokens, opened archives."""
    callers = {named(path) for path in modules() if keys_page.primitives(path)}

    assert callers
    assert {"crypto"} == {caller.partition("/")[0] for caller in callers - OTHERS}


def test_page_knows_what_is_derived() -> None:
    """Each use of the root key has a name of its own, but for the lookups that are meant to meet."""
    found = keys_page.derivations()
    assert {"index", "signature"} == {use for use, _, _ in found}
    assert {"agdref", "email", "csrf", "try"} <= {name for _, name, _ in found}
