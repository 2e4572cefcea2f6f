"""Which security measures are really on? From the parameters of the cryptography, the settings and the rules."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from crypto import profiles
from liaison.rules import breach, passwords, throttle
from liaison.settings import SmtpSecurity
from liaison.usecases.registers.known import Known

BITS: Final = 8
SEALING: Final = "seal the chains"
"""The step of the night that signs the heads of both chains."""


class Topic(StrEnum):
    """What a measure is about, as the registers list them."""

    IN_TRANSIT = "Chiffrement de ce qui part"
    KEY = "Clé par un autre chemin"
    AT_REST = "Chiffrement de ce qui est gardé"
    KEYS_APART = "Clés gardées à part"
    SIGN_IN = "Connexion"
    ROLES = "Rôles et droits"
    MINIMISED = "Minimisation"
    RECIPIENTS = "Destinataires"
    FILES_IN = "Fichiers reçus"
    ANTIVIRUS = "Antivirus"
    MAIL = "E-mails"
    BOX = "Boîte de réponse"
    TRACE = "Traçabilité"
    INTEGRITY = "Intégrité"
    AVAILABILITY = "Disponibilité"
    BACKUPS = "Sauvegardes et restauration"
    TESTED = "Tests et vérifications"
    DESTRUCTION = "Destruction"
    BREACHES = "Violations de données"
    DOCUMENTED = "Preuve de la conformité"


def measures(known: Known) -> Mapping[Topic, str]:
    """Say each measure as it is on at this moment; what is off is said to be off."""
    return {**_of_exchange(known), **_of_access(known), **_of_what_comes_in(known), **_of_keeping(known)}


def _of_exchange(known: Known) -> Mapping[Topic, str]:
    archive, passphrase, settings = profiles.ARCHIVE, profiles.PASSPHRASE, known.settings
    spoken = "par téléphone, en main propre ou par courrier recommandé"
    ways = f"par SMS, {spoken}" if known.has_texts else spoken
    return {
        Topic.IN_TRANSIT: f"Chaque fiche part dans une archive chiffrée (zip AES-{archive.aes_bits} ou 7z), rouverte "
        "et comparée avant l’envoi. Le nom du fichier, sa date et sa taille ne disent rien de la personne.",
        Topic.KEY: f"La clé de chaque archive est tirée au hasard, jamais choisie : {passphrase.symbols} caractères, "
        f"{passphrase.bits:.0f} bits. Elle part {ways}, jamais par e-mail, en principe après l’accusé de réception "
        f"du pli. Elle n’est montrée qu’une fois. Un lien donné à un partenaire vaut {settings.link_days} jours et "
        f"{settings.download_limit} téléchargements au plus.",
        Topic.RECIPIENTS: "Un pli ne part que vers un interlocuteur de l’annuaire, sous une convention en cours si la "
        "fiche en demande une, avec l’accord de la personne. Le retrait de l’accord arrête ce qui attendait de "
        "partir.",
        Topic.MAIL: _mail(known),
    }


def _mail(known: Known) -> str:
    if not known.settings.smtp_host:
        return "Aucun serveur d’e-mail n’est configuré dans les réglages."
    way = "STARTTLS" if known.settings.smtp_security is SmtpSecurity.STARTTLS else "TLS"
    sealed = f"Envoi par {way}, certificat vérifié, jamais en clair."
    return f"{sealed} Le texte d’un e-mail ne contient ni nom de bénéficiaire ni contenu de fiche."


def _of_access(known: Known) -> Mapping[Topic, str]:
    login, settings = profiles.LOGIN, known.settings
    return {
        Topic.SIGN_IN: f"Mot de passe de {passwords.SHORTEST} caractères au moins, comparé à une liste de mots de "
        "passe volés, et code à usage unique, pour chaque compte. Mots de passe gardés par empreinte Argon2id "
        f"({login.memory // 1024} Mio, {login.passes} passes). "
        f"Essais ralentis après {throttle.FREE_TRIES} erreurs. Session fermée après {settings.session_idle_minutes} "
        f"minutes sans activité, et après {settings.session_hours} heures en tout cas.",
        Topic.ROLES: "Cinq rôles. Un référent n’ouvre que les dossiers de son binôme ou de ceux qu’il remplace, la "
        "coordination que ceux de ses départements. Le délégué à la protection des données, le responsable de "
        "traitement et l’administrateur du service ne voient ni nom de bénéficiaire ni contenu.",
        Topic.MINIMISED: "Seuls les champs des modèles de fiches existent ; aucun champ n’est prévu pour le numéro de "
        "sécurité sociale. Les champs de santé et l’e-mail de la personne s’ouvrent avec son consentement. Une "
        "convention peut retirer des champs. Un texte libre qui semble contenir une donnée sensible est signalé "
        "avant l’envoi.",
        Topic.TRACE: "Chaque lecture, modification, envoi et refus est inscrit, par pseudonyme, dans un registre des "
        "transmissions ou un journal de sécurité. Aucun nom de bénéficiaire n’y figure.",
    }


def _of_what_comes_in(known: Known) -> Mapping[Topic, str]:
    settings = known.settings
    scanned = "Chaque document reçu est analysé par un antivirus (clamd) à son ouverture."
    not_scanned = "Aucun antivirus n’est configuré : les documents reçus sont marqués « non analysé »."
    watched = "La boîte de réponse est relevée par le service : un e-mail revenu ou un fichier lisible est signalé."
    not_watched = "La boîte de réponse n’est pas relevée par le service : elle l’est par l’opérateur."
    return {
        Topic.FILES_IN: f"Un partenaire dépose un fichier chiffré, {settings.deposit_megabytes} Mo au plus. Un "
        "fichier lisible est refusé et n’est pas gardé. Il est ouvert dans un processus isolé, aux droits réduits, "
        "et montré sous forme d’images.",
        Topic.ANTIVIRUS: scanned if known.has_antivirus else not_scanned,
        Topic.BOX: watched if settings.imap_host else not_watched,
    }


def _of_keeping(known: Known) -> Mapping[Topic, str]:
    vault, settings = profiles.VAULT, known.settings
    away = settings.master_key_file is not None and settings.data_dir not in settings.master_key_file.parents
    place = "hors du dossier des données" if away else "dans le dossier des données du service, qui est à protéger"
    days = settings.key_backup_days
    sealed = " Chaque nuit, un point de contrôle signé en est fait." if SEALING in known.nightly else ""
    return {
        Topic.AT_REST: f"Ce qui nomme une personne est chiffré dans la base (AES-{vault.key_size * BITS}-GCM), chaque "
        "dossier, fiche, pli, document et interlocuteur sous une clé à lui.",
        Topic.KEYS_APART: "Ces clés sont dans un magasin distinct de la base et de ses sauvegardes, elles-mêmes "
        f"chiffrées par une clé maîtresse. Le fichier de la clé maîtresse est {place}.",
        Topic.INTEGRITY: "Le chiffrement de la base est authentifié : une valeur changée ou déplacée ne s’ouvre "
        "plus. Registre et journal sont chaînés par empreintes : une entrée modifiée, ajoutée ou retirée au milieu "
        f"se voit.{sealed}",
        Topic.AVAILABILITY: "Ce qui part est écrit dans la même opération que son inscription, puis envoyé et "
        "réessayé : une panne ne perd pas d’envoi. La machine et son réseau relèvent de l’opérateur.",
        Topic.BACKUPS: "Sauvegardes chiffrées des données et, à part, des clés ; une sauvegarde des clés vit "
        f"{_days(days)}. Feuille de secours imprimée pour la clé maîtresse. La restauration s’essaie par une "
        "commande, et le service signale tant qu’elle n’a pas été essayée.",
        Topic.TESTED: "La commande « liaison doctor » et la page des réglages examinent l’installation ; « liaison "
        "journal verify » vérifie le registre et le journal. Chaque version passe des tests automatiques, sur les "
        "accès, le chiffrement et les fichiers hostiles compris.",
        Topic.DESTRUCTION: "Détruire un contenu, c’est détruire sa clé : il devient illisible, aussi dans les "
        "sauvegardes de la base. "
        + (
            f"La destruction commence {_days(days)} avant l’échéance, la durée de vie d’une sauvegarde des clés."
            if days
            else "Aucune sauvegarde des clés n’est gardée au-delà du jour."
        ),
        Topic.BREACHES: f"Un incident est ouvert par numéro, avec ses délais comptés en heures : {breach.TO_OFII} h "
        f"pour l’OFII, {breach.TO_OTHER_PARTY} h pour l’autre partie, {breach.TO_CNIL} h pour la CNIL.",
        Topic.DOCUMENTED: "Registre des transmissions, journal de sécurité, échéances de chaque partie d’un échange "
        "avec leur règle, et le présent document, établi d’après les réglages et les tables réelles.",
    }


def _days(count: int) -> str:
    return f"{count} jour{'s' if count > 1 else ''}"
