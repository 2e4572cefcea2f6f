"""Does each night seal both chains, and does the DPO get what proves it later? Quiet nights make no noise."""

from datetime import timedelta

import pytest

from crypto.chainexport import find_note
from crypto.checkpoint import PublicKey, open_checkpoint
from liaison.events import EventKind
from liaison.ports import DemoMail
from liaison.store import checkpoints as store
from liaison.usecases import administering, auditing, checkpointing, nightly, walking
from liaison.vocabulary import Chain
from tests.factories import House
from tests.liaison.store.tampering import night

pytestmark = pytest.mark.requirement("G-8")


def seals(house: House) -> list[DemoMail]:
    """Read the mails of seals that arrived, newest first."""
    house.work()
    return [mail for mail in house.mailer.mails() if "Sceau" in mail.subject]


def kept(house: House, chain: Chain) -> int:
    """Count the checkpoints of a chain."""
    return len(house.do(lambda ctx: store.list_of(ctx.session, chain)))


def live_through(house: House, *, nights: int = 1) -> None:
    """Let the house live through nights."""
    for _ in range(nights):
        house.clock.advance(hours=24)
        night(house)


def test_the_dpo_gets_a_seal_that_opens(house: House) -> None:
    """By mail, once, with both chains: the key of the page opens what stands in the text; nobody is named."""
    house.sent()
    live_through(house)

    (mail,) = seals(house)
    assert "dpo@operateur.example" == mail.to
    assert "Gardez ce message" in mail.text
    assert "TESTOUKHINA" not in mail.text
    for chain, seal in zip(checkpointing.ORDER, house.do(checkpointing.public_seals), strict=True):
        assert seal.key in mail.text
        assert seal.note in mail.text.replace("\r\n", "\n")
        checkpoint = open_checkpoint(seal.note, key=PublicKey.parse(seal.key))
        assert f"liaison/{chain.value}" == checkpoint.origin
        assert house.do(walking.chain_state, chain).sealed_size == checkpoint.size
    assert find_note(mail.text) == house.do(checkpointing.public_seals)[0].note
    assert seal.note.split("\n")[2] in house.do(checkpointing.checkpoint_line)


def test_quiet_nights_make_no_noise(sqlite_house: House) -> None:
    """What nobody touched is not sealed again, the seal's own entries do not count as growth."""
    sqlite_house.sent()
    live_through(sqlite_house)
    size = sqlite_house.do(walking.chain_state, Chain.SECURITY).size
    live_through(sqlite_house, nights=3)

    assert [1, 1] == [kept(sqlite_house, chain) for chain in Chain]
    assert size == sqlite_house.do(walking.chain_state, Chain.SECURITY).size
    assert 1 == len(seals(sqlite_house))


def test_once_a_day_at_most(sqlite_house: House) -> None:
    """A night that runs twice, or a house that is started anew, sends no second mail."""
    sqlite_house.sent()
    night(sqlite_house)
    sqlite_house.sent_to("B")
    night(sqlite_house)
    assert 1 == len(seals(sqlite_house))
    live_through(sqlite_house)

    assert 2 == len(seals(sqlite_house))


def test_only_what_grew_is_sealed(sqlite_house: House) -> None:
    """A reading grows the journal, not the register."""
    sqlite_house.sent()
    live_through(sqlite_house)
    sqlite_house.do(auditing.read_register, sqlite_house["dpo"])
    live_through(sqlite_house)

    assert (1, 2) == (kept(sqlite_house, Chain.REGISTER), kept(sqlite_house, Chain.SECURITY))
    assert "Le registre" not in seals(sqlite_house)[0].text


def test_without_a_dpo_it_is_kept_all_the_same(sqlite_house: House) -> None:
    """Nobody to write to: the seal is made, and shown on the page of whoever comes."""
    house = sqlite_house
    house.do(administering.disable_account, house["administrator"], house["dpo"].account_id)
    house.sent()
    live_through(house)

    assert [] == seals(house)
    assert [1, 1] == [kept(house, chain) for chain in Chain]


def test_a_seal_now(house: House) -> None:
    """The command makes one at once, journalled; made again with nothing new in the register, it is the same."""
    house.sent()
    first = house.do(checkpointing.seal, [Chain.REGISTER])
    again = house.do(checkpointing.seal, [Chain.REGISTER])

    assert [seal.note for seal in first] == [seal.note for seal in again]
    assert 1 == kept(house, Chain.REGISTER)
    lines = house.do(auditing.read_chain, house["dpo"], Chain.SECURITY).lines
    (newest, *_) = [line for line in lines if line.kind == EventKind.CHAIN_CHECKPOINTED.value]
    assert {"chain": "register", "entries": first[0].entries} == dict(newest.detail)
    assert "le service" == newest.actor_label


def test_another_address_of_the_service(house: House) -> None:
    """The origin is the host of the day; what was signed under another one is still known as ours."""
    house.sent()
    house.do(checkpointing.seal, list(Chain))
    moved = house.reached_from_outside()
    moved.sent_to("APRÈS")
    (seal,) = moved.do(checkpointing.seal, [Chain.REGISTER])

    assert "liaison.operateur.example/register\n" in seal.note
    assert [None, None] == [moved.do(walking.chain_state, chain).broken_at for chain in Chain]


def test_the_page_says_how_far_it_is_sealed(sqlite_house: House) -> None:
    """One line: verified to the last entry, sealed to another one, on a day."""
    sqlite_house.sent()
    (seal,) = sqlite_house.do(checkpointing.seal, [Chain.REGISTER])
    sqlite_house.sent_to("APRÈS")

    state = sqlite_house.do(auditing.read_register, sqlite_house["dpo"]).state
    assert state.broken_at is None
    assert (seal.entries, sqlite_house.clock.now()) == (state.sealed_size, state.sealed_at)
    assert state.size > seal.entries
    assert state.verified_at - sqlite_house.clock.now() < timedelta(seconds=1)


def test_the_night_seals_before_it_purges() -> None:
    """What a purge cuts at is sealed, and the cut is sealed by the night after."""
    names = list(nightly.STEPS)

    assert names.index("seal the chains") < names.index("purge the journal")
