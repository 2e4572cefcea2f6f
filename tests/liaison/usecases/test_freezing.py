"""Is a fiche that left drawn again to the byte, also where it names the public employment service otherwise?"""

import hashlib
from datetime import date

import pytest

from liaison.store import exchanges
from liaison.usecases import following
from liaison.vocabulary import PartnerKind
from tests.factories import LOIRE, House
from tests.forms.paper.reading import printed_in
from tests.liaison.usecases.test_handing_over import BY_HAND


@pytest.mark.requirement("F-9", "T-4")
@pytest.mark.parametrize("by", ["referent", "referent of the Loire"])
def test_what_is_printed_is_what_stands_in_the_register(house: House, by: str) -> None:
    """Handed over: the paper has the fingerprint of the register, and says « France Travail » once where it does."""
    departement = LOIRE if by.endswith("Loire") else "69"
    partner_id = house.partner(PartnerKind.MISSION_LOCALE, departement=departement)
    house.convention(partner_id, "spe", ends_on=date(2027, 12, 31), departement=departement)
    contact_id = house.contact(partner_id, departement=departement)
    case_id = house.case(raw={"beneficiary.last_name": "TESTOUKHINA"}, by=by)
    transmission_id = house.send(house.draft(case_id, "spe", contact_id=contact_id, by=by), BY_HAND, by=by)

    printed = house.do(following.printed_fiche, house[by], transmission_id)

    version_id = house.row(transmission_id).fiche_version_id or ""
    version = house.do(lambda ctx: exchanges.get_fiche_version(ctx.session, version_id))
    assert hashlib.sha256(printed).hexdigest() == version.fingerprint
    worded = printed_in(printed)
    assert (departement == LOIRE) == ("France Travail (ex-Pôle emploi)" in worded)
    assert "France Travail (ex-France Travail" not in worded
