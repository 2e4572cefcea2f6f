"""How is the house kept, from its first administrator on? On both engines."""

from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from liaison.bootstrap import Service
from liaison.errors import Denied, Invalid, WrongState
from liaison.events import EventKind
from liaison.records import Account, Invitation, JournalEntry, OutboxMessage
from liaison.store import accounts
from liaison.usecases import administering, coming_back, inviting, keeping_departements
from liaison.usecases.administering import NewAccount
from liaison.usecases.context import Context
from liaison.usecases.inviting import Identity
from liaison.usecases.keeping_departements import DepartementForm
from liaison.vocabulary import Role
from tests.clock import FixedClock
from tests.web.staff import PASSWORD, Staff, close, make_service


def first_link(service: Service) -> str:
    """Do what `liaison admin first` does."""
    with service.transaction() as ctx:
        return administering.first_administrator(ctx)


def accept(service: Service, token: str, *, password: str = PASSWORD, email: str = "ondine@operateur.example") -> None:
    """Use a link of the first administrator."""
    with service.transaction() as ctx:
        seed = inviting.open_invitation(ctx, token).secret
        code = pyotp.TOTP(seed).at(ctx.now)
        identity = Identity("Ondine", "Réglagette", email)
        inviting.accept_invitation(ctx, token, password=password, code=code, identity=identity)


def kinds(service: Service) -> list[str]:
    """List the kinds of events of the security journal, in order."""
    with service.transaction() as ctx:
        return list(ctx.session.exec(select(JournalEntry.kind).order_by(col(JournalEntry.index))))


class TestFirstAdministrator:
    """No default account: a one-time link makes the first one (ASVS 6.3.2)."""

    def test_a_new_house_has_nobody(self, service: Service) -> None:
        """Until the link was used, no account has a password."""
        first_link(service)
        with service.transaction() as ctx:
            assert [None] == [account.password for account in accounts.list_accounts(ctx.session)]

    def test_the_link_makes_one_administrator(self, service: Service) -> None:
        """They say who they are, choose a password and prove their telephone."""
        accept(service, first_link(service))
        with service.transaction() as ctx:
            [account] = accounts.list_accounts(ctx.session)
            assert "Ondine" == administering.staff_profile(ctx, account.id).first_name
        assert [
            EventKind.ACCOUNT_CREATED, EventKind.INVITATION_MADE, EventKind.FACTOR_ENROLLED, EventKind.INVITATION_USED,
            EventKind.RECOVERY_CODES_MADE,
        ] == kinds(service)  # fmt: skip

    def test_an_unused_link_is_replaced_and_a_used_one_is_the_last(self, service: Service) -> None:
        """Lost before use: ask again. Used: others are added in the pages."""
        lost, found = first_link(service), first_link(service)
        with pytest.raises(WrongState):
            accept(service, lost)
        accept(service, found)
        with pytest.raises(WrongState, match="administrator already"):
            first_link(service)

    @pytest.mark.parametrize("email", ["", "ondine", "ondine@", "a b@c.example"])
    def test_a_nameless_administrator_is_refused(self, service: Service, email: str) -> None:
        """Without an address nobody could sign in."""
        with pytest.raises(Invalid) as caught:
            accept(service, first_link(service), email=email)
        assert ["email"] == [problem.field for problem in caught.value.problems]

    def test_a_weak_password_leaves_the_code_unused(self, service: Service) -> None:
        """The same code serves when the password was corrected within its half minute."""
        token = first_link(service)
        with pytest.raises(Invalid):
            accept(service, token, password="ondine-reglagette")
        accept(service, token)

    def test_only_the_digest_of_a_link_is_stored(self, service: Service) -> None:
        """A copy of the database gives no link (row 24 of docs/security.md)."""
        token = first_link(service)
        with service.transaction() as ctx:
            [invitation] = ctx.session.exec(select(Invitation)).all()
        assert token not in (invitation.token, invitation.account_id)
        assert 64 == len(invitation.token)


