"""Does the key leave when somebody said that the pli arrived, and only then? By the partner's page, by a call."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from liaison.errors import Expired, Invalid, LiaisonError, Refused, WrongState
from liaison.events import EventKind
from liaison.records import PartnerLink
from liaison.rules.delivery import Failure
from liaison.store import links
from liaison.usecases import (
    acknowledging,
    answering,
    following,
    keeping_directory,
    my_day,
    outgoing,
    recalling,
    releasing,
)
from liaison.usecases.choosing import Choice
from liaison.usecases.keeping_directory import ContactForm
from liaison.vocabulary import ArchiveStatus, Carrier, KeyChannel, KeyStatus, OutboxKind, Release
from tests.factories import BY_TELEPHONE, House

pytestmark = pytest.mark.requirement("T-4", "T-9")


def kinds(house: House, transmission_id: str) -> list[str]:
    """Read the register of a transmission."""
    page = house.do(following.open_transmission, house["referent"], transmission_id)
    return [entry.kind for entry in page.entries]


def links_of(house: House, transmission_id: str) -> list[PartnerLink]:
    """Read the links of a transmission."""
    return list(house.do(lambda ctx: links.list_links(ctx.session, transmission_id)))


def test_by_the_page(linked_house: House) -> None:
    """The partner types the word: the pli is received, the key leaves at once to the directory's mobile."""
    house = linked_house
    sent = house.sent()
    key, token = house.key(sent), house.token(sent)

    house.do(answering.acknowledge, token, " Reçu ")
    house.work()

    row = house.row(sent)
    assert (ArchiveStatus.ACKNOWLEDGED, KeyStatus.RELEASED) == (row.archive_status, row.key_status)
    assert [("+33612345678", key)] == [(text.to, text.body.splitlines()[-1]) for text in house.doors.texter.texts()]
    assert ["transmission:prepared", "transmission:sent", "transmission:acknowledged", "key:released", "key:sent"] == (
        kinds(house, sent)
    )
    assert row.answer_due_on == (house.clock.now() + timedelta(days=30)).date()


@pytest.mark.requirement("T-8")
def test_looking_changes_nothing(linked_house: House) -> None:
    """A scanner that opens the page a hundred times, or posts without typing, moves nothing and writes nothing."""
    house = linked_house
    sent = house.sent()
    token, before = house.token(sent), house.row(sent)

    for _ in range(5):
        page = house.do(answering.open_pli, token)
    for word in ("", "oui", "réception", "ok"):
        with pytest.raises(Invalid, match="à corriger"):
            house.do(answering.acknowledge, token, word)

    assert before == house.row(sent)
    assert 2 == len(kinds(house, sent))
    assert [] == [link for link in links_of(house, sent) if link.uses]
    assert ("Opérateur Imaginaire", "+33472000000", None) == (page.operator, page.callback, page.acknowledged_on)


@pytest.mark.parametrize("word", ["reçu", "RECU", "recu.", "« reçu »", "  Reçu", "rec\u0327u"])
def test_word_is_forgiving(sqlite_house: House, word: str) -> None:
    """Capitals, accents, quotes and spaces do not matter to a tired hand."""
    house = sqlite_house.reached_from_outside()
    sent = house.sent()

    house.do(answering.acknowledge, house.token(sent), word)

    assert ArchiveStatus.ACKNOWLEDGED == house.row(sent).archive_status


def test_said_twice(linked_house: House) -> None:
    """A second click neither fails nor sends a second SMS."""
    house = linked_house
    sent = house.sent()

    for _ in range(2):
        house.do(answering.acknowledge, house.token(sent), "reçu")
    house.work()

    assert 1 == len(house.doors.texter.texts())


def test_by_a_call(house: House) -> None:
    """Without any link, the référent records the call, and the key leaves."""
    sent = house.sent()
    assert [] == links_of(house, sent)

    assert house.do(acknowledging.acknowledge, house["referent"], sent)
    house.work()

    assert 1 == len(house.doors.texter.texts())


def test_key_by_telephone_waits_for_a_person(linked_house: House) -> None:
    """The acknowledgement puts it on « Ma journée »; nothing leaves by itself."""
    house = linked_house
    sent = house.sent(choice=BY_TELEPHONE)

    house.do(answering.acknowledge, house.token(sent), "reçu")
    house.work()

    day = house.do(my_day.my_day, house["referent"])
    assert KeyStatus.WITHHELD == house.row(sent).key_status
    assert [sent] == [line.id for line in day.waiting["key"]]  # type: ignore[index]
    assert [] == house.doors.texter.texts()


def test_without_a_gateway_the_key_stays(sqlite_house: House) -> None:
    """A key that cannot leave alone is asked of a person, and the acknowledgement stands."""
    house = sqlite_house
    sent = house.sent()
    with house.service.transaction() as ctx:
        object.__setattr__(ctx, "texter_ready", False)
        acknowledging.acknowledge(ctx, house["referent"], sent)

    page = house.do(following.open_transmission, house["referent"], sent)
    assert ("key", True) == (page.waits, page.can_release)


def test_release_now_is_in_the_register(house: House) -> None:
    """Without waiting: the key leaves, and the register says that nobody had acknowledged."""
    sent = house.sent()

    house.do(releasing.release_by_sms, house["referent"], sent)

    page = house.do(following.open_transmission, house["referent"], sent)
    (entry,) = [entry for entry in page.entries if entry.kind == EventKind.KEY_RELEASED]
    assert {"channel": "sms", "acknowledged": False} == dict(entry.detail)


