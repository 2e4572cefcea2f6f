"""How does an SMS leave? Through the HTTP gateway of the operator, described by settings.

It keeps the gateway's id and asks what became of the text: accepted is not delivered (demands.md 7). Nothing
of a number or a text is logged or raised. Any gateway that takes JSON and answers with an id will do.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import quote

import phonenumbers
from phonenumbers import PhoneNumberType

from liaison.adapters.http_json import Answer, Json, NoAnswer, check_url, pick, request
from liaison.errors import Misconfigured
from liaison.ports import DeliveryPostponed, DeliveryRefused
from liaison.rules.delivery import Failure, read_delivery
from liaison.settings import Settings
from liaison.vocabulary import DeliveryStatus

_PLACES: Final = re.compile(r"\{(number|digits|text|key)\}")
_MOBILE: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_HEADER: Final = re.compile(r"[A-Za-z0-9-]{1,60}\Z")
_GATEWAY_ID: Final = re.compile(r"[\x21-\x7e]{1,200}\Z")
_SUCCESS: Final = range(200, 300)
_CLIENT_ERRORS: Final = range(400, 500)
_SIGN_IN: Final = frozenset({401, 403, 407})
_TRY_LATER: Final = frozenset({408, 409, 423, 425, 429})
"""409: the first request of the same idempotency key is still being worked on."""
_EXAMPLE: Final = 'As {"to": "{number}", "text": "{text}", "ref": "{key}"}.'


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gateway as the settings describe it; see `docs/configuration.md` for the places."""

    url: str
    body: str
    headers: str = field(default="{}", repr=False)
    id_field: str = "id"
    status_url: str = ""
    status_field: str = "status"
    delivered: tuple[str, ...] = ("delivered",)
    undelivered: tuple[str, ...] = ("undelivered", "failed", "rejected", "expired")
    seconds: float = 20.0


class HttpSmsGateway:
    """A `liaison.ports.TextMessenger` on an HTTP gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._url = check_url("LIAISON_SMS_URL", gateway.url)
        self._status_url = gateway.status_url and _status_url(gateway.status_url)
        self._body = _template(gateway.body)
        self._headers = _headers(gateway.headers)
        if "{key}" not in gateway.body + gateway.headers:
            raise Misconfigured(
                "Neither LIAISON_SMS_BODY nor LIAISON_SMS_HEADERS holds {key}.",
                hint="Say where your gateway reads an idempotency key, so that no text is sent twice.",
            )

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make the gateway that the settings describe; `sms_url` is set.

        Raises:
            Misconfigured: a template that is no JSON, or an address that is not https.
        """
        return cls(
            Gateway(
                url=str(settings.sms_url),
                body=settings.sms_body,
                headers=settings.sms_headers.get_secret_value(),
                id_field=settings.sms_id_field,
                status_url=settings.sms_status_url,
                status_field=settings.sms_status_field,
                delivered=settings.sms_delivered,
                undelivered=settings.sms_undelivered,
            )
        )

    def send(self, number: str, body: str, *, idempotency_key: str) -> str:
        """Hand the text to the gateway; return its id of it, or "" from a gateway that gave none.

        Raises:
            DeliveryRefused: not a mobile number, or the gateway refused for good.
            DeliveryPostponed: the gateway did not take it this time; it may have, when it went silent.
        """
        values = {
            "number": check_mobile(number),
            "digits": number.removeprefix("+"),
            "text": body,
            "key": idempotency_key,
        }
        headers = {name: _fill(value, {"key": idempotency_key}) for name, value in self._headers.items()}
        answer = self._ask("POST", self._url, headers, _fill_all(self._body, values))
        if answer.status in _CLIENT_ERRORS and answer.status not in _SIGN_IN | _TRY_LATER:
            raise DeliveryRefused(Failure.TEXT_REFUSED)
        _check_success(answer)
        gateway_id = pick(answer.content, self._gateway.id_field)
        return gateway_id if _GATEWAY_ID.match(gateway_id) else ""

    def status(self, gateway_id: str) -> DeliveryStatus:
        """Ask the gateway what became of a text; accepted when it has no address for that.

        Raises:
            DeliveryPostponed: it did not answer.
        """
        if not self._status_url or not gateway_id:
            return DeliveryStatus.ACCEPTED
        url = self._status_url.replace("{id}", quote(gateway_id, safe=""))
        headers = {name: value for name, value in self._headers.items() if "{key}" not in value}
        answer = self._ask("GET", url, headers, None)
        _check_success(answer)
        word = pick(answer.content, self._gateway.status_field)
        return read_delivery(word, delivered=self._gateway.delivered, undelivered=self._gateway.undelivered)

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: Json) -> Answer:
        try:
            return request(method, url, headers=headers, body=body, seconds=self._gateway.seconds)
        except NoAnswer:
            raise DeliveryPostponed(Failure.GATEWAY_UNREACHABLE) from None


def check_mobile(number: str) -> str:
    """Return an E.164 number that an SMS may go to: a mobile, never a premium or short number.

    Raises:
        DeliveryRefused: it is anything else.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        raise DeliveryRefused(Failure.NUMBER_REFUSED) from None
    plain = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    valid = phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in _MOBILE
    if plain != number or not valid:
        raise DeliveryRefused(Failure.NUMBER_REFUSED)
    return number


def _check_success(answer: Answer) -> None:
    if answer.status in _SUCCESS:
        return
    if answer.status in _SIGN_IN:
        raise DeliveryPostponed(Failure.GATEWAY_SIGN_IN)
    if answer.status in _TRY_LATER or answer.status >= _CLIENT_ERRORS.stop:
        raise DeliveryPostponed(Failure.GATEWAY_BUSY)
    # A redirect, which is never followed, or an answer that means nothing to us.
    raise DeliveryPostponed(Failure.GATEWAY_ANSWER)


def _status_url(url: str) -> str:
    if "{id}" not in url:
        raise Misconfigured("LIAISON_SMS_STATUS_URL lacks {id}.", hint="As https://…/messages/{id}.")
    return check_url("LIAISON_SMS_STATUS_URL", url)


def _template(text: str) -> Json:
    try:
        parsed: Json = json.loads(text)
    except ValueError:
        raise Misconfigured("LIAISON_SMS_BODY is not JSON.", hint=_EXAMPLE) from None
    if "{text}" not in text or not ("{number}" in text or "{digits}" in text):
        raise Misconfigured("LIAISON_SMS_BODY lacks {text}, or {number} and {digits}.", hint=_EXAMPLE)
    return parsed


def _headers(text: str) -> dict[str, str]:
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict) or not all(
        _HEADER.match(name) and isinstance(value, str) and value.isascii() and value.isprintable()
        for name, value in parsed.items()
    ):
        raise Misconfigured(
            "LIAISON_SMS_HEADERS is not a JSON object of header names and ASCII values.",
            hint='As {"Authorization": "Bearer …", "Idempotency-Key": "{key}"}.',
        )
    return parsed


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Replace the places in one pass, so that no value is looked into."""
    return _PLACES.sub(lambda place: values.get(place[1], place[0]), text)


def _fill_all(template: Json, values: Mapping[str, str]) -> Json:
    if isinstance(template, str):
        return _fill(template, values)
    if isinstance(template, list):
        return [_fill_all(item, values) for item in template]
    if isinstance(template, dict):
        return {name: _fill_all(item, values) for name, item in template.items()}
    return template
