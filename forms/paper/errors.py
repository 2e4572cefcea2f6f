"""What does the paper refuse to draw? Its errors never quote a value."""

from forms.errors import FormError


class TooLongToPrint(FormError):
    """A text, or one word of it, is longer than anyone writes: refused before any work is done on it."""
