"""What does the paper refuse to draw, and what can it not read? Its errors never quote a value."""

from forms.errors import FormError


class TooLongToPrint(FormError):
    """A text, or one word of it, is longer than anyone writes: refused before any work is done on it."""


class NothingToRead(FormError):
    """A file is no fiche that can be read back; message and hint are French, for whoever received it."""
