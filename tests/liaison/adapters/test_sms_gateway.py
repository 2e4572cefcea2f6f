"""Does a key leave once, to a mobile, over https, and does nothing of it stay behind in words or logs?"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from liaison.adapters.sms_gateway import Gateway, HttpSmsGateway
from liaison.errors import Misconfigured
from liaison.ports import DeliveryPostponed, DeliveryRefused
from liaison.rules.delivery import Failure
from liaison.settings import Settings
from liaison.vocabulary import DeliveryStatus
from tests.liaison.adapters.certificates import Authority
from tests.liaison.adapters.text_gateway import SentText, TextGateway, text_gateway

MOBILE = "+33612345678"
BODY = 'Clé du pli : k3wq-7h2m "{number}" é\n'
TEMPLATE = '{"to": "{number}", "text": "{text}", "ref": "{key}", "digits": ["{digits}"], "long": false}'


@pytest.fixture
def server() -> Iterator[TextGateway]:
    """Run a gateway on loopback."""
    with text_gateway() as running:
        yield running


def described(server: TextGateway) -> Gateway:
    """Describe that gateway as settings would."""
    return Gateway(
        url=f"{server.url}/sms?account=1",
        body=TEMPLATE,
        headers='{"Authorization": "Bearer secret", "Idempotency-Key": "{key}"}',
        id_field="messages.0.id",
        status_url=f"{server.url}/sms/{{id}}",
        status_field="report.status",
        seconds=10.0,
    )


@pytest.mark.requirement("T-4")
def test_text_is_sent(server: TextGateway) -> None:
    """A text goes to the gateway whole, whatever it holds; the gateway's id comes back."""
    gateway_id = HttpSmsGateway(described(server)).send(MOBILE, BODY, idempotency_key="abc")
    ((method, path, headers),) = server.requests
    assert gateway_id == "gw-abc"
    assert server.texts == {"abc": SentText(MOBILE, BODY)}
    assert (method, path) == ("POST", "/sms?account=1")
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Idempotency-Key"] == "abc"


def test_settings_describe_a_gateway(server: TextGateway) -> None:
    """The settings' own template is one that works."""
    settings = Settings(sms_url=f"{server.url}/sms", sms_id_field="messages.0.id")  # type: ignore[arg-type]
    assert HttpSmsGateway.from_settings(settings).send(MOBILE, BODY, idempotency_key="abc") == "gw-abc"
    assert server.texts == {"abc": SentText(MOBILE, BODY)}


def test_silence_after_the_work(server: TextGateway) -> None:
    """A gateway that sent and then said nothing is asked again with the same key: the telephone rings once."""
    server.silent_after_work = 1
    gateway = HttpSmsGateway(replace(described(server), seconds=0.3))
    with pytest.raises(DeliveryPostponed) as caught:
        gateway.send(MOBILE, BODY, idempotency_key="abc")
    assert caught.value.code == Failure.GATEWAY_UNREACHABLE
    assert gateway.send(MOBILE, BODY, idempotency_key="abc") == "gw-abc"
    assert len(server.requests) == 2
    assert server.texts == {"abc": SentText(MOBILE, BODY)}


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, Failure.GATEWAY_SIGN_IN),
        (403, Failure.GATEWAY_SIGN_IN),
        (409, Failure.GATEWAY_BUSY),
        (429, Failure.GATEWAY_BUSY),
        (500, Failure.GATEWAY_BUSY),
        (503, Failure.GATEWAY_BUSY),
    ],
)
def test_later(server: TextGateway, status: int, failure: Failure) -> None:
    """A gateway that is busy, or does not let us in, is asked later."""
    server.answers.append((status, "{}"))
    with pytest.raises(DeliveryPostponed) as caught:
        HttpSmsGateway(described(server)).send(MOBILE, BODY, idempotency_key="abc")
    assert failure == caught.value.code


@pytest.mark.parametrize("status", [400, 404, 422])
def test_refused(server: TextGateway, status: int) -> None:
    """A gateway that refuses the text is not asked again."""
    server.answers.append((status, '{"error": "bad number +33612345678"}'))
    with pytest.raises(DeliveryRefused) as caught:
        HttpSmsGateway(described(server)).send(MOBILE, BODY, idempotency_key="abc")
    assert caught.value.code == Failure.TEXT_REFUSED


@pytest.mark.requirement("G-6")
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(server: TextGateway, status: int) -> None:
    """A redirect leads nowhere: no host is called but the one that was configured."""
    server.answers.append((status, ""))
    with pytest.raises(DeliveryPostponed) as caught:
        HttpSmsGateway(described(server)).send(MOBILE, BODY, idempotency_key="abc")
    assert caught.value.code == Failure.GATEWAY_ANSWER
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer", ["{}", "not json", '{"messages": []}', '{"messages": [{"id": null}]}', "[" * 100_000]
)
def test_taken_without_an_id(server: TextGateway, answer: str) -> None:
    """A gateway that took the text and gave no id that can be read has taken it: it is not sent again."""
    server.answers.append((200, answer))
    assert HttpSmsGateway(described(server)).send(MOBILE, BODY, idempotency_key="abc") == ""


def test_answer_without_end(server: TextGateway) -> None:
    """An answer that is too long is not read to its end."""
    server.answers.append((200, " " * 300_000))
    with pytest.raises(DeliveryPostponed):
        HttpSmsGateway(described(server)).send(MOBILE, BODY, idempotency_key="abc")


