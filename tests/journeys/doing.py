"""What does somebody do at the screen? Signing in, filling a fiche, sending it, giving the key: by clicks and keys."""

import base64
import re
from collections.abc import Mapping
from typing import Final

from playwright.sync_api import Locator, Page, expect

from forms.spec import FormSpec, Kind
from tests.journeys.people import Partner, Person
from tests.journeys.typing_in import typed_by_sender

_FETCH: Final = """async (address) => {
    const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
"""Headless, a PDF is not shown: its bytes are read by the page that links to it, as the person signed in there."""


def linked_file(page: Page, link: str) -> bytes:
    """Return what a link of the page leads to."""
    address = page.get_by_role("link", name=link).get_attribute("href")
    return base64.b64decode(page.evaluate(_FETCH, address))


def press(page: Page, button: Locator) -> None:
    """Click what leads to another page and wait until that one is whole: what is read next is not of the page left."""
    page.wait_for_load_state("load")
    with page.expect_event("load"):
        button.click()


def sign_in(page: Page, url: str, person: Person) -> None:
    """Sign in by password and telephone."""
    page.goto(f"{url}/connexion")
    give_credentials(page, person)
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def give_credentials(page: Page, person: Person) -> None:
    """Fill both pages of signing in, wherever one comes from."""
    page.get_by_label("Adresse e-mail professionnelle").fill(person.email)
    page.get_by_label("Mot de passe").fill(person.password)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code à six chiffres").fill(person.telephone.code())
    page.get_by_role("button", name="Se connecter").click()


def sign_out(page: Page) -> None:
    """Leave."""
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Vous êtes déconnecté·e.")).to_be_visible()


def open_case(page: Page, url: str, case_id: str) -> None:
    """Open a dossier."""
    page.goto(f"{url}/dossiers/{case_id}")


def start_fiche(page: Page, spec: FormSpec) -> None:
    """Begin a fiche from the dossier that is open."""
    page.get_by_role("link", name="Nouvelle fiche").click()
    tile = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=spec.name, exact=True))
    tile.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", level=1, name=spec.name)).to_be_visible()


def choose_contact(page: Page, partner: Partner) -> None:
    """Choose to whom, and let the directory fill the partner's block."""
    label = f"{partner.name} : {partner.contact_name}, {partner.function}"
    page.get_by_label("À qui s’adresse cette fiche ?").select_option(label=label)
    page.get_by_role("button", name="Choisir ce contact").click()
    expect(field(page, "partner.organisation")).to_have_value(partner.name)


def fill(page: Page, spec: FormSpec, values: Mapping[str, str]) -> None:
    """Type a value into each field that has one."""
    for asked in typed_by_sender(spec):
        if asked.id not in values:
            continue
        place = field(page, asked.id)
        if asked.kind is Kind.TICK:
            place.set_checked(values[asked.id] != "")
        elif asked.kind is Kind.CHOICE:
            place.and_(page.locator(f'[value="{values[asked.id]}"]')).check()
        else:
            place.fill(values[asked.id])


def field(page: Page, field_id: str) -> Locator:
    """Find a field of the fiche by its id in the model: several of them bear one label."""
    return page.locator(f'[name="{field_id}"]')


def shown_values(page: Page, spec: FormSpec) -> dict[str, str]:
    """Return what stands in the fields of the fiche that is open."""
    shown: dict[str, str] = {}
    for asked in typed_by_sender(spec):
        place = field(page, asked.id)
        if asked.kind is Kind.TICK:
            shown[asked.id] = "oui" if place.is_checked() else ""
        elif asked.kind is Kind.CHOICE:
            shown[asked.id] = page.locator(f'[name="{asked.id}"]:checked').input_value()
        else:
            shown[asked.id] = place.input_value()
    return shown


def ready_to_send(page: Page, spec: FormSpec, partner: Partner) -> None:
    """Fill the least that makes a fiche, from the dossier that is open."""
    start_fiche(page, spec)
    choose_contact(page, partner)
    field(page, "signature.place").fill("Testville")
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(field(page, "signature.place")).to_have_value("Testville")


def ask_to_send(page: Page) -> None:
    """Go from the fiche to the three questions."""
    page.get_by_role("button", name="Envoyer…").first.click()
    expect(page.get_by_role("heading", level=1, name="Envoyer")).to_be_visible()


def send(page: Page, key: str = "Par SMS") -> str:
    """Answer the three questions and confirm; return the reference of the pli."""
    page.get_by_role("group", name="Comment part la clé ?").get_by_label(key).check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Envoyer le pli").click()
    return reference(page)


def reference(page: Page) -> str:
    """Read the reference of the pli whose page is open."""
    said = page.locator(".eyebrow").inner_text()
    found = re.search(r"référence (\S+)", said, re.IGNORECASE)
    assert found is not None, said
    return found[1].lower()


def wait_until_sent(page: Page) -> None:
    """Wait until the page, which renews itself, says that the pli left and what its key waits for."""
    expect(page.get_by_role("button", name=re.compile("dit (seulement )?qu’il l’a reçu"))).to_be_visible(timeout=20_000)


def hear_that_it_arrived(page: Page) -> None:
    """Record the call of a partner who has the pli: a key by SMS leaves then."""
    page.get_by_role("button", name=re.compile("dit (seulement )?qu’il l’a reçu")).click()
    expect(page.get_by_text("C’est noté au registre")).to_be_visible()


def tell_key(page: Page, person: Person) -> str:
    """Call, prove who one is, dictate the key; return it as the partner writes it down."""
    page.get_by_role("link", name="Appeler et dicter la clé").click()
    page.get_by_label("La personne en ligne me dit que le pli est arrivé.").check()
    page.get_by_label("Code à six chiffres").fill(person.telephone.code())
    press(page, page.get_by_role("button", name="Afficher la clé, une seule fois"))
    return "-".join(page.locator(".dictation b").all_inner_texts())


def note_read_back(page: Page) -> None:
    """Tick that the key was read back."""
    page.get_by_label("La clé a été relue en entier, sans erreur.").check()
    page.get_by_role("button", name="Noter, et effacer la clé ici").click()
    expect(page.get_by_text("la clé est effacée ici")).to_be_visible()
