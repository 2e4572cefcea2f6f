"""Does any request to any route end in an answer, never in an incident? Forms, parameters, octets, from anybody.

`EVERY_EXAMPLES` asks for more of each route than the few of every run.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from liaison.errors import Invalid
from tests.web.every.hostile import NASTY, Knock, addresses, knocks
from tests.web.every.routes import POSTED, READ, ROUTES
from tests.web.every.world import World
from web.inputs import Form, Input, read

pytestmark = pytest.mark.xdist_group("every-route")

EXAMPLES: Final = int(os.environ.get("EVERY_EXAMPLES", "4"))
FEW: Final = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


def models(kind: type[Input]) -> Iterator[type[Input]]:
    """Walk every typed form of the pages."""
    for child in kind.__subclasses__():
        yield child
        yield from models(child)


def test_every_typed_form() -> None:
    """Each field of each typed form takes each text that broke other services, or says what is wrong with it."""
    known = [model for model in models(Input) if model.__module__.startswith("web.")]
    assert len(known) > 50
    for model in known:
        for name in model.model_fields:
            for text in (*NASTY, "01/01/" + "9" * 30, "9" * 30 + "/01/2026"):
                with suppress(Invalid):
                    read(Form({name: (text,)}), model)


@pytest.mark.parametrize("name", sorted(route.name for route in POSTED))
def test_posted(world: World, name: str) -> None:
    """Whatever stands in a form: a page, a refusal, a redirect; each example finds the house as it was."""

    @FEW
    @given(knock=knocks(ROUTES[name], world))
    def check(knock: Knock) -> None:
        world.restore()
        answer = world.post(knock.who, knock.path, knock.body, knock.kind)
        assert answer.status_code < 500, world.incident()

    check()


@pytest.mark.parametrize("name", sorted(route.name for route in READ))
def test_opened(world: World, name: str) -> None:
    """Whatever stands in an address and its query: a page, or one that says why not."""

    @FEW
    @given(asked=addresses(ROUTES[name], world))
    def check(asked: tuple[str, str]) -> None:
        who, address = asked
        answer = world.browsers[who].get(address, follow_redirects=False)
        assert answer.status_code < 500, world.incident()

    check()
