"""Where do the SMS of a demo go? Into a folder, one JSON file each (law 14: demo only).

The file is named by the idempotency key: the same key never makes two.
"""

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Final

from liaison.adapters.sms_gateway import check_mobile
from liaison.ports import Clock, DeliveryPostponed, DemoText
from liaison.rules.delivery import Failure
from liaison.vocabulary import DeliveryStatus

_KEY: Final = re.compile(r"[A-Za-z0-9-]{1,100}\Z")


class SmsFolder:
    """A `liaison.ports.TextMessenger` that keeps texts in a folder, and shows them."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._clock = clock

    def send(self, number: str, body: str, *, idempotency_key: str) -> str:
        """Write the text down; its id is its key.

        Raises:
            DeliveryRefused: not a mobile number, as at a real gateway.
        """
        if not _KEY.match(idempotency_key):
            raise ValueError("an idempotency key is made of letters, digits and hyphens")
        kept = {"number": check_mobile(number), "body": body, "at": self._clock.now().isoformat()}
        part = self._folder / f"{idempotency_key}.part"
        part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        try:
            os.link(part, self._file(idempotency_key))
        except FileExistsError:
            pass  # sent before: the first one stays
        finally:
            part.unlink()
        return idempotency_key

    def status(self, gateway_id: str) -> DeliveryStatus:
        """Say delivered of what lies in the folder.

        Raises:
            DeliveryPostponed: there is no such text.
        """
        if not _KEY.match(gateway_id) or not self._file(gateway_id).exists():
            raise DeliveryPostponed(Failure.GATEWAY_ANSWER)
        return DeliveryStatus.DELIVERED

    def texts(self) -> list[DemoText]:
        """Return the texts, newest first."""
        kept = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(self._folder.glob("*.json"))]
        texts = [DemoText(datetime.fromisoformat(one["at"]), one["number"], one["body"]) for one in kept]
        return sorted(texts, key=lambda text: text.at, reverse=True)

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.json"
