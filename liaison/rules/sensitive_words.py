"""Which words of a free text say more about a person than a fiche may carry, and why (F-7)?

The guide's own table of data (annexe 6, guide:2674-2690) leaves these categories unticked; RGPD articles 9, 10 and 87
say why. The lists are for French as caseworkers write it; how a phrase is matched is `rules.free_text`:

* letters without accents or capitals; a word also matches its feminine and its plurals (« malade » : « malades »);
* ``word*`` matches every word that begins so, ``=word`` only the word itself;
* ``…`` stands for up to three words of the same sentence;
* a `harmless` phrase hides what is found inside it (« assurance maladie », « rue Pasteur »).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from liaison.vocabulary import Sensitive


@dataclass(frozen=True, slots=True)
class Category:
    """One sort of sensitive words: what people call it, the rule with its place, what to do, the words."""

    label: str
    rule: str
    advice: str
    phrases: tuple[str, ...]
    harmless: tuple[str, ...] = ()


def _list(*groups: str) -> tuple[str, ...]:
    """Read phrases that stand between commas."""
    return tuple(" ".join(phrase.split()) for group in groups for phrase in group.split(","))


_TABLE: Final = "guide, annexe 6, tableau des données : case non cochée"

_HEALTH: Final = _list(
    # states of health said as such
    """
    etat de sante, probleme … de sante, souci … de sante, ennui de sante, raison de sante, sante fragile, sante
    mentale, fragilite psych*, souffrance psych*, detresse psych*, maladie, malade, pathologi*, diagnosti* de,
    diagnostic medical, a ete diagnostiqu*, ont diagnostiqu*, diagnostiquee, symptome, contagieu*, douleur*, mal
    de dos, mal au dos, convalescen*, epuisement, burn out, =burnout, entend mal, n entend pas, voit mal,
    psychologiquement, deprim*, idees noires, fatigue chronique, perte d autonomie, incapacite, allerg*, delir*,
    halluci*, =psy
    """,
    # care that tells of it
    """
    hospitalis*, sous traitement, traitement medic*, traitement lourd, suit un traitement, en traitement,
    medicament*, opere … du, opere … de la, opere … des, operation chirurgicale, intervention chirurgicale,
    chirurgie, chimio*, radiotherap*, dialys*, perfusion, greffe, transfusion, insulin*, neuroleptique,
    anxiolytique, antidepresseur, anti depresseur, psychotrope, methadone, subutex, reeducation, suivi … psych*,
    suivi … medica*, suivi … hopital, suivi … cmp, suivi … addict*, soin psych*, consult* … psych*, voit …
    psych*, oriente … psychiatr*, oriente … psycholog*, psychiatr*, psychothera*, =cmp, arret maladie, arret de
    travail, longue maladie, =ald, =hdt, certificat medical, inapte, inaptitude, restriction medicale,
    medecin … conseille, medecin … interdit, suit une cure, en cure, cure de, prend … cachet, hopital de
    jour, appareil auditif, appareils auditifs, hematolog*, oncolog*, cardiolog*, neurolog*, gynecolog*,
    pneumolog*, nephrolog*, =irm, suivi … kine*, se deplace avec une canne
    """,
    # illnesses
    """
    cancer*, tumeur, leucemi*, diabet*, asthm*, epilep*, hypertension, cardiaque, infarctus, =avc, hepatite,
    tuberculos*, =vih, =hiv, =sida, seroposit*, drepanocyt*, paludisme, anemi*, obesite, =mst, =ist, covid,
    endometrios*, arthrose, lombalgie, sciatique, hernie, scoliose, migraine, depress*, bipolair*, schizo*,
    psychose, psychotique, parano*, anxiete, anxieu*, angoiss*, insomnie, cauchemar*, trouble … sommeil, trouble
    … psych*, trouble … comportement, trouble … memoire, trouble … anxieux, trouble dys, stress post
    traumatique, post traumatique, =tspt, =espt, =ptsd, traumatis*, psychotrauma*, suicid*, scarifi*, autis*,
    trisomi*, demence, alzheimer, parkinson, addict*, toxicoman*, alcool*, drogue, stupefiant, sevrage,
    cannabis, thyroide, boit beaucoup, probleme … alcool
    """,
    # disabilities
    """
    handicap*, =rqth, =mdph, =aah, =pch, invalidite, invalide, infirme, infirmite, ampute*, prothese, fauteuil
    roulant, bequille, paralys*, paraplegi*, tetraplegi*, hemiplegi*, sourd, surdite, malentendant, aveugle,
    malvoyant, cecite, perdu l usage, perdu la vue, perdu l ouie, =esat
    """,
    # birth
    """
    enceinte, grossesse, accouch*, fausse couche, =ivg, avortement, contracept*, excis*, mutil*, sterilite,
    conge maternite, conge pathologique, attend un bebe, attend un enfant
    """,
)
_HEALTH_HARMLESS: Final = _list(
    """
    assurance maladie, assurances maladie, accident du travail maladie, complementaire sante, aupres …
    handicap*, aupres … malade, aupres … autis*, secteur … handicap*, metier … handicap*, domaine … handicap*,
    travailler … handicap*, accompagnant … handicap*, accompagnement … eleve … handicap*, eleve en situation de
    handicap, enfants en situation de handicap, garde malade, service des malades, l enceinte, son enceinte,
    enceintes acoustiques, gel hydro alcoolique, hydro alcoolique, sans alcool, boissons alcoolisees, vente d
    alcool, reeducation nationale, greffe du tribunal, greffe de, au greffe, chirurgien dentiste, medicaments en
    rayon, preparat* … medicaments, vente de medicaments, sans … probleme de sante, psychiatrie infirmier,
    infirmier en psychiatrie, infirmiere en psychiatrie, diagnostic de territoire, diagnostic de la situation,
    diagnostic de situation, diagnostic de competences, diagnostic de ses competences, diagnostic de ses
    besoins, diagnostic des besoins, diagnostic de sortie, diagnostic de depart, diagnostic de performance,
    diagnostic de langue, diagnostic de niveau, prothese dentaire formation, formation … prothese, usine de
    protheses, protheses dentaires, aupres … sourd, aupres … aveugle, aupres … malvoyant, prevention … addict*,
    prevention … alcool*, chez une personne malade, aide … personne malade, dans l incapacite de, en incapacite
    de, infirmier* … psychiatrie, gynecologue … formation
    """,
)

_RELIGION: Final = _list(
    """
    religion, religieu*, confession … musulman*, musulman*, islam*, sunnite, chiite, alevi, ismaelien, ahmadi,
    chretien*, christian*, catholi*, protestant*, evangeli*, orthodoxe, copte, maronite, baptis*, pentecot*,
    adventiste, mormon, temoin de jehovah, jehovah, =juif, =juifs, juive, judais*, bouddhis*, hindou*, sikh,
    animiste, =athee, =athees, atheisme, =agnostique, apostasi*, apostat*, mosquee, eglise, synagogue, paroiss*,
    lieu de culte, salle de priere, =priere, =prieres, =prie, =prier, =imam, =imams, pretre, est pasteur, un
    pasteur, ramadan, careme, =halal, casher, ne mange … porc, croyant, est … pratiquant, tres pratiquant, non
    pratiquant, peu pratiquant, porte … voile, porte … foulard, porte … hijab, port du voile, port du foulard,
    hijab, niqab, femme voilee, =sa foi, =leur foi, =la foi, foi chretienne, foi musulmane, s est converti,
    converti a, converti au, se convertir, conversion religieu*, conversion au, pelerinage, son voile, retirer …
    voile, enlever … voile, retirer … foulard, enlever … foulard
    """,
)
_RELIGION_HARMLESS: Final = _list(
    """
    secours catholique, secours islamique, entraide protestante, diaconat protestant, centre protestant,
    federation protestante, institut catholique, universite catholique, lycee catholique, ecole catholique,
    comite catholique, association cultuelle, rue … eglise, place … eglise, avenue … eglise, allee … eglise,
    chemin … eglise, impasse … eglise, quartier … eglise, arret … eglise, face a l eglise, pres de l eglise,
    derriere l eglise, rue … synagogue, rue … mosquee, rue … religieu*, methode … orthodoxe, peu orthodoxe,
    jours feries religieux, converti … au format, prier de, prie de, vous prie, je vous prie, boucherie halal,
    boucher halal, commerce halal, restaurant halal, rayon halal, epicerie halal, salle paroissiale
    """,
)

_OPINION: Final = _list(
    """
    opinion* politique*, opinion … politique, conviction … politique, engagement politique, activite politique,
    militant*, =milite, =militait, activiste, opposant*, parti politique, parti d opposition, parti communiste,
    parti socialiste, membre … parti, adherent … parti, affilie … parti, elu … parti, communiste, anarchiste,
    extreme droite, extreme gauche, royaliste, syndique, syndicalis*, delegue syndical, adherent … syndicat,
    membre … syndicat, vote pour, a manifeste contre, manifestation* contre, journaliste … opposition,
    dissident, prisonnier politique, philosophi*, =franc macon, droits des femmes militant*, =cgt, =cfdt, =cftc,
    =unsa, =cnt, opposition politique, opposition kurde, idees … opposition, proche … opposition, contre le
    gouvernement, contre le regime
    """,
)
_OPINION_HARMLESS: Final = _list(
    """
    syndicat mixte, syndicat de copropriete, syndicat des eaux, syndicat intercommunal, syndicat d initiative,
    cours de philosophie, licence de philosophie, etudes de philosophie, master de philosophie, professeur de
    philosophie, professeure de philosophie
    """,
)

_SEXUALITY: Final = _list(
    """
    homosexuel*, homosexualite, heterosexuel*, bisexuel*, transsexuel*, transgenre, non binaire, lesbien*, =gay,
    =gays, lgbt*, orientation sexuelle, vie sexuelle, identite de genre, changement de sexe, transition de
    genre, prostitu*, travail du sexe, couple d hommes, couple de femmes, parcours trans, personne trans, homme
    trans, femme trans
    """,
)
_SEXUALITY_HARMLESS: Final = _list(
    """
    rue gay lussac, lycee gay lussac, gay lussac
    """,
)

_ORIGIN: Final = _list(
    """
    ethni*, origine racial*, couleur de peau, racial*, raciale, hazara, yezidi, yazidi, rohingya, ouighour,
    tutsi, hutu, tsigane, gitan, =rom, =roms, gens du voyage, pygmee, caste, sa tribu, =tribu, =tribus, chef de
    clan, du clan, son clan, minorite ethni*, minorite nationale, membre d une minorite, minorite persecutee, d
    origine kurde, d origine tchetchene, d origine pachtoune, d origine berbere, d origine peule, d origine
    tadjike, d origine arabe, d origine juive, race noire, communaute kurde, communaute peule, communaute
    tchetchene, kurde de, est kurde, est peul, est peule, est tchetchene, est pachtoune, est tadjik, groupe
    minoritaire
    """,
)
_ORIGIN_HARMLESS: Final = ("cd rom", "commerce ethnique", "cuisine ethnique")

_ASYLUM: Final = _list(
    # where the account was told
    """
    recit d asile, recit … asile, recit … ofpra, recit … cnda, recit d exil, recit de vie, son recit, devant l
    ofpra, a l ofpra il, a l ofpra elle, raconte … ofpra, explique … ofpra, dit … a l ofpra, declar* … ofpra,
    entretien … ofpra, audition … ofpra, notes d entretien, devant la cnda, audience … cnda, cnda a retenu, cnda
    a estime, cnda a considere, ofpra a retenu, ofpra a estime, ofpra a considere, motif … asile, motif …
    persecution, crainte … retour, craint pour sa vie, craint … represaille, danger de mort, danger … pays,
    risque la mort, risque sa vie
    """,
    # what happened
    """
    persecut*, tortur*, sevice, supplice, mauvais traitement, traitement inhumain, maltraitan*, violence …
    subie, subi … violence, subi … coup, victime … violence, violence conjugale, violences conjugales, violence
    sexuelle, violences sexuelles, agression sexuelle, =viol, =viols, violee, ete viole, agress*, menace … mort,
    menaces … clan, menace … famille, ete menace, menace par, menacee par, represaille, vendetta, kidnapp*, ete
    enlev*, enlevement de, sequestr*, pris en otage, prise d otage, esclav*, traite des etres humains, trafic d
    etres humains, reseau de traite, proxenet*, mariage force, marie de force, mariee de force, crime d honneur,
    ete tue, ont ete tues, tue par, assassin*, massacr*, genocid*, execut* sommaire*, execute par, disparu
    pendant, ete arrete, arrete par, arrestation, ete emprisonn*, ete incarcer*, ete detenu, detenu par, prison
    … pays, prison en, camp de detention, a fui, ont fui, =fuir, fui … pays, fuite du pays, fuite … pays, du
    quitter … pays, quitte … pays … apres, quitte … pays … cause, taliban*, =daech, =daesh, etat islamique, boko
    haram, chabab, shebab, milice, milicien, guerre, bombard*, =obus, zone de combat, deserteur, deserte l
    armee, desertion, enrole … force, enrolement, enfant soldat, passeur*, traversee de la mediterranee, pendant
    la traversee, bateau pneumatique, prison libyenne, par la libye, en libye, parcours d exil, naufrage, hommes
    armes, homme arme, noye, noyade, brulee par, brule par, frappe par, battu par, conjoint violent, mari
    violent, recu … coup, coups recus
    """,
)
_ASYLUM_HARMLESS: Final = _list(
    """
    agresseur moteur, apres guerre, de guerre lasse, enlevement des encombrants, enlevement des ordures,
    maltraitance … formation, prevention … violence, risque professionnel, jeu de guerre, croix de guerre,
    guerre mondiale, arrete prefectoral, arrete par le prefet, arrete par la prefecture, arrete par le maire
    """,
)

_OFFENCE: Final = _list(
    """
    casier judiciaire, condamn*, garde a vue, mis en examen, mise en examen, controle judiciaire, incarcer*,
    sorti … prison, sortie de prison, sorti de detention, sortie de detention, ex detenu, en prison, en
    detention, maison d arret, centre de detention, peine de prison, bracelet electronique, libert*
    conditionnelle, sursis, delinquan*, =spip, interdiction judiciaire, obligation de soin, travail d interet
    general, =tig, plainte contre lui, plainte contre elle
    """,
)
_OFFENCE_HARMLESS: Final = _list(
    """
    casier judiciaire vierge demande, surveillant … maison d arret, sursis a statuer, sursis a expulsion,
    travailler en prison, intervient en prison, intervenir en prison
    """,
)

WORDS: Final[Mapping[Sensitive, Category]] = MappingProxyType(
    {
        Sensitive.HEALTH: Category(
            "une donnée de santé",
            f"RGPD, article 9 ({_TABLE}). Une fiche ne dit jamais un diagnostic",
            "dites seulement ce qu’il faut prévoir, par exemple « poste assis, sans port de charges »",
            _HEALTH,
            _HEALTH_HARMLESS,
        ),
        Sensitive.RELIGION: Category(
            "une conviction religieuse",
            f"RGPD, article 9 ({_TABLE})",
            "retirez ce passage, ou dites seulement la contrainte, par exemple « disponible sauf le vendredi »",
            _RELIGION,
            _RELIGION_HARMLESS,
        ),
        Sensitive.OPINION: Category(
            "une opinion politique, philosophique ou syndicale",
            f"RGPD, article 9 ({_TABLE})",
            "retirez ce passage : le partenaire n’en a pas besoin",
            _OPINION,
            _OPINION_HARMLESS,
        ),
        Sensitive.SEXUALITY: Category(
            "la vie ou l’orientation sexuelle",
            f"RGPD, article 9 ({_TABLE})",
            "retirez ce passage : le partenaire n’en a pas besoin",
            _SEXUALITY,
            _SEXUALITY_HARMLESS,
        ),
        Sensitive.ORIGIN: Category(
            "une origine ethnique",
            f"RGPD, article 9 ({_TABLE})",
            "dites la nationalité ou la langue, qui suffisent",
            _ORIGIN,
            _ORIGIN_HARMLESS,
        ),
        Sensitive.ASYLUM: Category(
            "le récit d’asile ou des violences subies",
            "le récit d’asile est confidentiel (Conseil constitutionnel, 97-389 DC) et ne figure dans aucune liste de "
            "données du guide (annexe 6.1, annexe 2)",
            "retirez ce passage : le besoin d’accompagnement se dit sans lui",
            _ASYLUM,
            _ASYLUM_HARMLESS,
        ),
        Sensitive.OFFENCE: Category(
            "une infraction ou une condamnation",
            f"RGPD, article 10 ({_TABLE})",
            "retirez ce passage, ou dites seulement la contrainte pratique",
            _OFFENCE,
            _OFFENCE_HARMLESS,
        ),
    }
)
"""In the order in which they are told."""

NIR: Final = Category(
    "un numéro de sécurité sociale",
    "RGPD, article 87, et décret 2019-341 : son usage est limité ; le guide ne le prévoit pour aucun partenaire "
    "(annexe 6.1, annexe 2)",
    "retirez-le : si le partenaire doit le connaître, la personne le lui donne elle-même",
    (),
)
"""It is recognised by its shape and its key, not by words."""
