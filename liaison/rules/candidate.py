"""What is known of somebody who may be proposed for the programme, and what may the rules answer? Values only.

`rules.eligibility` judges them.
"""

from dataclasses import dataclass
from datetime import date

from liaison.rules.situation import Standing
from liaison.rules.windows import Window
from liaison.vocabulary import CirState
from liaison.vocabulary.orientations import Doubt, Verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of somebody who may be proposed; None where nobody said.

    `agreed_on`: the day of an agreement that stands; `agreement_withdrawn`: none stands, and one was withdrawn.
    `sheltered`: a structure of the département that shelters them referred them.
    `left_on`, `left_well`: the last exit, and whether it was a positive one.
    """

    standing: Standing | None = None
    status_on: date | None = None
    prefect: bool | None = None
    cir: CirState = CirState.UNKNOWN
    cir_on: date | None = None
    cph_request: bool | None = None
    cph_validated: bool | None = None
    cph_since: date | None = None
    resettled: bool | None = None
    resides: bool | None = None
    sheltered: bool = False
    agreed_on: date | None = None
    agreement_withdrawn: bool = False
    housing: bool | None = None
    stable_housing: bool | None = None
    employment: bool | None = None
    lasting_employment: bool | None = None
    restricted: bool = False
    objects: bool = False
    engaged_on: date | None = None
    left_on: date | None = None
    left_well: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found, said in a sentence, with its place."""

    code: Doubt
    verdict: Verdict
    sentence: str
    place: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer: the worst findings first."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    window: Window | None = None
    cph_months: int | None = None
    """Full months in the CPH; None for who is not known to live in one."""

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What a person must look at before this one leaves."""
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.DOUBTFUL)

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        """What keeps this one out."""
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.NOT_ELIGIBLE)
