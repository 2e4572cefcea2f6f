"""What does the operator say of its own organisation? The controller and the DPO fill it once (G-7, G-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from liaison.errors import Conflict, Invalid, Problem
from liaison.events import EventKind
from liaison.records import OperatorStatement
from liaison.rules.access import Actor, check_has_role
from liaison.store import registers as store
from liaison.store.trails import Event
from liaison.store.writing import remove, save
from liaison.usecases.context import Context
from liaison.vocabulary import Role, Sealed
from liaison.vocabulary.registers import Statement

STATERS: Final = frozenset({Role.CONTROLLER, Role.DPO})
LONGEST: Final = 3000
"""Signs: more would not stand in a cell of a printed table."""

LABELS: Final[Mapping[Statement, tuple[str, str]]] = {
    Statement.OPERATOR: ("L’opérateur", "Nom, adresse, représentant légal."),
    Statement.CONTROLLER: (
        "Le responsable de traitement",
        "Nom, adresse, téléphone ou e-mail ; le représentant et le responsable conjoint s’il y en a.",
    ),
    Statement.DPO: (
        "Le délégué à la protection des données",
        "Comment le joindre : e-mail, téléphone, adresse. Ce texte est remis aux personnes.",
    ),
    Statement.RIGHTS: (
        "Où exercer ses droits",
        "L’adresse, l’e-mail ou le téléphone où écrire. Ce texte est remis aux personnes.",
    ),
    Statement.OFII_CONTACT: (
        "Adresse de notification à l’OFII",
        "À qui annoncer un incident de sécurité en 4 heures : personne, adresse, standard et ligne directe, e-mail.",
    ),
    Statement.LEGAL_BASIS: (
        "Base légale retenue",
        "Celle de l’article 6 du RGPD que vous retenez pour chaque traitement, et pourquoi.",
    ),
    Statement.COLLECTION: (
        "Comment les données sont collectées",
        "Entretiens, consultation du CIRNG, papiers remis : ce qui se passe avant la saisie dans le service.",
    ),
    Statement.NECESSITY: (
        "Nécessité et proportionnalité",
        "Pourquoi ces données sont nécessaires, et pourquoi moins ne suffirait pas.",
    ),
    Statement.PREMISES: ("Accès aux locaux", "Qui entre, comment, et où sont gardés les papiers."),
    Statement.PEOPLE: ("Personnel", "Engagement de confidentialité, formation, arrivée et départ."),
    Statement.DEVICES: ("Postes et téléphones", "Chiffrement, verrouillage, mises à jour, antivirus des postes."),
    Statement.MACHINE: ("Serveur", "Qui l’administre, mises à jour, chiffrement du disque, où est la clé maîtresse."),
    Statement.BACKUPS: (
        "Sauvegardes",
        "Combien de fois, où, gardées combien de temps, par qui ; la dernière restauration essayée.",
    ),
    Statement.PAPER: ("Papiers", "Fiches imprimées et contrats : rangement, transport, destruction."),
    Statement.ARCHIVES: ("Archives intermédiaires et définitives", "Ce qui est archivé ailleurs, ou « aucune »."),
    Statement.CONTINUITY: ("Continuité", "Ce qui se passe si le service s’arrête : procédure, délai, responsable."),
    Statement.REVIEWS: ("Contrôles réguliers", "Audits, revues des comptes, tests : dates et suites données."),
    Statement.VIEWS: (
        "Avis des personnes concernées",
        "Comment il a été recueilli, ou pourquoi il ne l’a pas été (RGPD, article 35.9).",
    ),
    Statement.RISKS: (
        "Appréciation des risques",
        "Gravité et vraisemblance que vous retenez pour chacun des trois risques, et mesures décidées.",
    ),
    Statement.DPO_OPINION: ("Avis du délégué à la protection des données", "RGPD, article 35.2."),
}


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement: what it is about, what was said and when."""

    key: Statement
    label: str
    help: str
    text: str = ""
    revision: int = 0
    saved_at: datetime | None = None


def statements(ctx: Context) -> Mapping[Statement, str]:
    """Return what the operator said, opened."""
    return {Statement(row.subject): _text(ctx, row) for row in store.list_statements(ctx.session)}


def list_statements(ctx: Context, actor: Actor) -> list[StatementView]:
    """Return every statement, said or not, in the order of the documents."""
    check_has_role(actor, STATERS)
    rows = {row.subject: row for row in store.list_statements(ctx.session)}
    return [_view(ctx, key, rows.get(key.value)) for key in Statement]


def open_statement(ctx: Context, actor: Actor, key: Statement) -> StatementView:
    """Return one statement to write."""
    check_has_role(actor, STATERS)
    return _view(ctx, key, store.find_statement(ctx.session, key.value))


def save_statement(ctx: Context, actor: Actor, key: Statement, text: str, *, revision: int) -> None:
    """Keep what the operator says; an empty text takes it back, with its data key.

    Raises:
        Invalid: it is too long to be printed.
        Conflict: somebody else changed it meanwhile.
    """
    check_has_role(actor, STATERS)
    row, said = store.find_statement(ctx.session, key.value), text.strip()
    if len(said) > LONGEST:
        sentence = f"« {LABELS[key][0]} » : {LONGEST} caractères au plus, et il y en a {len(said)}."
        raise Invalid([Problem("text", LABELS[key][0], sentence)])
    if (row.revision if row else 0) != revision:
        raise Conflict(
            "Quelqu’un d’autre a changé ce texte entre-temps.",
            hint="Copiez le vôtre, rechargez la page, puis reportez-le.",
        )
    event = Event(EventKind.DECLARATION_SAVED, actor.account_id, row.id if row else "", {"statement": key.value})
    if not said:
        if row is not None:
            remove(ctx.session, row, event=event, at=ctx.now)
            ctx.destroy(Sealed.STATEMENT.object(row.id))
        return
    row = row or _new(ctx, key, actor)
    row.revision, row.saved_at, row.saved_by = revision + 1, ctx.now, actor.account_id
    row.text = ctx.seal(Sealed.STATEMENT.object(row.id), "text", said, version=row.revision)
    event = Event(EventKind.DECLARATION_SAVED, actor.account_id, row.id, {"statement": key.value})
    save(ctx.session, row, event=event, at=ctx.now)


def _new(ctx: Context, key: Statement, actor: Actor) -> OperatorStatement:
    row = OperatorStatement(
        id=ctx.new_id(), subject=key.value, text=b"", saved_at=ctx.now, saved_by=actor.account_id
    )  # fmt: skip
    ctx.vault.create(Sealed.STATEMENT.object(row.id))
    return row


def _view(ctx: Context, key: Statement, row: OperatorStatement | None) -> StatementView:
    label, words = LABELS[key]
    if row is None:
        return StatementView(key, label, words)
    return StatementView(key, label, words, _text(ctx, row), row.revision, row.saved_at)


def _text(ctx: Context, row: OperatorStatement) -> str:
    return str(ctx.unseal(Sealed.STATEMENT.object(row.id), "text", row.text, version=row.revision))
