"""Is slow work done outside of any transaction, so that what stood before it stays whatever becomes of it (0074)?"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from crypto.errors import KeyGone
from liaison.records import Departement
from liaison.store import directory
from liaison.usecases.context import Context
from tests.factories import House


def place(ctx: Context) -> Departement:
    """Give the first one."""
    return directory.list_departements(ctx.session)[0]


def rename(ctx: Context, name: str) -> None:
    """Write something that a transaction can lose."""
    row = place(ctx)
    row.name = name
    ctx.session.add(row)
    ctx.session.flush()


class _Broken(Exception):
    pass


def name_of(house: House) -> str:
    """Read what is committed."""
    with house.service.transaction() as ctx:
        return place(ctx).name


def test_others_write_while_the_work_is_done(house: House) -> None:
    """No lock is held meanwhile; what was written before is there to see, and what others wrote after."""
    seen = []

    def work() -> str:
        seen.append(name_of(house))
        with house.service.transaction() as other:
            rename(other, "Pendant")
        return "done"

    with house.service.transaction() as ctx:
        row = place(ctx)
        rename(ctx, "Avant")
        assert "done" == ctx.between(work)
        assert "Pendant" == row.name
        rename(ctx, "Après")

    assert ["Avant"] == seen
    assert "Après" == name_of(house)


def test_the_moment_of_the_request_stays(house: House) -> None:
    """`now` is what it was."""
    with house.service.transaction() as ctx:
        before = ctx.now
        ctx.between(lambda: house.clock.advance(seconds=5))

        assert before == ctx.now


def test_work_that_raises_loses_nothing_of_before(house: House) -> None:
    """What was committed stays; nothing else is."""

    def work() -> None:
        raise _Broken

    def act(ctx: Context) -> None:
        rename(ctx, "Avant")
        ctx.between(work)

    with pytest.raises(_Broken):
        house.do(act)

    assert "Avant" == name_of(house)


def test_after_work_that_raises_rows_are_read_afresh(house: House) -> None:
    """Who catches it and goes on sees what others wrote meanwhile."""

    def work() -> None:
        with house.service.transaction() as other:
            rename(other, "Pendant")
        raise _Broken

    with house.service.transaction() as ctx:
        row = place(ctx)
        rename(ctx, "Avant")
        with pytest.raises(_Broken):
            ctx.between(work)
        assert "Pendant" == row.name


def test_what_comes_after_is_rolled_back_alone(house: House) -> None:
    """A refusal after the work takes back what came after it, not what came before."""

    def act(ctx: Context) -> None:
        rename(ctx, "Avant")
        ctx.between(lambda: None)
        rename(ctx, "Après")
        raise _Broken

    with pytest.raises(_Broken):
        house.do(act)

    assert "Avant" == name_of(house)


def test_work_is_not_begun_when_the_commit_fails(house: House) -> None:
    """What could not be written down is not acted upon."""
    begun: list[bool] = []
    before = name_of(house)

    def act(ctx: Context) -> None:
        rename(ctx, "Avant")
        row = place(ctx)
        ctx.session.expunge(row)
        ctx.session.add(Departement(**row.model_dump()))
        ctx.between(lambda: begun.append(True))

    with pytest.raises(IntegrityError):
        house.do(act)

    assert [] == begun
    assert before == name_of(house)


def test_keys_die_with_what_is_committed(house: House) -> None:
    """Those of before the work die, even if the rest raises; those of after live on, since their rows do."""
    with house.service.transaction() as ctx:
        ctx.vault.create("outbox.before")
        ctx.vault.create("outbox.after")
        sealed = {name: ctx.seal(f"outbox.{name}", "x", "y") for name in ("before", "after")}

    def act(ctx: Context) -> None:
        ctx.destroy("outbox.before")
        ctx.between(lambda: None)
        ctx.destroy("outbox.after")
        raise _Broken

    with pytest.raises(_Broken):
        house.do(act)

    with house.service.transaction() as ctx:
        assert "y" == ctx.unseal("outbox.after", "x", sealed["after"])
        with pytest.raises(KeyGone):
            ctx.unseal("outbox.before", "x", sealed["before"])


def test_nothing_is_open_during_the_work(house: House) -> None:
    """The session holds no connection: the work may take as long as it takes."""
    with house.service.transaction() as ctx:
        ctx.session.execute(text("SELECT 1"))
        ctx.between(lambda: None if not ctx.session.in_transaction() else pytest.fail("still open"))
