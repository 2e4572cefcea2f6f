"""Who gets in by the provider? Whoever was bound by a one-time link, with a second factor, and nobody by an address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from liaison.usecases import administering
from liaison.vocabulary import Role
from liaison.vocabulary.accounts import IdentityCheck
from tests.provider.process import CLIENT
from tests.web.provider.visiting import DEPARTURE, HIDDEN, REFUSED, RETURN, House, Visitor, address_in
from tests.web.staff import HOST, token_in

ACR = "https://proconnect.example/mfa"


@pytest.mark.requirement("A-1")
class TestSigningIn:
    """From the button to one's day."""

    def test_bound_by_a_link_then_known(self, visitor: Visitor) -> None:
        """The link binds the identity and lets in; later the provider, then the telephone, let in again."""
        visitor.invite()
        assert 10 == visitor.bind().text.count('class="code"')
        assert visitor.is_in()
        visitor.sign_out()
        assert not visitor.is_in()
        answer = visitor.sign_in()
        assert "Le code de votre téléphone" in answer.text
        assert not visitor.is_in()
        form = {"csrf": token_in(answer), "code": visitor.code()}
        assert 303 == visitor.browser.post("/connexion/code", data=form, follow_redirects=False).status_code
        assert visitor.is_in()

    def test_a_second_factor_is_proven_or_asked(self, house: House) -> None:
        """Asked for by `acr_values` and found in the token, it opens a whole session; without, the telephone is asked.

        No `acr`, another one, or one of another shape: the session opens nothing before the code (ASVS 6.8.4).
        """
        person = house.bound(oidc_acr=(ACR,))
        for lie in ({"without": ["acr"]}, {"claims": {"acr": "eidas1"}}, {"claims": {"acr": [ACR]}}):
            assert "Le code de votre téléphone" in person.sign_in(**lie).text
            assert not person.is_in()
        address = person.leave(vers="/dossiers")
        assert [ACR] == parse_qs(urlsplit(address).query)["acr_values"]
        answer = person.go_on(person.come_back(person.choose(address)))
        assert (303, "/dossiers") == (answer.status_code, answer.headers["location"])
        assert person.is_in()

    def test_the_session_is_listed_by_its_browser(self, visitor: Visitor) -> None:
        """Whoever comes by the provider recognises their session in « Mon compte », as whoever comes by a password."""
        visitor.browser.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        visitor.invite()
        visitor.bind()
        assert "Firefox, sur un ordinateur" in visitor.browser.get("/compte").text

    def test_amr_is_asked_for_too(self, house: House) -> None:
        """`amr` has no parameter of its own: it is asked for as an essential claim, and one word must be told."""
        person = house.bound(oidc_amr=("hwk", "mfa"))
        assert "Le code de votre téléphone" in person.sign_in(claims={"amr": ["pwd"]}).text
        assert '"amr":{"essential":true}' in parse_qs(urlsplit(person.leave()).query)["claims"][0]
        assert 303 == person.sign_in().status_code

    def test_what_leaves(self, visitor: Visitor) -> None:
        """Code, PKCE S256, state, nonce and openid are asked, another each time, and no word about anybody."""
        asked = parse_qs(urlsplit(visitor.leave()).query)
        assert {
            "response_type": ["code"],
            "client_id": [CLIENT],
            "redirect_uri": [f"https://{HOST}{RETURN}"],
            "scope": ["openid"],
            "code_challenge_method": ["S256"],
        }.items() <= asked.items()
        assert [64, 64, 43] == [len(asked[name][0]) for name in ("state", "nonce", "code_challenge")]
        again = parse_qs(urlsplit(visitor.leave()).query)
        assert not [name for name in ("state", "nonce", "code_challenge") if asked[name] == again[name]]

    def test_coming_back_changes_nothing_before_one_goes_on(self, bound: Visitor) -> None:
        """The provider sends people back by a GET: nobody is signed in by it, and the code is not used."""
        returned = bound.choose(bound.leave())
        for _ in range(3):
            posted = bound.come_back(returned)
        assert not bound.is_in()
        assert "Le code de votre téléphone" in bound.go_on(posted).text

    def test_only_what_was_left_for_goes_on_by_itself(self, bound: Visitor) -> None:
        """A return that somebody made up waits for a click: opening an address counts as no try of anybody."""
        returned = bound.choose(bound.leave())
        pages = [
            bound.browser.get(RETURN, params={**returned, **made}) for made in ({}, {"state": "x"}, {"state": "é"})
        ]
        assert [True, False, False] == ["data-go-on" in page.text for page in pages]

    def test_leaving_leaves_the_provider_too(self, visitor: Visitor) -> None:
        """The session here is over at once; the browser then goes where the provider ends its own (RP-initiated)."""
        visitor.invite()
        visitor.bind()
        answer = visitor.sign_out()
        assert not visitor.is_in()
        asked = parse_qs(urlsplit(address_in(answer)).query)
        assert [f"https://{HOST}/connexion"] == asked["post_logout_redirect_uri"]
        assert 3 == len(asked["id_token_hint"][0].split("."))

    def test_the_password_stays_a_way_in(self, visitor: Visitor) -> None:
        """The button says what the operator called the provider, beside the form."""
        page = visitor.browser.get("/connexion").text
        assert "Se connecter avec votre compte professionnel" in page
        assert "Mot de passe" in page


