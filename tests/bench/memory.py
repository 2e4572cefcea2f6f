"""Does a process grow with the fiches that it seals? Run as `… memory FOLDER`; prints its size in MB, as JSON.

The templates in the folder were built before: what building leaves free would hide a growth.
"""

import json
import sys
from pathlib import Path

from crypto import passphrase
from forms.catalog import Catalog
from tests.bench.answers import filled
from tests.bench.ours import Product, check, padded, zip_stored

FEW, MANY = 100, 1000


def main(folder: str, *models: str) -> None:
    """Seal fiches of all models in turn, each checked as the product does, and tell the size after few and many."""
    specs, product = [Catalog().get(model) for model in models], Product(Path(folder))
    sizes = []
    for number in range(1, MANY + 1):
        spec = specs[number % len(specs)]
        key = passphrase.generate()
        pdf = padded(product.draw(spec, filled(spec, number)))
        check(zip_stored(pdf, key), pdf, key)
        if number in (FEW, MANY):
            sizes.append(_resident())
    sys.stdout.write(json.dumps(sizes))


def _resident() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = [line.split()[1] for line in status if line.startswith("VmRSS:")]
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
