"""How long does a process that has just started take to its first fiche? Run as `… fresh FOLDER MODEL`; prints JSON.

With an empty folder the template is built, with one that was used before it is read from the disk.
"""

import json
import sys
from pathlib import Path
from time import perf_counter

from crypto import passphrase
from forms.catalog import Catalog
from tests.bench.answers import filled
from tests.bench.ours import Product


def main(folder: str, model: str) -> None:
    """Time the template, then the first fiche."""
    spec = Catalog().get(model)
    answers, key, product = filled(spec, 1), passphrase.generate(), Product(Path(folder))
    start = perf_counter()
    product.templates.of(spec)
    ready = perf_counter()
    product.seal(spec, answers, key)
    sealed = perf_counter()
    sys.stdout.write(json.dumps({"template": ready - start, "first": sealed - ready}))


if __name__ == "__main__":
    main(*sys.argv[1:])
