"""Does the mail of a pli say all that a partner needs, and nothing that it must not?"""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from crypto import passphrase
from crypto.archive import Format
from liaison.messages.pli import PliMail, pli_mail, show_number
from liaison.rules.channels import OFFERED
from liaison.vocabulary import KeyChannel

PLI = PliMail(
    reference="k3wq7h2m",
    operator="Association Passerelle",
    archive_name="liaison-k3wq7h2m.zip",
    archive_format=Format.ZIP,
    key_channel=KeyChannel.SMS,
    callback="+33123456789",
)
VARIANTS = [
    replace(PLI, archive_format=kind, archive_name=name, key_channel=channel, callback=number, is_test=test)
    for kind, name in ((Format.ZIP, "liaison-k3wq7h2m.zip"), (Format.SEVEN_ZIP, "liaison-k3wq7h2m.7z"))
    for channel in (KeyChannel.SMS, KeyChannel.TELEPHONE)
    for number in ("+33123456789", "")
    for test in (False, True)
]


class Page(HTMLParser):
    """What a mail reader finds in a page: its text, its elements, what they point to."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep its text."""
        self.pieces.append(data)

    @property
    def text(self) -> str:
        """What is read, one space between words."""
        return flat("".join(self.pieces))


def flat(text: str) -> str:
    """Write a text on one line."""
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("pli", VARIANTS)
def test_text_and_page_say_the_same(pli: PliMail) -> None:
    """Reference, file, four steps, where the key comes from, whom to call, how not to answer: twice."""
    mail = pli_mail(pli)
    for said in (flat(mail.text), Page(mail.html).text):
        assert "k3wq7h2m" in said
        assert f"« {pli.archive_name} »" in said
        assert "7-Zip, un logiciel gratuit" in said
        assert "L’explorateur de Windows, lui, n’ouvre pas" in said
        assert "« 7-Zip » et « Extraire ici »" in said
        assert "Elle ne vous sera jamais envoyée par e-mail." in said
        assert ("par SMS sur votre mobile" in said) is (pli.key_channel is KeyChannel.SMS)
        assert ("Nous vous appellerons pour vous la donner" in said) is (pli.key_channel is KeyChannel.TELEPHONE)
        assert ("01 23 45 67 89" in said) is bool(pli.callback)
        assert "en donnant la référence k3wq7h2m" in said
        assert "Ne répondez pas à ce message par un document lisible" in said
        assert ("la personne de cette fiche est fictive" in said) is pli.is_test


LINK = "https://liaison.operateur.example/pli/JetonDEssai"


@pytest.mark.requirement("T-8", "T-9")
@pytest.mark.parametrize("by_link", [False, True])
@pytest.mark.parametrize("channel", OFFERED)
def test_link_stands_once_and_alone(channel: KeyChannel, by_link: bool) -> None:  # noqa: FBT001 - a parameter
    """The partner's page is the only address; the words say what it is for, and that it never asks for the key."""
    mail = pli_mail(replace(PLI, key_channel=channel, link=LINK, by_link=by_link))
    page = Page(mail.html)
    targets = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert ([LINK], 1) == (targets, mail.text.count(LINK))
    for said in (flat(mail.text), page.text):
        assert "La page ne demande ni la clé, ni aucune information sur la personne." in said
        assert ("à télécharger (« liaison-k3wq7h2m.zip »)" in said) is by_link
        assert ("Dès que vous avez confirmé la réception" in said) is (channel is KeyChannel.SMS)
        assert [] == re.findall("https?://", said.replace(LINK, ""))


def test_link_is_needed_where_nothing_is_joined() -> None:
    """A mail that carries nothing and leads nowhere is not written."""
    with pytest.raises(ValueError, match="needs one"):
        pli_mail(replace(PLI, by_link=True))


