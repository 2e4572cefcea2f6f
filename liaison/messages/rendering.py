"""How does a template become a mail's three texts? Files of this folder only, escaped in HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


@dataclass(frozen=True, slots=True)
class MailText:
    """What a mail says, three times: on one line, as text, as a page."""

    subject: str
    text: str
    html: str


def render(message: str, values: Mapping[str, object]) -> MailText:
    """Fill the three templates of a message's folder.

    Raises:
        jinja2.UndefinedError: a template names a value that was not given.
    """
    subject, text, html = (
        _environment().get_template(f"{message}/{part}").render(values)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return MailText(subject.strip(), text.strip() + "\n", html.strip() + "\n")


@cache
def _environment() -> Environment:
    """Make the environment once: reading and compiling the templates takes longer than all the rest of a sending."""
    return Environment(
        loader=PackageLoader("liaison", "messages"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
