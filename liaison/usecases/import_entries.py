"""What does a file say of a partner, a place or a contact, beside what the directory knows? And as a form."""

from dataclasses import dataclass, field

from liaison.rules.columns import LABELS, OF_PLACE, Meaning
from liaison.usecases.import_cells import YES
from liaison.usecases.keeping_directory import ContactForm, PartnerForm
from liaison.usecases.keeping_places import PlaceForm
from liaison.vocabulary import PartnerKind


@dataclass(slots=True, eq=False)
class Entry:
    """A partner, a place or a contact of the file, with what stands in the directory when it is there already."""

    row: int
    values: dict[Meaning, str]
    known: dict[Meaning, str] = field(default_factory=dict)
    id: str | None = None

    @property
    def wanted(self) -> dict[Meaning, str]:
        """What it would be: the file's answers, the directory's where the file has none."""
        return {**self.known, **{meaning: text for meaning, text in self.values.items() if text}}

    def wants(self, meaning: Meaning) -> str:
        """Return one of the answers of `wanted`, without gathering the others."""
        return self.values.get(meaning) or self.known.get(meaning, "")

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """What differs from the directory: label, before, after."""
        return tuple(
            (LABELS[meaning], self.known.get(meaning, ""), text)
            for meaning, text in self.values.items()
            if text and text != self.known.get(meaning, "")
        )


@dataclass(slots=True, eq=False)
class PartnerEntry(Entry):
    """A partner of the file with its places and contacts, in the order of their rows."""

    places: dict[str, Entry] = field(default_factory=dict)
    contacts: dict[str, Entry] = field(default_factory=dict)
    known_places: dict[str, Entry] = field(default_factory=dict)
    known_contacts: dict[str, Entry] = field(default_factory=dict)
    place_names: dict[str, str] = field(default_factory=dict)
    enabled: bool = True
    closed_contacts: frozenset[str] = frozenset()


def partner_form(entry: Entry, departement: str) -> PartnerForm:
    """Return a partner as it would be typed."""
    wanted = entry.wanted
    return PartnerForm(
        departement=departement,
        kind=PartnerKind(wanted[Meaning.KIND]),
        name=wanted.get(Meaning.ORGANISATION, ""),
        switchboard=wanted.get(Meaning.SWITCHBOARD, ""),
        archive_format=wanted.get(Meaning.FORMAT, "") or "zip",
        id=entry.id,
        siret=wanted.get(Meaning.SIRET, ""),
    )


def place_form(entry: Entry, partner_id: str) -> PlaceForm:
    """Return a place as it would be typed."""
    wanted = entry.wanted
    name, address, postcode, town = (wanted.get(meaning, "") for meaning in OF_PLACE)
    return PlaceForm(partner_id, name, address, postcode, town, entry.id)


def contact_form(entry: Entry, partner_id: str, place_id: str) -> ContactForm:
    """Return a contact as it would be typed."""
    wanted = entry.wanted
    return ContactForm(
        partner_id,
        first_name=wanted.get(Meaning.FIRST_NAME, ""),
        last_name=wanted.get(Meaning.LAST_NAME, ""),
        function=wanted.get(Meaning.FUNCTION, ""),
        email=wanted.get(Meaning.EMAIL, ""),
        mobile=wanted.get(Meaning.MOBILE, ""),
        telephone=wanted.get(Meaning.TELEPHONE, ""),
        id=entry.id,
        place_id=place_id,
        archive_format=wanted.get(Meaning.CONTACT_FORMAT, ""),
        key_channel=wanted.get(Meaning.KEY_CHANNEL, ""),
        sms_to_mail=wanted.get(Meaning.SMS_TO_MAIL, "") == YES,
    )
