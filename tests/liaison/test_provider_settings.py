"""Is a provider that could not be honoured refused at the start, and every host of one declared with its country?"""

from pathlib import Path

import pytest

from liaison import bootstrap, diagnosis
from liaison.adapters.oidc import OidcProvider
from liaison.diagnosis import Level
from liaison.errors import Misconfigured
from liaison.settings import load
from liaison.usecases.registers.hosts import hosts_of
from liaison.vocabulary.registers import HostRole
from tests.factories import House
from tests.journeys.processes import free_port

PROVIDER = {
    "public_url": "https://liaison.operateur.example",
    "oidc_issuer": "https://identite.operateur.example/agents",
    "oidc_client_id": "liaison",
    "oidc_client_secret": "secret",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"oidc_issuer": ""}, "LIAISON_OIDC_CLIENT_ID is set without LIAISON_OIDC_ISSUER"),
        ({"oidc_issuer": "", "oidc_client_id": ""}, "LIAISON_OIDC_CLIENT_SECRET is set without LIAISON_OIDC_ISSUER"),
        ({"oidc_client_id": ""}, "set without LIAISON_OIDC_CLIENT_ID"),
        ({"oidc_client_secret": ""}, "set without LIAISON_OIDC_CLIENT_ID and LIAISON_OIDC_CLIENT_SECRET"),
        ({"oidc_client_secret": "clé"}, "holds more than ASCII"),
        ({"public_url": None}, "set without .*LIAISON_PUBLIC_URL"),
        ({"public_url": "http://liaison.operateur.example"}, "LIAISON_PUBLIC_URL is not https"),
        ({"oidc_issuer": "http://identite.operateur.example"}, "LIAISON_OIDC_ISSUER is not an https address"),
        ({"oidc_issuer": "https://moi:secret@identite.example"}, "has no host, or holds an account"),
        ({"oidc_issuer": "https://identite.example?a=1"}, "has no host, or holds an account, a query"),
        ({"oidc_acr": ("deux mots",)}, "LIAISON_OIDC_ACR holds more than single words"),
        ({"oidc_hosts": ("https://jetons.example",)}, "LIAISON_OIDC_HOSTS holds more than single words"),
        ({"oidc_label": " "}, "LIAISON_OIDC_LABEL is empty"),
        ({"oidc_country": "US"}, "LIAISON_OIDC_COUNTRY"),
    ],
)
def test_refused(changed: dict[str, object], said: str) -> None:
    """Each combination that cannot be honoured is refused in a sentence that names its variables."""
    with pytest.raises(Misconfigured, match=said):
        load({}, **{**PROVIDER, **changed})


def test_an_authority_that_cannot_be_read(sqlite_house: House, tmp_path: Path) -> None:
    """A file that holds no certificate stops the start."""
    nothing = tmp_path / "rien.pem"
    nothing.write_text("rien")
    known = {**sqlite_house.service.settings.model_dump(), **PROVIDER, "oidc_ca_file": nothing}
    with pytest.raises(Misconfigured, match="LIAISON_OIDC_CA_FILE"):
        bootstrap.start(load({}, **known))


def test_the_secret_stands_in_a_file(tmp_path: Path) -> None:
    """It is read without its line end, and shown nowhere."""
    file = tmp_path / "secret"
    file.write_text("secret de fichier\n")
    file.chmod(0o600)
    without = {name: value for name, value in PROVIDER.items() if name != "oidc_client_secret"}
    settings = load({"LIAISON_OIDC_CLIENT_SECRET_FILE": str(file)}, **without)
    assert "secret de fichier" == settings.oidc_client_secret.get_secret_value()
    assert "secret de fichier" not in repr(settings)


@pytest.mark.requirement("G-6", "G-11")
def test_every_host_of_it_is_asked_for() -> None:
    """Its hosts are machines that the operator declares, with the country of the settings."""
    settings = load({}, **PROVIDER, oidc_hosts=("jetons.operateur.example",), oidc_country="BE")
    found = {(host.address, host.country) for host in hosts_of(settings) if host.role is HostRole.IDENTITY}
    assert {("identite.operateur.example", "BE"), ("jetons.operateur.example", "BE")} == found
    assert not [host for host in hosts_of(load({})) if host.role is HostRole.IDENTITY]


def test_doctor_asks_it(sqlite_house: House) -> None:
    """`doctor --connect` reads what it publishes; one that is down is a finding, and the start goes on."""
    known = {**sqlite_house.service.settings.model_dump(), **PROVIDER, "oidc_issuer": f"http://127.0.0.1:{free_port()}"}
    finding = diagnosis.provider_session(OidcProvider(load({}, **known)))
    assert (Level.RED, "does not answer") == (finding.level, finding.message)
