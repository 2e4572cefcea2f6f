"""What if the provider, or somebody between, lies? Nobody gets in, all see one sentence, the journal says the fault."""

import base64
import json
import logging
from typing import Any, Final

import pytest
from sqlmodel import select

from liaison.adapters.oidc import OidcProvider
from liaison.ports import Returned, Secrets
from liaison.records import JournalEntry
from tests.journeys.processes import free_port
from tests.provider.process import CLIENT, Provider
from tests.web.provider.visiting import DEPARTURE, REFUSED, RETURN, House, Visitor

HOUR: Final = 3600
COOKIE: Final = "__Host-liaison-fournisseur"
ELSEWHERE: Final = "https://autre.example"

LIES: Final[list[tuple[str, dict[str, Any]]]] = [
    ("issuer", {"claims": {"iss": ELSEWHERE}}),
    ("issuer", {"claims": {"iss": None}}),
    ("issuer", {"iss_parameter": ELSEWHERE}),
    ("issuer", {"iss_parameter": ""}),
    ("audience", {"claims": {"aud": "autre-service"}}),
    ("audience", {"claims": {"aud": [CLIENT, "autre-service"], "azp": CLIENT}}),
    ("audience", {"without": ["aud"]}),
    ("nonce", {"claims": {"nonce": "f" * 64}}),
    ("nonce", {"without": ["nonce"]}),
    ("algorithm", {"sign": "none"}),
    ("algorithm", {"sign": "public key as secret"}),
    ("signature", {"sign": "stranger"}),
    ("signature", {"sign": "changed"}),
    ("key", {"header": {"kid": "autre"}}),
    ("token", {"without": ["sub"]}),
    ("token", {"claims": {"sub": ""}}),
    ("token", {"claims": {"sub": 42}}),
    ("token", {"claims": {"sub": "a" * 256}}),
    ("token", {"claims": {"azp": "autre-service"}}),
    ("token", {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}),
    ("token", {"claims": {"exp": "demain"}}),
    ("token", {"without": ["exp"]}),
    ("token", {"told": {"id_token": "pas un jeton"}}),
    ("token", {"told": {"id_token": None}}),
    ("token", {"told": {"id_token": "a.b.c.d.e"}}),
    ("token", {"told": {"id_token": "é.é.é"}}),
]


@pytest.mark.requirement("A-1")
@pytest.mark.parametrize(("fault", "lie"), LIES)
def test_a_token_that_lies(regular: Visitor, fault: str, lie: dict[str, Any]) -> None:
    """One thing is wrong with the token or with whom it comes from (ASVS 9.1, 9.2, 10.5.1 to 10.5.4)."""
    check_refused(regular, fault, **lie)


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [("expired", -HOUR), ("expired", -361), ("expired", -20 * HOUR), ("token", 61), ("token", HOUR)],
)
def test_a_token_of_another_hour(regular: Visitor, fault: str, seconds: int) -> None:
    """Expired, or made in the future: a minute of another clock is borne, not more."""
    check_refused(regular, fault, at=regular.now() + 20 * 60 + seconds)


def test_a_token_that_was_kept(regular: Visitor) -> None:
    """It lives for days, and was made an hour ago: it was fetched then, by somebody else."""
    late = regular.now() + 20 * 60
    check_refused(regular, "expired", at=late - HOUR, claims={"exp": late + 24 * HOUR})


@pytest.mark.parametrize("seconds", [-59, 59])
def test_a_clock_that_is_a_little_off(regular: Visitor, seconds: int) -> None:
    """The provider's clock differs by less than a minute: the sign-in goes on."""
    regular.clock.advance(minutes=20)
    lie = {"at": regular.now() + seconds, "claims": {"exp": regular.now() + seconds + 1}}
    assert "Le code de votre téléphone" in regular.sign_in(**lie).text


