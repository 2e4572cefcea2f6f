"""What does each kind accept, refuse and show?"""

from datetime import date

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.kinds import Refused, Value, display, display_telephone, from_json, parse, to_json
from forms.spec import Category, Field, Kind, Option
from forms.text import LONGEST_RAW
from tests.forms.filling import TODAY


def field(kind: Kind, **more: object) -> Field:
    """Make a field of a kind."""
    options = (Option("alone", "Seul(e)"), Option("couple", "En couple")) if kind is Kind.CHOICE else ()
    base = Field("a.b", "Label", kind, Category.IDENTIFICATION, options=options)
    return Field(**({name: getattr(base, name) for name in Field.__slots__} | more))


@pytest.mark.requirement("F-5")
@pytest.mark.parametrize(
    ("kind", "raw", "value", "shown"),
    [
        (Kind.TEXT, "  Zéphyrine \n Testoukhina ", "Zéphyrine Testoukhina", "Zéphyrine Testoukhina"),
        (Kind.LONG_TEXT, "un\r\n\r\ndeux", "un\n\ndeux", "un\n\ndeux"),
        (Kind.DATE, "03/03/2026", date(2026, 3, 3), "03/03/2026"),
        (Kind.DATE, "3/3/2026", date(2026, 3, 3), "03/03/2026"),
        (Kind.DATE, "03-03-2026", date(2026, 3, 3), "03/03/2026"),
        (Kind.DATE, "3.3.2026", date(2026, 3, 3), "03/03/2026"),
        (Kind.DATE, "2026-03-04", date(2026, 3, 4), "04/03/2026"),
        (Kind.DATE, "29/02/2024", date(2024, 2, 29), "29/02/2024"),
        (Kind.DATE_OR_YEAR, "1990", 1990, "1990"),
        (Kind.DATE_OR_YEAR, "01/02/1990", date(1990, 2, 1), "01/02/1990"),
        (Kind.DATE_OR_YEAR, "21/11/2026", TODAY, "21/11/2026"),
        (Kind.DATE_OR_YEAR, "2026", 2026, "2026"),
        (Kind.DATE_OR_YEAR, "1900", 1900, "1900"),
        (Kind.TICK, "on", True, "oui"),
        (Kind.TICK, "Oui", True, "oui"),
        (Kind.CHOICE, "seul(e)", "alone", "Seul(e)"),
        (Kind.CHOICE, "couple", "couple", "En couple"),
        (Kind.NUMBER, "0", 0, "0"),
        (Kind.NUMBER, "1 200", 1200, "1200"),
        (Kind.EMAIL, "Zephyrine@EXEMPLE.example", "Zephyrine@exemple.example", "Zephyrine@exemple.example"),
        (Kind.TELEPHONE, "06 39 98 01 02", "+33639980102", "06 39 98 01 02"),
        (Kind.TELEPHONE, "+33 (0)6.39.98.01.02", "+33639980102", "06 39 98 01 02"),
        (Kind.TELEPHONE, "+32 2 555 12 12", "+3225551212", "+32 2 555 12 12"),
        (Kind.TELEPHONE, "\u202a+33 6 39 98 01 02\u202c", "+33639980102", "06 39 98 01 02"),
        (Kind.AGDREF, "01 23 45 67 89", "0123456789", "0123456789"),
        (Kind.NATIONALITY, "AFGHAN", "AFG", "afghane"),
        (Kind.NATIONALITY, "côte d’ivoire", "CIV", "ivoirienne"),
        (Kind.NATIONALITY, "Apatride", "XXA", "apatride"),
        (Kind.NATIONALITY, "congolaise (RDC)", "COD", "congolaise (RDC)"),
    ],
)
def test_accepted(kind: Kind, raw: str, value: Value, shown: str) -> None:
    """What was typed becomes a value, is shown the French way, and reads back to the same value."""
    parsed = parse(field(kind), raw, today=TODAY)

    assert parsed is not None
    assert (value, type(value)) == (parsed.value, type(parsed.value))
    assert shown == display(field(kind), parsed.value)
    assert parsed == parse(field(kind), shown, today=TODAY)
    assert value == from_json(field(kind), to_json(value))


