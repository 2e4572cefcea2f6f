"""How is one file sealed or opened from a terminal? No key in an argument, a variable or a log (law 14)."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from typer import Option

from crypto import archive, passphrase
from crypto.archive import Document, Format, neutral_name
from crypto.errors import MistypedPassphrase, WrongPassphrase
from crypto.passphrase import Passphrase
from crypto.privatefile import private_file, write_private
from liaison.cli.edge import say
from liaison.errors import Refused

FILE_LIMIT: Final = 64 * 1024 * 1024
KeyFile = Annotated[Path | None, Option("--key-file", help="File of the key, mode 0600.")]


def seal(
    file: Path,
    output: Annotated[Path, Option("-o", "--output", help="Archive to write; never over an existing file.")],
    archive_format: Annotated[Format, Option("--format", help="zip or 7z.")] = Format.ZIP,
    key_file: KeyFile = None,
) -> None:
    """Seal one file under a generated key, printed once on stderr or written to --key-file.

    Inside, the file is called by its kind only: fiche.pdf, tableau.xlsx, document.EXT.
    """
    content = _read(file)
    name = file.name if file.name in {"fiche.pdf", "tableau.xlsx"} else neutral_name(file.name)
    key = passphrase.generate()
    sealed = archive.seal(Document(name, content), key, format=archive_format)
    if key_file is not None:
        write_private(key_file, key.reveal() + "\n", replace=False)
    try:
        with private_file(output, replace=False) as target:
            target.write(sealed.content)
    except OSError:
        if key_file is not None:
            key_file.unlink()
        raise
    if key_file is None:
        typer.echo(key.reveal(), err=True)
    say(f"{output}\t{sealed.size}\tsha256:{sealed.sha256}")


def unseal(
    archive_file: Annotated[Path, typer.Argument(metavar="ARCHIVE")],
    folder: Annotated[Path, Option("-d", "--directory", help="Existing folder to write the document to.")],
    key_file: KeyFile = None,
) -> None:
    """Open an archive whose key you have; asks for the key when there is no --key-file."""
    try:
        document = archive.unseal(_read(archive_file), _key(key_file))
    except WrongPassphrase:
        raise Refused(
            f"That key does not open {archive_file.name}.",
            hint="Check each sign, hyphens included; the archive may also be damaged.",
        ) from None
    target = folder / document.name
    with private_file(target, replace=False) as file:
        file.write(document.content)
    say(str(target))


def _key(key_file: Path | None) -> Passphrase:
    """A partner's own passphrase is taken as it is; one of ours is forgiven its spaces and capitals."""
    if key_file is not None:
        typed = _read(key_file).decode("utf-8", errors="replace").rstrip("\r\n")
    elif sys.stdin.isatty():
        typed = typer.prompt("Key", hide_input=True, err=True)
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    try:
        return passphrase.check(typed)
    except MistypedPassphrase:
        return Passphrase(typed)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise Refused(f"{path.name} is larger than 64 MiB.", hint="Send a smaller file.")
    if not content:
        raise Refused(f"{path.name} is empty.", hint="Is it the right file?")
    return content
