"""Which tables do the tests of the sheets draw? Fictitious people, each different from the one before."""

from collections.abc import Iterator
from datetime import date, timedelta

from forms.sheets import Capacity, CapacityKind, OrientationSheet, SheetRow, TrackingSheet, Value

ON = date(2026, 11, 30)
STAGGERED = Capacity(CapacityKind.STAGGERED, 3, ((date(2026, 12, 1), 4), (date(2027, 1, 4), 1)))
CHECKPOINT = "liaison.example/44 · 1234 · 6f1ed002ab5595859014ebf0951522d9"


def cells(number: int) -> dict[str, Value]:
    """Return what is known of one person, some of it unknown."""
    return {
        "agdref": f"{number:010}",
        "cir_number": f"00{number:07}" if number % 5 else None,
        "last_name": f"FICTIF-{number:05}",
        "first_name": f"Prénom{number % 97}",
        "birth_date": "1987" if number % 7 == 0 else date(1970, 1, 1) + timedelta(number % 12000),
        "protection_date": date(2025, 1, 1) + timedelta(number % 600),
        "cir_date": date(2025, 3, 1) + timedelta(number % 600),
        "employment": None if number % 3 == 0 else "non",
        "housing": "oui" if number % 4 == 0 else "non",
        "cph_request": "non",
        "referrer": f"SPADA fictive {number % 13}",
    }


def rows(count: int) -> Iterator[SheetRow]:
    """Give so many rows, one by one."""
    for number in range(1, count + 1):
        yield SheetRow(f"L{number:03}", cells(number))


def orientations(*more: SheetRow, count: int = 0, capacity: Capacity | None = STAGGERED) -> OrientationSheet:
    """Return a table of the given rows, then of so many others."""
    return OrientationSheet(
        "44-2026-11-1", "Loire-Atlantique", "Opérateur fictif de l’Ouest", ON,
        [*more, *rows(count)], capacity, CHECKPOINT,
    )  # fmt: skip


def tracking(count: int, *, with_identifier: bool = True) -> TrackingSheet:
    """Return a follow-up of so many people."""
    followed = [
        SheetRow(
            f"S{number}",
            {
                "agdref": f"{number:010}",
                "engagement_date": date(2025, 1, 1) + timedelta(number),
                "end_date": date(2026, 1, 1) + timedelta(number) if number % 2 else "",
                "positive_employment": date(2026, 2, 1) if number % 4 == 1 else "",
                "positive_housing": None if number % 5 == 0 else "",
            },
        )
        for number in range(1, count + 1)
    ]
    return TrackingSheet(
        "du 1er janvier au 30 juin 2026", "Loire-Atlantique", "Opérateur fictif de l’Ouest", followed,
        with_identifier=with_identifier, number="S-44-2026-1", checkpoint=CHECKPOINT,
    )  # fmt: skip