class TestWhatComesBack:
    """The address that the browser brings back: state, ticket, code."""

    def test_another_state(self, regular: Visitor) -> None:
        """A return that somebody made up, or of another departure (login CSRF)."""
        posted = regular.come_back(regular.choose(regular.leave()))
        refuse(regular, "state", {**posted, "state": "f" * 64})
        refuse(regular, "state", {**posted, "state": ""})

    def test_another_browser(self, house: House, regular: Visitor) -> None:
        """An address that was stolen on its way opens nothing in the thief's browser, which left nowhere."""
        posted = regular.come_back(regular.choose(regular.leave()))
        refuse(house.visitor(), "ticket", posted)

    def test_too_late(self, regular: Visitor) -> None:
        """A quarter of an hour later nobody comes back any more."""
        posted = regular.come_back(regular.choose(regular.leave()))
        regular.clock.advance(minutes=15)
        refuse(regular, "ticket", posted)

    @pytest.mark.parametrize("fault", ["ticket", "state"])
    def test_a_ticket_that_somebody_wrote(self, house: House, regular: Visitor, fault: str) -> None:
        """The cookie is no secret of ours: what is changed in it, or made up, is not what the state was made from."""
        thief = house.visitor()
        posted = regular.come_back(regular.choose(regular.leave()))
        ticket = json.loads(base64.urlsafe_b64decode(regular.browser.cookies[COOKIE].strip('"')))
        written = json.dumps({**ticket, "w": "/comptes"} if fault == "state" else ["autre"])
        thief.browser.cookies.set(COOKIE, base64.urlsafe_b64encode(written.encode()).decode(), domain="liaison.test")
        refuse(thief, fault, posted)

    @pytest.mark.parametrize("moment", [10**400, "NaN", 1e308, [], None])
    def test_a_ticket_of_no_moment(self, house: House, moment: object) -> None:
        """A number that no clock holds breaks no page, neither that one comes back to nor its form."""
        thief = house.visitor()
        written = json.dumps({"p": "sign_in", "t": moment, "w": "", "r": ""})
        thief.browser.cookies.set(COOKIE, base64.urlsafe_b64encode(written.encode()).decode(), domain="liaison.test")
        assert 200 == thief.browser.get(RETURN).status_code
        refuse(thief, "ticket", {"state": "x", "grant": "y"})

    def test_it_serves_once(self, house: House) -> None:
        """The same return, posted again from the same browser, opens no second session."""
        person = house.bound()
        posted = person.come_back(person.choose(person.leave()))
        assert 200 == person.go_on(posted).status_code
        refuse(person, "replayed", posted)

    def test_a_code_serves_once(self, house: House) -> None:
        """The code of an earlier sign-in, under a fresh state: the provider knows that it was used."""
        person = house.bound()
        posted = person.come_back(person.choose(person.leave()))
        assert 200 == person.go_on(posted).status_code
        fresh = person.come_back(person.choose(person.leave()))
        refuse(person, "code", {**fresh, "grant": posted["grant"]})

    def test_a_code_of_somebody_else(self, house: House, regular: Visitor) -> None:
        """Code injection: it was given for another browser's challenge, and PKCE says so before the nonce does."""
        thief = house.visitor()
        stolen = regular.come_back(regular.choose(regular.leave()))
        own = thief.come_back(thief.choose(thief.leave()))
        refuse(thief, "code", {**own, "grant": stolen["grant"]})

    def test_the_provider_says_no(self, regular: Visitor) -> None:
        """Who gives up there comes back to the sign-in page."""
        regular.clock.advance(minutes=20)
        address = regular.leave()
        regular.person, person = "", regular.person
        returned = regular.choose(address)
        regular.person = person
        assert "access_denied" == returned["error"]
        refuse(regular, "denied", regular.come_back(returned))

    def test_too_many_tries_slow_down(self, house: House) -> None:
        """From one machine, as for passwords: a growing wait, journalled, never a lock."""
        visitor = house.visitor()
        statuses = [visitor.go_on({"state": "x", "grant": "y"}).status_code for _ in range(6)]
        assert [401] * 5 + [429] == statuses
        visitor.clock.advance(minutes=20)
        assert 401 == visitor.go_on({"state": "x", "grant": "y"}).status_code


