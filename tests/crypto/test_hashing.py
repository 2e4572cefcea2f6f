"""Can a stored hash be turned into the secret, or a refusal be overlooked?"""

import re
from dataclasses import replace

import pytest

from crypto.errors import BrokenHash, WrongSecret
from crypto.hashing import (
    MAX_SECRET_BYTES,
    Freshness,
    hash_secret,
    new_token,
    refuse_unknown,
    token_digest,
    verify_secret,
    verify_token,
)
from crypto.profiles import LOGIN, TOKEN

CHEAP = replace(LOGIN, memory=64, passes=1)


class TestSecrets:
    """What a person signs in with."""

    @pytest.mark.requirement("A-1")
    def test_parameters_stand_in_the_hash(self) -> None:
        """Argon2id with at least 19 MiB, two passes, one lane (ASVS 11.4.2)."""
        found = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", hash_secret("mot de passe"))

        assert found
        assert int(found[1]) >= 19 * 1024
        assert int(found[2]) >= 2
        assert int(found[3]) == 1

    @pytest.mark.requirement("A-1")
    @pytest.mark.parametrize("secret", ["x" * 200, "🔑 clé été", "a", " espaces  ", "\ud800"])
    def test_any_secret_of_any_length_verifies(self, secret: str) -> None:
        """Long ones, emoji and spaces are taken as they are; two hashes of one secret differ."""
        stored = hash_secret(secret, profile=CHEAP)

        assert verify_secret(secret, stored, profile=CHEAP) is Freshness.CURRENT
        assert stored != hash_secret(secret, profile=CHEAP)

    def test_composed_and_decomposed_accents_are_one(self) -> None:
        """The same accents from another keyboard are the same secret (RFC 8265)."""
        stored = hash_secret("e\u0301te\u0301", profile=CHEAP)

        assert verify_secret("été", stored, profile=CHEAP) is Freshness.CURRENT

    @pytest.mark.parametrize("secret", ["", "Mot de passe", "mot de passe ", "x" * (MAX_SECRET_BYTES + 1)])
    def test_another_secret_raises(self, secret: str) -> None:
        """A wrong secret cannot pass for a right one by a forgotten check: it raises."""
        with pytest.raises(WrongSecret):
            verify_secret(secret, hash_secret("mot de passe", profile=CHEAP), profile=CHEAP)

    def test_old_parameters_are_told(self) -> None:
        """A hash made with cheaper parameters still verifies, and asks to be renewed."""
        assert verify_secret("s", hash_secret("s", profile=CHEAP)) is Freshness.OUTDATED

    @pytest.mark.parametrize("stored", ["", "x", "$argon2id$v=19$m=64,t=1,p=1$", "$2b$12$abc"])
    def test_altered_row_is_not_a_wrong_secret(self, stored: str) -> None:
        """What is no hash of ours is told apart, since nobody can sign in with it."""
        with pytest.raises(BrokenHash):
            verify_secret("s", stored, profile=CHEAP)

    def test_refuses_an_endless_secret(self) -> None:
        """Over 4096 bytes nothing is hashed."""
        with pytest.raises(ValueError, match="4096"):
            hash_secret("x" * (MAX_SECRET_BYTES + 1))

    def test_unknown_login_is_refused_alike(self) -> None:
        """A login that nobody has raises the same error with the same words."""
        with pytest.raises(WrongSecret) as unknown:
            refuse_unknown("s", profile=CHEAP)
        with pytest.raises(WrongSecret) as wrong:
            verify_secret("s", hash_secret("t", profile=CHEAP), profile=CHEAP)

        assert str(unknown.value) == str(wrong.value)


class TestTokens:
    """What stands in links and cookies."""

    def test_has_256_bits_and_needs_no_escaping(self) -> None:
        """43 characters of base64url, all different."""
        made = {new_token() for _ in range(1000)}

        assert TOKEN.size * 8 >= 128
        assert len(made) == 1000
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in made)

    def test_verifies_or_raises(self) -> None:
        """The right token returns; another one, or another purpose, raises."""
        token = new_token()
        digest = token_digest(token, purpose="session")

        verify_token(token, digest, purpose="session")
        for wrong, purpose in [
            (new_token(), "session"),
            (token, "deposit"),
            ("", "session"),
            ("é", "session"),
        ]:
            with pytest.raises(WrongSecret):
                verify_token(wrong, digest, purpose=purpose)

    def test_digest_is_no_token(self) -> None:
        """What a stolen database holds does not work as a link."""
        digest = token_digest(new_token(), purpose="session")
        with pytest.raises(WrongSecret):
            verify_token(digest, digest, purpose="session")