class TestAccounts:
    """Added by an administrator, and by nobody else."""

    @pytest.mark.requirement("A-2")
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
    def test_other_roles_administer_nothing(self, service: Service, staff: Staff, role: Role) -> None:
        """Each door, tried by each other role."""
        actor, other = staff.actor(role), staff.person(Role.ADMINISTRATOR).account_id
        new = NewAccount("A", "B", "a@b.example", "C", "", Role.DPO, "D", ("69",))
        form = DepartementForm("38", "Isère", "Opérateur", "04 76 00 00 00", None, True, True)
        acts: list[Callable[[Context], object]] = [
            lambda ctx: administering.list_accounts(ctx, actor),
            lambda ctx: administering.add_account(ctx, actor, new),
            lambda ctx: administering.disable_account(ctx, actor, other),
            lambda ctx: administering.enable_account(ctx, actor, other),
            lambda ctx: administering.renew_invitation(ctx, actor, other),
            lambda ctx: keeping_departements.open_departement(ctx, actor, "69"),
            lambda ctx: keeping_departements.save_departement(ctx, actor, form, new=True),
        ]
        for act in acts:
            with pytest.raises(Denied), service.transaction() as ctx:
                act(ctx)

    @pytest.mark.requirement("G-8")
    def test_who_somebody_is_is_sealed(self, service: Service, staff: Staff) -> None:
        """Name, address, function, telephone and seed stand nowhere in clear."""
        person = staff.person(Role.REFERENT)
        with service.transaction() as ctx:
            rows = str(ctx.session.execute(text("SELECT * FROM account")).all())
            rows += str(ctx.session.execute(text("SELECT * FROM journalentry")).all())
            row = ctx.session.get(Account, person.account_id)
            assert row is not None
            rows += row.profile.decode("latin-1") + (row.totp or b"").decode("latin-1")
        canaries = ["Testoukhina", person.email, "Référente emploi", "+33472000000", person.seed, PASSWORD]
        assert [] == [canary for canary in canaries if canary in rows]

    def test_the_link_is_mailed_where_the_service_has_an_address(
        self, sqlite_database_url: str, tmp_path: Path, clock: FixedClock
    ) -> None:
        """With a mail server and an https address, and only then, it waits in the outbox."""
        house = make_service(
            sqlite_database_url, tmp_path / "house", clock,
            public_url="https://liaison.test", smtp_host="127.0.0.1", mail_from="liaison@operateur.example",
        )  # fmt: skip
        Staff(house, clock).person(Role.REFERENT)
        with house.transaction() as ctx:
            [mail] = ctx.session.exec(select(OutboxMessage)).all()
            assert mail.transmission_id is None
        close(house)

    def test_without_an_address_nothing_is_mailed(self, service: Service, staff: Staff) -> None:
        """The administrator hands the link over."""
        staff.person(Role.REFERENT)
        with service.transaction() as ctx:
            assert [] == ctx.session.exec(select(OutboxMessage)).all()

    def test_a_fiche_finds_who_writes_it(self, service: Service, staff: Staff) -> None:
        """Names apart, telephone in E.164."""
        person = staff.person(Role.REFERENT)
        with service.transaction() as ctx:
            profile = administering.staff_profile(ctx, person.account_id)
        assert ("Testoukhina", "Zéphyrine", "+33472000000") == (
            profile.last_name,
            profile.first_name,
            profile.telephone,
        )

    def test_a_chain_shows_functions_and_roles(self, service: Service, staff: Staff) -> None:
        """Who acted, without a name."""
        person = staff.person(Role.REFERENT)
        with service.transaction() as ctx:
            assert "Référente emploi (Référent·e)" == administering.actor_label(ctx, person.account_id)
            assert "le service" == administering.actor_label(ctx, "system")

    def test_who_adds_a_departement_works_in_it(self, service: Service, staff: Staff) -> None:
        """So that its partners can be entered at once."""
        actor = staff.actor(Role.ADMINISTRATOR)
        form = DepartementForm("38", "Isère", "Opérateur", "04 76 00 00 00", None, True, True)
        with service.transaction() as ctx:
            keeping_departements.save_departement(ctx, actor, form, new=True)
        assert {"38", "69"} == staff.actor(Role.ADMINISTRATOR).departements


class TestComingBack:
    """What was typed travels sealed, and opens for its author only."""

    def test_it_comes_back_in_order(self, service: Service, staff: Staff) -> None:
        """Doubled fields, empty ones and line ends included."""
        actor = staff.actor(Role.REFERENT)
        pairs = (("a", "1"), ("a", "2"), ("b", ""), ("c", "\nligne\n\n"), ("d", "نص — é"))
        with service.transaction() as ctx:
            typed = coming_back.give_back(ctx, actor, coming_back.keep(ctx, actor.account_id, "/fiches/x", pairs))
        assert ("/fiches/x", pairs) == (typed.path, typed.pairs)

    def test_nothing_is_kept_for_nobody(self, service: Service) -> None:
        """A made-up author, or an id that could not be one, keeps nothing and fails nothing."""
        with service.transaction() as ctx:
            assert ["", "", ""] == [
                coming_back.keep(ctx, author, "/", (("a", "1"),)) for author in ("absent", "../etc", "")
            ]

    def test_what_is_too_long_is_not_kept(self, service: Service, staff: Staff) -> None:
        """It would not come back through the limit of a form."""
        actor = staff.actor(Role.REFERENT)
        with service.transaction() as ctx:
            assert "" == coming_back.keep(ctx, actor.account_id, "/", (("a", "x" * coming_back.LARGEST),))

    @pytest.mark.parametrize("kept", ["", "x", "AAAA", "é", "=" * 9])
    def test_what_is_no_parcel_is_refused(self, service: Service, staff: Staff, kept: str) -> None:
        """As a parcel of somebody else."""
        actor = staff.actor(Role.REFERENT)
        with pytest.raises(WrongState), service.transaction() as ctx:
            coming_back.give_back(ctx, actor, kept)

    def test_a_day_later_it_is_refused(self, service: Service, staff: Staff, clock: FixedClock) -> None:
        """The dossier will have changed."""
        actor = staff.actor(Role.REFERENT)
        with service.transaction() as ctx:
            kept = coming_back.keep(ctx, actor.account_id, "/", (("a", "1"),))
        clock.advance(days=1, seconds=1)
        with pytest.raises(WrongState, match="plus d’un jour"), service.transaction() as ctx:
            coming_back.give_back(ctx, actor, kept)
