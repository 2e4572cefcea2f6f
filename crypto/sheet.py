"""How does the master key survive the machine? On the feuille de secours, in groups that tell a mistake.

Thirteen groups of five symbols: four of the key and a check character; then a check group for the whole. The
group is typed back by someone who holds the sheet, which shows that it was printed and can be read. The text
goes to a terminal or to a 0600 file and nowhere else: that is the caller's part.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date
from pathlib import Path
from typing import Final

from crypto.errors import MasterKeyRefused
from crypto.master import MasterKey
from crypto.privatefile import write_private
from crypto.profiles import PASSPHRASE, VAULT

_ALPHABET: Final = PASSPHRASE.alphabet
_BASE: Final = len(_ALPHABET)
_GROUPS: Final = 13  # 31**52 is just over 2**256
_GROUP_SYMBOLS: Final = 4
_CHECK_GROUP_SYMBOLS: Final = 5
_PER_LINE: Final = 4

_TEXT: Final = """\
FEUILLE DE SECOURS : clé maîtresse de liaison

À garder dans un coffre, à l'écart du serveur et de ses sauvegardes.
Sans cette clé, rien de ce que le service conserve ne peut être relu, par personne.
Qui la détient et obtient une copie des données et du magasin de clés peut tout lire.

Clé n° {generation}, créée le {created:%d/%m/%Y}, identifiant {id}

{groups}

Groupe de contrôle : {check_group}

Chaque groupe compte quatre symboles et un symbole de contrôle. L'alphabet n'a ni i, ni l, ni o, ni 0, ni 1.
Tapez le groupe de contrôle dans le service pour confirmer que cette feuille est lisible.
Gardez les feuilles des clés précédentes tant que leurs sauvegardes existent.
"""


def render(master: MasterKey) -> str:
    """The text of the sheet, in French, at most 110 columns wide."""
    groups = [f"{place:>2}. {group}" for place, group in enumerate(key_groups(master), start=1)]
    lines = ["   ".join(groups[at : at + _PER_LINE]) for at in range(0, _GROUPS, _PER_LINE)]
    return _TEXT.format(
        generation=master.generation,
        created=master.created,
        id=master.id,
        groups="\n".join(lines),
        check_group=check_group(master),
    )


def save(path: Path, master: MasterKey) -> None:
    """Write the sheet to a new 0600 file. Raises `FileExistsError`."""
    write_private(path, render(master), replace=False)


def key_groups(master: MasterKey) -> tuple[str, ...]:
    """The thirteen groups of the key, check characters included."""
    number = int.from_bytes(master.reveal(), "big")
    symbols = ""
    for _ in range(_GROUPS * _GROUP_SYMBOLS):
        number, value = divmod(number, _BASE)
        symbols = _ALPHABET[value] + symbols
    parts = (symbols[at : at + _GROUP_SYMBOLS] for at in range(0, len(symbols), _GROUP_SYMBOLS))
    return tuple(part + _check_character(place, part) for place, part in enumerate(parts, start=1))


def check_group(master: MasterKey) -> str:
    """Five symbols that depend on the whole key; 24 bits of a hash, safe to type into the service."""
    digest = hashlib.sha256(b"liaison/sheet/1\0" + master.reveal()).digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(_ALPHABET[number // _BASE**place % _BASE] for place in range(_CHECK_GROUP_SYMBOLS))


def verify_check_group(typed: str, master: MasterKey) -> None:
    """Return if someone typed the sheet's check group. Raises `MasterKeyRefused` (`check`)."""
    if not hmac.compare_digest(_bare(typed).encode(), check_group(master).encode()):
        raise MasterKeyRefused("check", "not the check group of the current master key")


def read_back(typed: str, *, check: str, generation: int, created: date) -> MasterKey:
    """The master key of a sheet, its groups typed in order, and its check group.

    Raises `MasterKeyRefused`: `length` (groups missing), `group` (one is mistyped; the message has its
    number), `check` (the whole does not fit).
    """
    bare = _bare(typed)
    size = _GROUP_SYMBOLS + 1
    if len(bare) != _GROUPS * size:
        raise MasterKeyRefused("length", f"{len(bare)} symbols instead of {_GROUPS * size}")
    number = 0
    for place in range(1, _GROUPS + 1):
        group = bare[(place - 1) * size : place * size]
        if set(group) - set(_ALPHABET) or _check_character(place, group[:-1]) != group[-1]:
            raise MasterKeyRefused("group", f"group {place} is mistyped")
        for symbol in group[:-1]:
            number = number * _BASE + _ALPHABET.index(symbol)
    if number >= 1 << (8 * VAULT.key_size):
        raise MasterKeyRefused("check", "the groups are no key")
    master = MasterKey(generation, created, number.to_bytes(VAULT.key_size, "big"))
    verify_check_group(check, master)
    return master


def _check_character(place: int, group: str) -> str:
    """The weighted sum of the group, shifted by its place, so that two groups swapped are found too."""
    values = (weight * _ALPHABET.index(symbol) for weight, symbol in enumerate(group, start=1))
    return _ALPHABET[(sum(values) + place) % _BASE]


def _bare(typed: str) -> str:
    """Without the numbers of the groups and what separates them, in lower case."""
    return re.sub(r"\b[0-9]{1,2}\.|[\s.-]", "", typed).lower()
