"""Does a delivery report of the SMS gateway get in, and nobody else's?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from liaison.bootstrap import Service
from liaison.records import OutboxMessage
from liaison.store import outbox
from liaison.vocabulary import DeliveryStatus, OutboxKind, OutboxStatus
from tests.clock import FixedClock
from tests.web.staff import HOST, close, make_service
from web.app import build

SECRET = "secret-partage-de-la-passerelle"
ADDRESS = "/passerelle/sms"


@pytest.fixture
def listening(sqlite_database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Service]:
    """Give a service that a gateway may call, with one SMS that it accepted."""
    service = make_service(
        sqlite_database_url, tmp_path, clock, sms_url="https://passerelle.example/", sms_callback_secret=SECRET
    )
    with service.transaction() as ctx:
        row = OutboxMessage(
            id="sms1", kind=OutboxKind.SMS.value, message_id="cle1", status=OutboxStatus.SENT.value,
            created_at=ctx.now, next_at=ctx.now, sent_at=ctx.now, provider_id="gw-42",
            delivery=DeliveryStatus.ACCEPTED.value,
        )  # fmt: skip
        ctx.session.add(row)
    yield service
    close(service)


def post(service: Service, *, secret: str = SECRET, body: bytes = b'{"id": "gw-42", "status": "delivered"}') -> int:
    """Report as a gateway does: another site, no cookie, no token of ours."""
    with TestClient(build(service), base_url=f"https://{HOST}") as gateway:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        return gateway.post(ADDRESS, content=body, headers=headers).status_code


def delivery_of(service: Service) -> str:
    """Return what is known of the one SMS."""
    with service.transaction() as ctx:
        row = outbox.find_text(ctx.session, "gw-42")
        assert row is not None
        return row.delivery


@pytest.mark.requirement("T-9")
def test_report_is_kept(listening: Service) -> None:
    """A report with the shared secret says that the text arrived."""
    assert post(listening) == 204
    assert delivery_of(listening) == "delivered"


def test_wrong_secret(listening: Service) -> None:
    """A report without the secret changes nothing."""
    assert post(listening, secret="autre") == 401
    assert delivery_of(listening) == "accepted"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"id": {"a": 1}}', b"[" * 15_000])
def test_strange_reports(listening: Service, body: bytes) -> None:
    """What is no report is answered without a fault and changes nothing."""
    assert post(listening, body=body) in {204, 400}
    assert delivery_of(listening) == "accepted"


def test_long_report(listening: Service) -> None:
    """A report longer than one is not read to its end."""
    assert post(listening, body=b" " * 20_000) == 413


def test_unknown_text_tells_nothing(listening: Service) -> None:
    """An unknown text is answered like a known one."""
    assert post(listening, body=b'{"id": "gw-43", "status": "delivered"}') == 204


def test_no_callback_configured(service: Service) -> None:
    """Without the setting there is no such address."""
    assert post(service, secret="") == 404