@pytest.mark.requirement("F-5")
@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        (
            Kind.DATE,
            "31/02/1990",
            "le 31/02/1990 n’existe pas. Écrivez une date réelle, au format JJ/MM/AAAA",
        ),
        (Kind.DATE, "29/02/2026", "n’existe pas"),
        (Kind.DATE, "03/03/26", "n’est pas une date"),
        (Kind.DATE, "1990", "n’est pas une date"),
        (Kind.DATE, "٠٣/٠٣/٢٠٢٦", "n’est pas une date"),
        (Kind.DATE, "01/01/0000", "n’existe pas"),
        (Kind.DATE, "01/01/1899", "pas vraisemblable"),
        (Kind.DATE, "01/01/2101", "pas vraisemblable"),
        (Kind.DATE_OR_YEAR, "22/11/2026", "dans l’avenir"),
        (Kind.DATE_OR_YEAR, "2027", "dans l’avenir"),
        (Kind.DATE_OR_YEAR, "1899", "antérieure à 1900"),
        (Kind.DATE_OR_YEAR, "90", "l’année seule (AAAA)"),
        (Kind.TICK, "peut-être", "se coche"),
        (Kind.CHOICE, "Veuf", "« Seul(e) », « En couple »"),
        (Kind.NUMBER, "deux", "pas un nombre entier"),
        (Kind.NUMBER, "-1", "pas un nombre entier"),
        (Kind.NUMBER, "2.5", "pas un nombre entier"),
        (Kind.EMAIL, "zephyrine", "pas une adresse électronique"),
        (Kind.EMAIL, "a@b.example, c@d.example", "pas une adresse électronique"),
        (Kind.TELEPHONE, "06 39 98", "pas le bon nombre de chiffres"),
        (Kind.TELEPHONE, "appeler Zéphyrine", "pas un numéro"),
        (Kind.TELEPHONE, "06 39 98 01 02 / 06 39 98 01 03", "Écrivez un seul numéro"),
        (Kind.TELEPHONE, "+999 123", "pas un numéro"),
        (Kind.AGDREF, "12345678", "10 chiffres"),
        (Kind.AGDREF, "12345678901", "10 chiffres"),
        (Kind.AGDREF, "012345678A", "10 chiffres"),
        (Kind.TEXT, "a" * 201, "trop long"),
        (Kind.LONG_TEXT, "a" * 201, "un mot dépasse 200 caractères"),
        (Kind.LONG_TEXT, "mot " * 1501, "trop long (6000 au plus)"),
        (Kind.LONG_TEXT, "a" * (LONGEST_RAW + 1), "trop long"),
        (Kind.NATIONALITY, "x" * 101, "trop long"),
        (Kind.DATE, "hier " * 40, "trop long"),
        (Kind.NUMBER, "1 " * 60, "trop long"),
    ],
)
def test_refused(kind: Kind, raw: str, sentence: str) -> None:
    """What makes no sense is refused with a sentence that says what to do."""
    with pytest.raises(Refused) as refusal:
        parse(field(kind), raw, today=TODAY)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        (Kind.AGDREF, "012345678", "que 9 chiffres"),
        (Kind.NATIONALITY, "martienne", "gardé tel quel"),
        (Kind.NATIONALITY, "congolaise", "« congolaise (RDC) » ou « congolaise (Congo-Brazzaville) »"),
        (Kind.TELEPHONE, "06 39 98 01 02", "semble ne pas exister"),
    ],
)
@pytest.mark.requirement("F-10")
def test_doubtful_is_kept_with_a_warning(kind: Kind, raw: str, sentence: str) -> None:
    """What is unusual but possible is kept, and said."""
    parsed = parse(field(kind), raw, today=TODAY)

    assert parsed is not None
    assert sentence in parsed.warning


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("raw", ["", "  \n ", "\u200b\u202e\x00"])
def test_nothing_typed_is_no_value(kind: Kind, raw: str) -> None:
    """Spaces and invisible characters are nothing."""
    assert parse(field(kind), raw, today=TODAY) is None


@pytest.mark.parametrize("raw", ["non", "false", "off", "0"])
def test_a_box_may_be_said_empty(raw: str) -> None:
    """« non » leaves the box empty."""
    assert parse(field(Kind.TICK), raw, today=TODAY) is None


@pytest.mark.parametrize(("raw", "sentence"), [("1", "trop petit (2 au moins)"), ("6", "trop grand (5 au plus)")])
def test_number_keeps_its_bounds(raw: str, sentence: str) -> None:
    """A number outside its bounds is refused, the bound told."""
    with pytest.raises(Refused) as refusal:
        parse(field(Kind.NUMBER, min=2, max=5), raw, today=TODAY)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (Kind.TICK, False),
        (Kind.TICK, "oui"),
        (Kind.NUMBER, True),
        (Kind.NUMBER, "2"),
        (Kind.CHOICE, "Seul(e)"),
        (Kind.CHOICE, ["alone"]),
        (Kind.DATE, 1990),
        (Kind.DATE, "03/03/2026"),
        (Kind.DATE_OR_YEAR, True),
        (Kind.TEXT, ""),
        (Kind.TEXT, None),
        (Kind.TEXT, 3),
    ],
)
def test_stored_value_of_another_kind_is_refused(kind: Kind, stored: object) -> None:
    """A stored value that this kind never writes is not read."""
    with pytest.raises(ValueError, match=r"a\.b|isoformat"):
        from_json(field(kind), stored)


@given(number=st.from_regex(r"\+33[1-9][0-9]{8}", fullmatch=True))
def test_french_numbers_are_shown_in_pairs(number: str) -> None:
    """Pair by pair without asking the library, as the library shows them; 0800 and the like as it does, too."""
    expected = phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)

    assert expected == display_telephone(number)


@pytest.mark.parametrize("typed", ["+", "+999", "+33", "+9999999999999999999999", "0612", "", "\x1b[2J"])
def test_a_wrong_number_is_shown_as_it_was_typed(typed: str) -> None:
    """A page that shows it again to be corrected is not broken by it."""
    assert display_telephone(typed).replace(" ", "") == typed.replace(" ", "")