def test_release_at_once_chosen_beforehand(house: House) -> None:
    """The sender chose not to wait: the worker lets the key go once the archive left, never before."""
    choice = Choice(Carrier.EMAIL, KeyChannel.SMS, release=Release.AT_ONCE)
    sent = house.send(house.ready(), choice)
    assert 0 == house.do(releasing.release_due)
    house.work()

    assert 1 == house.do(releasing.release_due)
    assert 0 == house.do(releasing.release_due)
    house.work()

    assert 1 == len(house.doors.texter.texts())
    page = house.do(following.open_transmission, house["referent"], sent)
    (entry,) = [entry for entry in page.entries if entry.kind == EventKind.KEY_RELEASED]
    assert ("system", "at_once", False) == (entry.actor, entry.detail["release"], entry.detail["acknowledged"])


def test_contact_who_left_gets_no_key(linked_house: House) -> None:
    """Whoever reads the old mailbox may say « reçu »: the key goes to nobody, and the page says why."""
    house = linked_house
    sent, told = (
        house.sent(),
        house.send(
            house.draft(house.case(raw={"beneficiary.last_name": "B"}), contact_id=house.recipient()), BY_TELEPHONE
        ),
    )
    house.work()
    for one in (sent, told):
        house.do(keeping_directory.disable_contact, house["coordinator"], house.row(one).contact_id)

    house.do(answering.acknowledge, house.token(sent), "reçu")
    house.work()

    assert (KeyStatus.WITHHELD, []) == (house.row(sent).key_status, house.doors.texter.texts())
    with pytest.raises(Refused, match="n’est plus proposé"):
        house.do(releasing.release_by_sms, house["referent"], sent)
    with pytest.raises(Refused, match="n’est plus proposé"):
        house.tell(told)


def test_retry_asks_the_directory_again(house: House) -> None:
    """A mobile that was taken out meanwhile does not get the SMS that failed."""
    sent = house.sent()
    contact_id = house.row(sent).contact_id
    house.do(releasing.release_by_sms, house["referent"], sent)
    with house.service.transaction() as ctx:
        leased = outgoing.lease(ctx, [OutboxKind.SMS])
        assert leased is not None
        outgoing.mark_refused(ctx, leased, Failure.NUMBER_REFUSED)
    partner_id = house.row(sent).partner_id
    form = ContactForm(partner_id, "Colombe", "Inventaire", "Conseillère", "colombe@partenaire.example", id=contact_id)
    house.do(keeping_directory.save_contact, house["coordinator"], form)

    with pytest.raises(Refused, match="n’a pas de mobile"):
        house.do(releasing.retry, house["referent"], sent)


def at_once(*acts: Callable[[], object]) -> list[type[Exception] | None]:
    """Do several things at the same moment, each in a thread; say what each raised."""
    ready = Barrier(len(acts))

    def do(act: Callable[[], object]) -> type[Exception] | None:
        ready.wait()
        try:
            act()
        except LiaisonError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_recall_against_acknowledgement(postgresql_house: House) -> None:
    """At the same moment: either the key left and the recall is refused, or it is recalled; never both."""
    house = postgresql_house.reached_from_outside()
    for number in range(6):
        sent = house.sent_to(f"N{number}")
        token = house.token(sent)
        said = at_once(
            lambda sent=sent: house.do(recalling.recall, house["referent"], sent),  # type: ignore[misc]
            lambda token=token: house.do(answering.acknowledge, token, "reçu"),  # type: ignore[misc]
        )
        row = house.row(sent)
        recalled = row.archive_status == ArchiveStatus.RECALLED
        assert said in ([None, Expired], [None, None], [WrongState, None])
        assert recalled == (said[0] is None)
        assert recalled == (row.key_status == KeyStatus.REVOKED)


def test_two_clicks_send_one_pli(postgresql_house: House) -> None:
    """« Envoyer le pli » pressed twice at the same moment: one pli, one key."""
    house = postgresql_house
    fiche_id = house.ready()

    said = at_once(*(lambda: house.send(fiche_id) for _ in range(3)))

    assert 1 == said.count(None)
    assert 2 == said.count(WrongState)


@pytest.mark.requirement("T-9")
def test_dead_links(linked_house: House) -> None:
    """Unknown, expired, of a recalled pli: one sentence for all, or what became of the pli; nothing is released."""
    house = linked_house
    sent, recalled = house.sent(), house.sent_to("B")
    token, other = house.token(sent), house.token(recalled)
    house.do(recalling.recall, house["referent"], recalled)

    for bad in ("", "x" * 43, token[:-1] + "A" * (token[-1] != "A") + "B" * (token[-1] == "A"), other):
        with pytest.raises(Expired, match="n’est plus valable"):
            house.do(answering.acknowledge, bad, "reçu")
    house.clock.advance(days=30, seconds=1)
    with pytest.raises(Expired):
        house.do(answering.open_pli, token)
    assert KeyStatus.WITHHELD == house.row(sent).key_status


def test_stolen_database_gives_no_link(linked_house: House) -> None:
    """Only a hash is kept: the token stands in no row."""
    house = linked_house
    sent = house.sent()
    token = house.token(sent)

    (link,) = links_of(house, sent)
    assert token not in {str(value) for value in link.model_dump().values()}
    for stolen in (link.token, link.id):
        with pytest.raises(LiaisonError):
            house.do(answering.open_pli, stolen)


def test_not_before_it_left(linked_house: House) -> None:
    """Nobody has the link before the mail left; were it guessed, it releases nothing."""
    house = linked_house
    waiting = house.send(house.ready())
    with pytest.raises(WrongState):
        house.do(acknowledging.acknowledge, house["referent"], waiting)