def test_four_steps() -> None:
    """Opening takes four lines, which a screen reader counts."""
    mail = pli_mail(PLI)
    tags = [tag for tag, _ in Page(mail.html).elements]
    assert re.findall(r"^(\d)\. ", mail.text, re.MULTILINE) == ["1", "2", "3", "4"]
    assert (tags.count("ol"), tags.count("li"), tags.count("h1"), tags.count("h2")) == (1, 4, 1, 4)


@pytest.mark.requirement("T-8")
def test_subjects() -> None:
    """A subject holds the reference and nothing else."""
    assert pli_mail(PLI).subject == "Pli chiffré, référence k3wq7h2m"
    assert pli_mail(replace(PLI, is_test=True)).subject == "Pli d’essai chiffré, référence k3wq7h2m"


@pytest.mark.requirement("T-4", "T-8", "G-6")
@pytest.mark.parametrize("pli", VARIANTS)
def test_nothing_that_leads_elsewhere(pli: PliMail) -> None:
    """No link, no picture, no remote or embedded thing, no style but inline: nothing is fetched, nothing clicked."""
    mail = pli_mail(pli)
    page = Page(mail.html)
    allowed = {"html", "head", "meta", "title", "body", "div", "p", "h1", "h2", "br", "span", "strong", "ol", "li"}
    assert {tag for tag, _ in page.elements} <= allowed
    assert not [1 for _, attributes in page.elements if {"href", "src", "class", "id", "onclick"} & set(attributes)]
    assert not re.search(r"https?:|www\.|url\(|@import|tel:|[a-z]\.(?:org|com|fr|net)\b", mail.html + mail.text)
    assert page.elements[0] == ("html", {"lang": "fr"})


@pytest.mark.requirement("T-4")
def test_no_hint_of_the_key() -> None:
    """Neither length nor shape of a key stands in the mail: gateways try what they read (demands.md 3)."""
    key = passphrase.generate().reveal()
    hints = (str(len(key)), "caractère", "tiret", "minuscule", "mot de passe", "aes")
    for pli in VARIANTS:
        mail = pli_mail(pli)
        said = f"{mail.subject} {mail.text} {Page(mail.html).text}".casefold()
        assert not [hint for hint in hints if hint in said]
        assert not re.search(r"\b[a-z2-9]{4}-[a-z2-9]{4}\b", said)


@pytest.mark.requirement("T-4")
@pytest.mark.parametrize("channel", [one for one in KeyChannel if one not in OFFERED])
def test_key_by_the_same_way(channel: KeyChannel) -> None:
    """There are no words for a key that would come by mail."""
    with pytest.raises(ValueError, match="never goes by mail"):
        pli_mail(replace(PLI, key_channel=channel))


def test_markup_of_an_operator_is_text() -> None:
    """An operator's name is never markup in the page, and stays as it is in the text."""
    mail = pli_mail(replace(PLI, operator="<b>A & B</b> {{ 7*7 }}"))
    assert "&lt;b&gt;A &amp; B&lt;/b&gt; {{ 7*7 }}" in mail.html
    assert "<b>A & B</b> {{ 7*7 }} vous adresse" in mail.text


@pytest.mark.parametrize("pli", VARIANTS)
def test_readable_by_night(pli: PliMail) -> None:
    """The page sets no colour of text or ground, and says that it suits both modes."""
    page = Page(pli_mail(pli).html)
    styles = [attributes.get("style") or "" for _, attributes in page.elements]
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in page.elements
    assert not [style for style in styles if re.search(r"(?:^|;)(?:color|background[a-z-]*):", style)]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+33123456789", "01 23 45 67 89"),
        ("+262262123456", "+262 262 12 34 56"),
        ("+3222345678", "+32 2 234 56 78"),
        ("", ""),
    ],
)
def test_numbers_as_they_are_read(number: str, shown: str) -> None:
    """A French number reads as it is dialled in France, another with its country."""
    assert shown == show_number(number).replace("\u00a0", " ")