class TestWhatItPublishes:
    """The provider's own document: believed as far as it is what was configured."""

    @pytest.mark.parametrize(
        "document",
        [
            {"issuer": ELSEWHERE},
            {"code_challenge_methods_supported": ["plain"]},
            {"response_types_supported": ["id_token"]},
            {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
            {"token_endpoint": "https://autre.example/token"},
            {"jwks_uri": "https://autre.example/jwks"},
            {"authorization_endpoint": "https://autre.example/authorize"},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"end_session_endpoint": "https://autre.example/adieu"},
            {"token_endpoint": None},
        ],
    )
    def test_other_things_than_configured(self, house: House, document: dict[str, object]) -> None:
        """Another issuer, no S256 (PKCE downgrade), another host (mix-up): nobody leaves for it, nothing is called."""
        visitor = house.visitor(oidc_country="BE")
        visitor.provider.lie(document=document)
        answer = visitor.browser.post(DEPARTURE)
        assert (401, True, ["metadata"]) == (answer.status_code, REFUSED in answer.text, visitor.faults()[-1:])

    def test_a_redirect_is_not_followed(self, house: House, another_provider: Provider) -> None:
        """Whoever answers for the provider sends us to another host: that one is not called."""
        before = another_provider.lie()["asked"]
        visitor = house.visitor(oidc_country="BE")
        visitor.provider.lie(redirected=f"{another_provider.issuer}/.well-known/openid-configuration")
        assert 503 == visitor.browser.post(DEPARTURE).status_code
        assert before == another_provider.lie()["asked"]

    def test_a_provider_that_is_down(self, house: House) -> None:
        """The page says so in French; the password still opens."""
        visitor = house.visitor(oidc_issuer=f"http://127.0.0.1:{free_port()}")
        answer = visitor.browser.post(DEPARTURE)
        assert (503, True) == (answer.status_code, "ne répond pas" in answer.text)
        assert "Mot de passe" in visitor.browser.get("/connexion").text

    def test_the_other_way_to_say_the_secret(self, house: House) -> None:
        """A provider that takes the client's secret in the form only, as ProConnect does."""
        person = house.bound()
        other = house.visitor(oidc_country="BE")
        other.person, other.habits = person.person, {"method": "client_secret_post"}
        assert "Le code de votre téléphone" in other.sign_in().text


def test_the_same_person_of_another_issuer(house: House, another_provider: Provider) -> None:
    """Same subject, same address, another issuer: somebody else (ASVS 6.8.1)."""
    person = house.bound()
    other = house.visitor(**another_provider.settings())
    other.provider, other.person = another_provider, person.person
    check_refused(other, "unbound")


class TestKeys:
    """The provider's keys: kept, read again for one that is unknown, but not at will."""

    def test_new_keys_are_read(self, house: House, another_provider: Provider) -> None:
        """The provider changes its key: the next sign-in reads the new one."""
        provider = another_provider
        person = house.visitor(**provider.settings())
        person.provider = provider
        trusted = OidcProvider(person.service.settings, pause=0)
        assert person.person == _subject(trusted, person)
        asked = provider.lie()["asked"]["jwks"]
        assert person.person == _subject(trusted, person, keys=True)
        assert asked + 1 == provider.lie()["asked"]["jwks"]

    def test_not_at_will(self, house: House, provider: Provider) -> None:
        """Tokens of unknown keys have the provider asked once, not once each."""
        person = house.visitor(oidc_country="BE")
        check_refused(person, "key", header={"kid": "autre"})
        asked = provider.lie()["asked"]["jwks"]
        for number in range(3):
            check_refused(person, "key", header={"kid": f"autre-{number}"})
        assert asked == provider.lie()["asked"]["jwks"]


def test_nothing_of_a_token_is_written(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Code, token, subject and address stand in no log and in no entry of the journal."""
    caplog.set_level(logging.DEBUG)
    person = house.bound()
    posted = person.come_back(person.choose(person.leave()))
    person.go_on(posted)
    check_refused(person, "signature", sign="stranger")
    with person.service.transaction() as ctx:
        said = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx2")]
        written = "".join(said) + str([entry.detail for entry in ctx.session.exec(select(JournalEntry))])
    assert not [word for word in (posted["grant"], posted["state"], person.person, "eyJ") if word in written]


def check_refused(visitor: Visitor, fault: str, **lie: Any) -> None:  # noqa: ANN401 - as JSON
    """Sign in while the provider lies, twenty minutes later: refused."""
    visitor.clock.advance(minutes=20)
    lie = {"at": visitor.now(), **lie}
    refuse(visitor, fault, visitor.come_back(visitor.choose(visitor.leave(), **lie)))


def refuse(visitor: Visitor, fault: str, posted: dict[str, str]) -> None:
    """Post a return: one sentence for all, the fault in the journal, nobody in."""
    answer = visitor.go_on(posted)
    assert (401, True) == (answer.status_code, REFUSED in answer.text), answer.text
    assert "demandez un nouveau lien" in answer.text
    assert [fault] == visitor.faults()[-1:]
    assert not visitor.is_in()


def _subject(trusted: OidcProvider, person: Visitor, **lie: Any) -> str:  # noqa: ANN401 - as JSON
    secrets = Secrets("s" * 64, f"{person.now():064}", "v" * 64)
    person.clock.advance(seconds=1)
    returned = person.choose(trusted.address(secrets), **lie)
    come = Returned(returned["state"], returned["code"], "", returned["iss"])
    return trusted.prove(secrets, come, now=person.clock.now()).subject
