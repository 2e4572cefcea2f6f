"""Is the other side who it says it is? Certificate and name verified, TLS 1.2 at least (security.md 7)."""

import ssl
from pathlib import Path

from liaison.errors import Misconfigured


def verified(ca_file: Path | None, *, setting: str) -> ssl.SSLContext:
    """Verify certificate and name; with a file, trust that authority and no other. `setting` names the file's variable.

    Raises:
        Misconfigured: the file holds no certificate.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError):
        raise Misconfigured(
            f"{setting}: {ca_file} holds no certificate that can be read.", hint="Give a PEM file."
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
