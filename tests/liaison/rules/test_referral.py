"""Who may refer somebody, and when is the DT OFII owed a copy (T-6)?"""

import pytest

from liaison.rules import referral
from liaison.vocabulary import SPE, CirState, OfiiCopy, PartnerKind

pytestmark = pytest.mark.requirement("T-6")


@pytest.mark.parametrize("kind", list(PartnerKind))
@pytest.mark.parametrize("cir", list(CirState))
def test_copy_due(kind: PartnerKind, cir: CirState) -> None:
    """Of a referral by the SPE whose CIR is signed, and of nothing else (guide:3162-3168)."""
    due = kind in SPE and cir is CirState.SIGNED
    assert (OfiiCopy.TO_SETTLE if due else OfiiCopy.NOT_DUE) is referral.copy_due(kind, cir)


def test_who_refers() -> None:
    """Everybody whom the guide names; not the OFII, which is the one that calls people to sign."""
    named = SPE | {PartnerKind.DNA, PartnerKind.SIAO, PartnerKind.SPADA}
    assert named <= {kind for kind in PartnerKind if referral.may_refer(kind)}
    for kind in (PartnerKind.OFII, PartnerKind.PREFECTURE, PartnerKind.OPERATOR, PartnerKind.RECEIVING):
        assert not referral.may_refer(kind)
