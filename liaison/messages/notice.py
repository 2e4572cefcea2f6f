"""What is a person told of the use of their data? The notice of RGPD art. 13 and 14, in plain French (G-9)."""

from typing import Final

VERSION: Final = "2026-11"
"""Kept with the date on which a person was told; a changed text is a new version."""

TITLE: Final = "Ce que nous faisons de vos informations"

PARAGRAPHS: Final = (
    """{operator} vous accompagne vers le logement et l’emploi dans le programme AGIR. Pour cela, nous écrivons \
des informations sur vous : votre nom, votre numéro AGDREF, vos coordonnées, votre situation de famille, votre \
niveau de français et vos besoins.""",
    """Ces informations viennent de vous, de l’OFII ou des structures qui vous ont orienté vers nous.""",
    """Avec votre accord, nous en envoyons une partie à un partenaire (Pôle emploi, mission locale, Cap emploi, \
APEC, hébergement…) sur une fiche de liaison. La fiche est toujours fermée par une clé que seul ce partenaire \
reçoit, ou remise en main propre.""",
    """Vous pouvez dire non, ou changer d’avis à tout moment : nous n’enverrons plus rien. Cela ne change pas \
votre droit à la protection.""",
    """Nous détruisons vos informations au plus tard 3 ans après la fin de votre accompagnement. Ce qui a été \
échangé avec Pôle emploi, une mission locale, Cap emploi, l’APEC ou un projet PIC IPR est détruit au plus tard \
2 mois après la fin de notre convention avec lui.""",
    """Vous pouvez demander à voir vos informations, à les corriger, à les effacer, à les recevoir ou à en \
limiter l’usage, et vous y opposer. Nous répondons en un mois au plus. Parlez-en à votre référent, ou au délégué \
à la protection des données ({operator}).""",
    """Si vous pensez que vos droits ne sont pas respectés, vous pouvez écrire à la CNIL (www.cnil.fr).""",
)
