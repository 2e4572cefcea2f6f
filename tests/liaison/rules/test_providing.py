"""When does a sign-in at the provider spare the telephone? Only where the operator said what proves a second factor."""

import pytest

from liaison.rules.providing import proves_second_factor

pytestmark = pytest.mark.requirement("A-1")


@pytest.mark.parametrize(
    ("acr", "amr", "trusted_acr", "trusted_amr", "proven"),
    [
        ("mfa", ("otp",), (), (), False),
        ("mfa", (), ("mfa", "hwk"), (), True),
        ("", (), ("mfa",), (), False),
        ("pwd", ("mfa",), ("mfa",), (), False),
        ("MFA", (), ("mfa",), (), False),
        ("mfa", (), ("mfa2",), (), False),
        ("", ("pwd", "otp"), (), ("otp",), True),
        ("otp", ("pwd",), (), ("otp",), False),
        ("mfa", ("otp",), ("mfa",), ("otp",), True),
        ("mfa", ("pwd",), ("mfa",), ("otp",), False),
        ("pwd", ("otp",), ("mfa",), ("otp",), False),
    ],
)
def test_what_proves_it(
    acr: str, amr: tuple[str, ...], trusted_acr: tuple[str, ...], trusted_amr: tuple[str, ...], *, proven: bool
) -> None:
    """Each list that was set must find its word, to the letter; with no list nothing proves it (ASVS 6.8.4)."""
    assert proven == proves_second_factor(acr, amr, trusted_acr=trusted_acr, trusted_amr=trusted_amr)