@pytest.mark.requirement("T-9")
@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("delivered", DeliveryStatus.DELIVERED),
        ("DELIVERED ", DeliveryStatus.DELIVERED),
        ("expired", DeliveryStatus.UNDELIVERED),
        ("enroute", DeliveryStatus.ACCEPTED),
        ("", DeliveryStatus.ACCEPTED),
    ],
)
def test_status(server: TextGateway, word: str, status: DeliveryStatus) -> None:
    """Accepted is not delivered: the gateway's word is asked for, and read by the settings."""
    server.statuses["gw-abc"] = word
    assert HttpSmsGateway(described(server)).status("gw-abc") is status
    assert "Idempotency-Key" not in server.requests[0][2]


def test_status_of_a_strange_id(server: TextGateway) -> None:
    """An id is one step of the address, whatever it holds."""
    HttpSmsGateway(described(server)).status("../../a?b#c")
    assert server.requests[0][1] == "/sms/..%2F..%2Fa%3Fb%23c"


def test_status_without_an_address(server: TextGateway) -> None:
    """A gateway without an address for statuses leaves a text accepted, and is not called."""
    gateway = HttpSmsGateway(replace(described(server), status_url=""))
    assert gateway.status("gw-abc") is DeliveryStatus.ACCEPTED
    assert server.requests == []


@pytest.mark.requirement("T-4")
@pytest.mark.parametrize(
    "number",
    [
        "+33123456789",  # a landline
        "+33899123456",  # premium
        "+33800123456",  # free
        "+3336123",
        "36123",  # a short number
        "0612345678",
        "+33 6 12 34 56 78",
        "+33612345678;ext=1",
        "+3361234567",
        "+19005551234",
        "",
        '+33612345678", "to2": "+33899123456',
        "+33612345678\n",
    ],
)
def test_only_mobiles(server: TextGateway, number: str) -> None:
    """Nothing leaves for a number that is not a mobile in its one written form."""
    with pytest.raises(DeliveryRefused) as caught:
        HttpSmsGateway(described(server)).send(number, BODY, idempotency_key="abc")
    assert caught.value.code == Failure.NUMBER_REFUSED
    assert server.requests == []


@pytest.mark.parametrize("number", ["+33756789012", "+262692123456", "+12025550123", "+447400123456"])
def test_mobiles_of_everywhere(server: TextGateway, number: str) -> None:
    """Mobiles of mainland France, overseas and abroad are mobiles."""
    HttpSmsGateway(described(server)).send(number, BODY, idempotency_key="abc")
    assert [number] == [text.to for text in server.texts.values()]


@pytest.mark.requirement("T-1")
def test_certificate_that_does_not_prove(tmp_path: Path) -> None:
    """A gateway that nobody vouches for gets nothing."""
    with text_gateway(Authority(tmp_path).server_context()) as server:
        with pytest.raises(DeliveryPostponed) as caught:
            HttpSmsGateway(described(server)).send(MOBILE, BODY, idempotency_key="abc")
        assert caught.value.code == Failure.GATEWAY_UNREACHABLE
        assert server.requests == []


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://passerelle.example/sms"},
        {"url": "ftp://127.0.0.1/sms"},
        {"url": "https://user:hunter2@passerelle.example/sms"},
        {"url": "https://passerelle.example:port/sms"},
        {"status_url": "http://passerelle.example/{id}"},
        {"status_url": "https://passerelle.example/"},
        {"body": "to={number}&text={text}&ref={key}"},
        {"body": '{"to": "{number}", "ref": "{key}"}'},
        {"body": '{"text": "{text}", "ref": "{key}"}'},
        {"body": '{"to": "{number}", "text": "{text}"}', "headers": "{}"},
        {"headers": "Authorization: x"},
        {"headers": '{"Authorization": "a\\r\\nX: y"}'},
        {"headers": '{"Auth orization": "a"}'},
        {"headers": '["Authorization"]'},
    ],
)
def test_descriptions_that_cannot_be_honoured(server: TextGateway, change: dict[str, Any]) -> None:
    """What could leave in clear, twice, or not at all stops the start with a sentence that names its variable."""
    with pytest.raises(Misconfigured) as caught:
        HttpSmsGateway(replace(described(server), **change))
    assert "LIAISON_SMS_" in caught.value.message
    assert "hunter2" not in caught.value.message + caught.value.hint


@pytest.mark.requirement("T-8")
def test_nothing_stays_in_words_or_logs(server: TextGateway, caplog: pytest.LogCaptureFixture) -> None:
    """Neither an error nor a log line holds the number, the text or the secret."""
    caplog.set_level(logging.DEBUG)
    server.answers += [(400, "{}"), (500, "{}")]
    gateway = HttpSmsGateway(described(server))
    said = [repr(described(server)), repr(gateway)]
    for _ in range(2):
        with pytest.raises((DeliveryRefused, DeliveryPostponed)) as caught:
            gateway.send(MOBILE, BODY, idempotency_key="abc")
        said += [repr(caught.value), repr(caught.value.__cause__)]
    gateway.send(MOBILE, BODY, idempotency_key="abc")
    everything = caplog.text + "".join(said)
    assert not [word for word in ("612345678", "k3wq", "secret") if word in everything]
