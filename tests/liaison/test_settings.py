"""Does a setting that cannot be honoured stop the start, whichever it is, and is a secret's file nobody else's?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from pydantic.fields import FieldInfo

from liaison import bootstrap, coherence, migrations
from liaison.cli.serving import make_master_key
from liaison.errors import Misconfigured
from liaison.settings import FILED, PREFIX, SECRETS, Settings, load

SECRET: Final = "essai-jamais-cite-nulle-part"
GIVEN: Final = {
    "smtp_host": "mail.example", "smtp_port": "25", "smtp_security": "tls", "smtp_user": "u", "smtp_password": SECRET,
    "smtp_ca_file": "/x.pem", "smtp_country": "BE", "mail_reply_to": "r@o.example", "imap_host": "imap.example",
    "imap_port": "994", "imap_user": "u", "imap_password": SECRET, "imap_folder": "Autre", "imap_done_folder": "Lus",
    "imap_ca_file": "/x.pem", "imap_country": "BE", "imap_seconds": "5", "sms_body": "{}", "sms_headers": "[]",
    "sms_id_field": "x", "sms_status_url": "https://sms.example/{id}", "sms_status_field": "x",
    "sms_delivered": '["x"]', "sms_undelivered": '["x"]', "sms_callback_secret": SECRET, "sms_country": "BE",
    "clamd_country": "BE", "oidc_issuer": "https://id.example", "oidc_client_id": "liaison",
    "oidc_client_secret": SECRET, "oidc_label": "Autre", "oidc_acr": '["x"]', "oidc_amr": '["mfa"]',
    "oidc_hosts": '["id.example"]', "oidc_ca_file": "/x.pem", "oidc_country": "BE",
}  # fmt: skip
"""A value that is not its default, of each setting that needs company."""
COMPANY: Final = {
    "smtp_host": "mail.example", "mail_from": "l@o.example", "sms_url": "https://sms.example",
    "sms_status_url": "https://sms.example/{id}", "oidc_issuer": "https://id.example", "oidc_client_id": "liaison",
    "oidc_client_secret": SECRET, "public_url": "https://liaison.example",
}  # fmt: skip
"""What others need."""
ALONE: Final = {
    "data_dir", "database_url", "keystore_url", "master_key_file", "ledger_file", "models_dir", "notices_dir",
    "public_url", "allowed_hosts", "bind_host", "bind_port", "trusted_proxies", "mail_from", "sms_url",
    "clamd_address", "archive_days", "withheld_key_days", "released_key_days", "link_days", "download_limit",
    "acknowledge_days", "answer_days", "answer_reminder_days", "deposit_megabytes", "deposit_days", "deposit_limit",
    "deposit_idle_seconds", "deposit_seconds", "destruction_notice_days", "key_backup_days", "session_idle_minutes",
    "session_hours", "proof_minutes", "journal_months", "journal_origin", "worker_in_serve", "worker_seconds",
}  # fmt: skip
"""What is honoured whatever the others are."""


def variable(name: str) -> str:
    """Name a setting as an administrator does."""
    return f"{PREFIX}{name.upper()}"


def refusal(**settings: str) -> str:
    """Load settings that must be refused; give what is said, and see that no value is quoted."""
    with pytest.raises(Misconfigured) as refused:
        load({variable(name): value for name, value in settings.items()})
    said = f"{refused.value} {refused.value.hint}"
    assert SECRET not in said
    return said


def test_every_setting_is_looked_at() -> None:
    """A new setting says whether it is honoured alone or needs another; none is forgotten."""
    assert set(Settings.model_fields) == ALONE | set(coherence.NEEDS)
    assert set() == ALONE & set(coherence.NEEDS)
    assert set(GIVEN) == set(coherence.NEEDS)


@pytest.mark.parametrize(
    ("name", "without"), [(name, lacking) for name, needs in coherence.NEEDS.items() for lacking in needs]
)
def test_what_would_be_ignored_is_refused(name: str, without: str) -> None:
    """A setting without one that it needs is not ignored in silence: both are named."""
    others = {each for each in COMPANY if each != without and without not in coherence.NEEDS.get(each, ())}
    said = refusal(**{each: COMPANY[each] for each in others}, **{name: GIVEN[name]})

    assert f"{variable(name)} is set without" in said
    assert variable(without) in said


def test_default_written_out_is_no_setting() -> None:
    """Who writes a default into the environment asks for nothing."""
    assert 587 == load({"LIAISON_SMTP_PORT": "587", "LIAISON_IMAP_FOLDER": "INBOX"}).smtp_port


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"session_idle_minutes": "61", "session_hours": "1"}, "LIAISON_SESSION_IDLE_MINUTES is longer than"),
        ({"deposit_idle_seconds": "30", "deposit_seconds": "20"}, "LIAISON_DEPOSIT_IDLE_SECONDS is longer than"),
        ({"answer_reminder_days": "31", "answer_days": "30"}, "LIAISON_ANSWER_REMINDER_DAYS is longer than"),
        ({"trusted_proxies": '["*"]'}, "LIAISON_TRUSTED_PROXIES holds something else"),
        ({"trusted_proxies": '["proxy.example"]'}, "LIAISON_TRUSTED_PROXIES holds something else"),
        ({"trusted_proxies": '["0.0.0.0/0"]'}, "LIAISON_TRUSTED_PROXIES holds all addresses"),
        ({"trusted_proxies": '["::/0"]'}, "LIAISON_TRUSTED_PROXIES holds all addresses"),
        ({"trusted_proxies": "127.0.0.1"}, "Not a JSON list"),
        ({"allowed_hosts": '["*"]'}, "LIAISON_ALLOWED_HOSTS holds something else"),
        ({"allowed_hosts": '["*.example.org"]'}, "LIAISON_ALLOWED_HOSTS holds something else"),
        ({"allowed_hosts": '["liaison.example:8000"]'}, "LIAISON_ALLOWED_HOSTS holds something else"),
        ({"allowed_hosts": '["https://liaison.example"]'}, "LIAISON_ALLOWED_HOSTS holds something else"),
        ({"allowed_hosts": "[]"}, "LIAISON_ALLOWED_HOSTS holds something else"),
        ({"public_url": "http://liaison.example"}, "LIAISON_PUBLIC_URL is not https"),
        ({"public_url": "https://liaison.example/agir"}, "LIAISON_PUBLIC_URL holds more than"),
        ({"public_url": "https://liaison.example/?a=1"}, "LIAISON_PUBLIC_URL holds more than"),
        ({"public_url": f"https://a:{SECRET}@liaison.example/"}, "LIAISON_PUBLIC_URL holds more than"),
        ({"public_url": "liaison.example"}, "LIAISON_PUBLIC_URL"),
        ({"sms_url": "https://sms.example", "sms_callback_secret": "x" * 15}, "has less than 16 characters"),
        ({"sms_country": "ZZ", "sms_url": "https://sms.example"}, "LIAISON_SMS_COUNTRY"),
        ({"clamd_address": "clamd.example"}, "LIAISON_CLAMD_ADDRESS is neither"),
        ({"database_url": "mysql://x"}, "LIAISON_DATABASE_URL begins with none of"),
        ({"keystore_url": "sqlite:///:memory:"}, "LIAISON_KEYSTORE_URL is in memory"),
        ({"database_url": "sqlite:////x", "keystore_url": "sqlite:////x"}, "are the same store"),
        ({"session_hours": "25"}, "LIAISON_SESSION_HOURS"),
        ({"smtp_security": "none", "smtp_host": "m.example", "mail_from": "a@b.example"}, "LIAISON_SMTP_SECURITY"),
        ({"worker_in_serve": "peut-être"}, "LIAISON_WORKER_IN_SERVE"),
        ({"nope": "1"}, "LIAISON_NOPE is not a setting"),
        ({"debug": "1"}, "LIAISON_DEBUG is not a setting"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_honoured(settings: dict[str, str], said: str) -> None:
    """Each is refused in a sentence that names the variable and quotes no value."""
    assert said in refusal(**settings)


def _bounds() -> Iterator[tuple[str, float]]:
    """Give each setting that is a number, with a value just outside."""
    for name, field in Settings.model_fields.items():
        for mark in field.metadata:
            if (least := getattr(mark, "ge", None)) is not None:
                yield name, least - 1
            if (most := getattr(mark, "le", None)) is not None:
                yield name, most + 1


@pytest.mark.parametrize(("name", "value"), list(_bounds()))
def test_number_outside_its_bounds(name: str, value: float) -> None:
    """Every number has bounds, and a value outside them is refused by name."""
    assert variable(name) in refusal(**{name: str(value)})


def test_every_number_has_bounds() -> None:
    """No delay and no size is without end."""
    numbers = {name for name, field in Settings.model_fields.items() if _is_number(field)}
    assert numbers
    assert numbers <= {name for name, _ in _bounds()}


def _is_number(field: FieldInfo) -> bool:
    return field.annotation in {int, float}


class TestFiles:
    """A secret in a file of its own (ASVS 13.3.1)."""

    @pytest.fixture(params=FILED)
    def named(self, request: pytest.FixtureRequest) -> str:
        """Give each setting that may stand in a file."""
        name: str = request.param
        return name

    def read(self, name: str, path: Path) -> Settings:
        """Load a setting from a file, with the company that it needs."""
        values = {
            each: GIVEN.get(each, "sms" if each != "sms_url" else "https://sms.example")
            for each in coherence.NEEDS.get(name, ())
        }
        values |= {"mail_from": "a@b.example", "smtp_host": "m.example"} if name == "smtp_password" else {}
        values |= {"public_url": "https://l.example", "oidc_client_id": "l"} if name == "oidc_client_secret" else {}
        values |= {"imap_user": "u", "mail_from": "a@b.example"} if name == "imap_password" else {}
        return load({f"{variable(name)}_FILE": str(path), **{variable(each): text for each, text in values.items()}})

    def test_is_read(self, named: str, tmp_path: Path) -> None:
        """From a file of mode 0600, without its last line end; it is not shown with the settings."""
        text = "sqlite:////base" if named.endswith("_url") else '{"Authorization": "essai-jamais-cite"}'
        path = tmp_path / "secret"
        path.write_text(f"{text}\n", encoding="utf-8")
        path.chmod(0o600)

        found = getattr(self.read(named, path), named)

        assert text == (found.get_secret_value() if named in SECRETS else found)
        assert named not in SECRETS or "essai" not in repr(found)

    @pytest.mark.parametrize("mode", [0o604, 0o640, 0o622, 0o644])
    def test_that_others_read_is_refused(self, named: str, mode: int, tmp_path: Path) -> None:
        """Whoever else may read it, group or world; the sentence says what to type."""
        path = tmp_path / "secret"
        path.write_text(SECRET, encoding="utf-8")
        path.chmod(mode)

        with pytest.raises(Misconfigured, match=f"{variable(named)}_FILE has mode {mode:04o}") as refused:
            self.read(named, path)

        assert f"chmod 600 {path}" == refused.value.hint

    @pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
    def test_that_holds_no_secret_is_refused(self, named: str, content: bytes, tmp_path: Path) -> None:
        """An empty file is no password."""
        path = tmp_path / "secret"
        path.write_bytes(content)
        path.chmod(0o600)

        with pytest.raises(Misconfigured, match=f"{variable(named)}_FILE is"):
            self.read(named, path)

    def test_that_is_not_there_is_refused(self, named: str, tmp_path: Path) -> None:
        """By its variable and the reason."""
        with pytest.raises(Misconfigured, match=f"{variable(named)}_FILE cannot be read: No such file"):
            self.read(named, tmp_path / "absent")

    def test_beside_its_twin_is_refused(self, named: str, tmp_path: Path) -> None:
        """Nobody could say which of both counts."""
        with pytest.raises(Misconfigured, match="both set"):
            load({f"{variable(named)}_FILE": str(tmp_path), variable(named): SECRET})


def test_every_secret_has_a_twin() -> None:
    """Whatever is kept as a secret, and whatever address may hold a password, may stand in a file."""
    kept = {name for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)}
    addresses = {name for name in Settings.model_fields if name in {"database_url", "keystore_url"}}
    assert kept == set(SECRETS)
    assert kept | addresses == set(FILED)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"smtp_host": "m.example", "mail_from": "personne"}, "LIAISON_MAIL_FROM"),
        ({"smtp_host": "m.example", "mail_from": "a@b.example", "smtp_ca_file": "/absent.pem"}, "/absent.pem"),
        ({"sms_url": "https://sms.example", "sms_body": "{"}, "LIAISON_SMS_BODY"),
        ({"sms_url": "https://sms.example", "sms_headers": "[]"}, "LIAISON_SMS_HEADERS"),
        ({"sms_url": "http://sms.example"}, "LIAISON_SMS_URL"),
        ({"notices_dir": "/absent"}, "LIAISON_NOTICES_DIR"),
        ({"models_dir": "/dev/null"}, "LIAISON_MODELS_DIR"),
    ],
)  # fmt: skip
def test_start_is_refused(settings: dict[str, str], said: str, tmp_path: Path) -> None:
    """What only the doors themselves can judge stops the start too, named."""
    config = load({}, data_dir=tmp_path, **settings)
    make_master_key(config)
    migrations.upgrade(config.database)

    with pytest.raises(Misconfigured) as refused:
        bootstrap.start(config)

    assert said in str(refused.value)
