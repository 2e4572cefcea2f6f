"""Does a sign-in at the provider prove a second factor? By what its token says, as far as the operator trusts it."""

from collections.abc import Collection


def proves_second_factor(
    acr: str, amr: Collection[str], *, trusted_acr: Collection[str], trusted_amr: Collection[str]
) -> bool:
    """Say whether a token proves it: every list that the operator set must find its word in it.

    With no list nothing proves it: the telephone is asked (ASVS 6.8.4).
    """
    if not trusted_acr and not trusted_amr:
        return False
    by_acr = not trusted_acr or acr in trusted_acr
    by_amr = not trusted_amr or bool(set(trusted_amr) & set(amr))
    return by_acr and by_amr
