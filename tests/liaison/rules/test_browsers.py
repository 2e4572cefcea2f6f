"""Is a browser one word of a short list, whatever it says of itself?"""

import pytest

from liaison.rules.browsers import Machine, machine_of
from liaison.vocabulary.sessions import Browser, Device


@pytest.mark.parametrize(
    ("agent", "browser", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox", "computer"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "chrome", "computer"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537 Edg/140", "edge", "computer"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile/15E148 Safari/604.1", "safari", "phone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "chrome", "phone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140 Mobile Safari/537 OPR/90", "other", "phone"),
        ("curl/8.9", "other", "computer"),
        ("", "other", "computer"),
        ("\x1b[31m<script>", "other", "computer"),
    ],
)
def test_a_browser_is_one_word_of_a_list(agent: str, browser: str, device: str) -> None:
    """Nothing else of what it says is kept: neither version nor model."""
    assert Machine(Browser(browser), Device(device)) == machine_of(agent)