class TestIdentity:
    """Issuer and subject, bound by a link: nothing else."""

    def test_an_address_opens_nothing(self, visitor: Visitor) -> None:
        """Somebody has the e-mail address of an account at the provider, and no binding: refused, journalled."""
        person = visitor.staff.person(Role.REFERENT)
        answer = visitor.sign_in(claims={"email": person.email, "email_verified": True})
        assert (401, True, ["unbound"]) == (answer.status_code, REFUSED in answer.text, visitor.faults()[-1:])
        assert not visitor.is_in()

    def test_one_identity_opens_one_account(self, bound: Visitor, house: House) -> None:
        """The link of another account is not used up by somebody who is bound already."""
        other = house.visitor()
        other.invite()
        own, other.person = other.person, bound.person
        assert REFUSED in other.bind().text
        assert ["taken"] == other.faults()[-1:]
        other.person = own
        assert "Vos codes de secours" in other.bind().text

    def test_a_new_link_forgets_the_identity(self, bound: Visitor) -> None:
        """Whatever opened an account before its link was renewed opens it no more."""
        administrator = bound.staff.actor(Role.ADMINISTRATOR)
        with bound.service.transaction() as ctx:
            administering.renew_invitation(ctx, administrator, bound.account_id(), checked=IdentityCheck.IN_PERSON)
        assert REFUSED in bound.sign_in().text
        assert ["unbound"] == bound.faults()[-1:]

    def test_a_closed_account_stays_closed(self, bound: Visitor) -> None:
        """An administrator closes it: the provider opens it no more."""
        administrator = bound.staff.actor(Role.ADMINISTRATOR)
        with bound.service.transaction() as ctx:
            administering.disable_account(ctx, administrator, bound.account_id())
        assert REFUSED in bound.sign_in().text
        assert ["disabled"] == bound.faults()[-1:]

    def test_the_telephone_is_enrolled_in_any_case(self, visitor: Visitor) -> None:
        """A wrong code binds nothing, says so, and spends neither the provider's code nor the link."""
        visitor.invite()
        posted = visitor.come_back(visitor.choose(visitor.leave("/invitation/fournisseur")))
        answer = visitor.go_on({**posted, "code": "000000"})
        assert (422, True) == (answer.status_code, "Ce code ne convient pas" in answer.text)
        assert 200 == visitor.go_on({**posted, "code": visitor.code()}).status_code
        assert visitor.is_in()

    def test_a_bound_account_has_no_password(self, bound: Visitor) -> None:
        """Nobody chose one: none opens it."""
        form = {"email": bound.email, "password": ""}
        assert 401 == bound.browser.post("/connexion", data=form).status_code


@pytest.mark.requirement("A-1")
class TestOwnAccount:
    """« Mon compte » of somebody who has no password here: no dead end, and no broken page."""

    def test_no_password_is_asked_that_nobody_has(self, visitor: Visitor) -> None:
        """New recovery codes for the telephone's code alone; a wrong one makes none."""
        visitor.invite()
        visitor.bind()
        page = visitor.browser.get("/compte/codes-de-secours")
        assert 'name="password"' not in page.text
        form = {"csrf": token_in(page), "code": "000000"}
        assert 401 == visitor.browser.post("/compte/codes-de-secours", data=form).status_code
        answer = visitor.browser.post("/compte/codes-de-secours", data={**form, "code": visitor.code()})
        assert (200, 10) == (answer.status_code, answer.text.count('class="code"'))

    def test_there_is_no_password_to_change(self, visitor: Visitor) -> None:
        """The page does not offer it, and the address says where it is changed, whatever is posted to it."""
        visitor.invite()
        visitor.bind()
        page = visitor.browser.get("/compte")
        assert "/compte/mot-de-passe" not in page.text
        chosen = "violon sablier hamac 4"
        form = {"csrf": token_in(page), "password": "", "chosen": chosen, "again": chosen, "code": visitor.code()}
        for answer in (
            visitor.browser.get("/compte/mot-de-passe"),
            visitor.browser.post("/compte/mot-de-passe", data=form),
        ):
            assert (409, True) == (answer.status_code, "pas de mot de passe ici" in answer.text)

    def test_the_word_of_the_provider_is_no_fresh_code(self, house: House) -> None:
        """It may have asked hours ago: before a delicate act the telephone is asked (docs/decisions/0123)."""
        person = house.bound(oidc_acr=(ACR,))
        assert 303 == person.sign_in().status_code
        form = {"csrf": token_in(person.browser.get("/compte"))}
        answer = person.browser.post("/compte/sessions/fermer-les-autres", data=form)
        assert (403, True) == (answer.status_code, "Un code avant de continuer" in answer.text)


@pytest.mark.requirement("A-1", "T-5")
def test_nothing_typed_is_lost(house: House) -> None:
    """The session ends while somebody types: the provider opens in another window, and this one gives all back."""
    person = house.bound(oidc_acr=(ACR,))
    person.sign_in()
    token = token_in(person.browser.get("/dossiers/nouveau"))
    person.clock.advance(hours=11)
    form = {"csrf": token, "beneficiary.last_name": "EXEMPLAIRE"}
    page = person.browser.post("/dossiers", data=form)
    kept = dict(_hidden(page.text))["garde"]
    early = person.browser.post("/connexion/reprise", data={"garde": kept})
    assert (401, kept) == (early.status_code, dict(_hidden(early.text))["garde"])
    answer = person.go_on(person.come_back(person.choose(person.leave(vers="/connexion/autre-fenetre"))))
    assert "l’autre fenêtre" in person.browser.get(answer.headers["location"]).text
    assert 'value="EXEMPLAIRE"' in person.browser.post("/connexion/reprise", data={"garde": kept}).text


def test_without_a_provider_there_is_no_such_page(browser: TestClient) -> None:
    """Where no provider is configured, its pages are not there."""
    statuses = {browser.post(DEPARTURE).status_code, browser.get(RETURN).status_code, browser.post(RETURN).status_code}
    assert {404} == statuses
    assert "Se connecter avec" not in browser.get("/connexion").text


def _hidden(page: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in HIDDEN.findall(page) if value]
