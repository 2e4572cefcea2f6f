"""Which nationality did the person type? Codes, feminine and masculine adjectives and countries, in French.

Codes are ISO 3166-1 alpha-3, but for two: ``XKX`` (Kosovo, user-assigned, as the European Union writes it)
and ``XXA`` (stateless person, ICAO 9303, the code printed on travel documents). What is not found here is
kept as it was typed: this table refuses nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nationality:
    """One nationality; `feminine` is what the fiche shows, since « nationalité » is feminine."""

    code: str
    feminine: str
    masculine: str
    country: str


def find(text: str) -> tuple[Nationality, ...]:
    """Return every nationality that a text may mean, whatever its case, accents or gender.

    None, one, or several: « congolaise » means two, and the caller asks which.
    """
    return _BY_NAME.get(_folded(text), ())


def by_code(code: str) -> Nationality | None:
    """Return the nationality of a stored code, or None when the stored value is a text kept as typed."""
    return _BY_CODE.get(code)


def every() -> tuple[Nationality, ...]:
    """Return the whole table, by code: for a list of suggestions."""
    return _NATIONALITIES


def _folded(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.split(r"[\W_]+", bare.casefold())).strip()


_ALIASES = {
    "COG": ("congolaise", "congolais", "Congo", "République du Congo"),
    "COD": ("congolaise", "congolais", "Congo", "RDC", "Congo-Kinshasa", "RD Congo"),
    "CIV": ("Côte Ivoire",),
    "GNB": ("bissao-guinéenne", "bissao-guinéen", "guinéenne (Bissau)", "Guinée-Bissao"),
    "GIN": ("Guinée Conakry", "Guinée-Conakry"),
    "KOR": ("coréenne", "coréen", "Corée"),
    "PRK": ("coréenne", "coréen", "Corée"),
    "KAZ": ("kazakhe", "kazakh"),
    "BLR": ("bélarusse", "Bélarus"),
    "BFA": ("burkinabée", "burkinabé", "Burkina"),
    "BGD": ("bangladeshie", "bangladeshi"),
    "IRQ": ("iraquienne", "iraquien", "Iraq"),
    "LKA": ("sri-lankaise", "sri-lankais"),
    "MMR": ("Myanmar",),
    "RUS": ("Fédération de Russie",),
    "SYR": ("République arabe syrienne",),
    "VNM": ("Vietnam",),
    "CAF": ("Centrafrique",),
    "CZE": ("République tchèque",),
    "AZE": ("azérie", "azéri"),
    "TJK": ("tadjique",),
    "ARE": ("émiratie", "émirati"),
    "USA": ("états-unienne", "états-unien", "États-Unis d’Amérique"),
    "ZWE": ("zimbabwéanne",),
    "KEN": ("kenyanne", "kenyan"),
    "UZB": ("ouzbèque", "ouzbek"),
    "XXA": ("sans nationalité",),
}

_NATIONALITIES = (
    Nationality("AFG", "afghane", "afghan", "Afghanistan"),
    Nationality("AGO", "angolaise", "angolais", "Angola"),
    Nationality("ALB", "albanaise", "albanais", "Albanie"),
    Nationality("AND", "andorrane", "andorran", "Andorre"),
    Nationality("ARE", "émirienne", "émirien", "Émirats arabes unis"),
    Nationality("ARG", "argentine", "argentin", "Argentine"),
    Nationality("ARM", "arménienne", "arménien", "Arménie"),
    Nationality("ATG", "antiguaise", "antiguais", "Antigua-et-Barbuda"),
    Nationality("AUS", "australienne", "australien", "Australie"),
    Nationality("AUT", "autrichienne", "autrichien", "Autriche"),
    Nationality("AZE", "azerbaïdjanaise", "azerbaïdjanais", "Azerbaïdjan"),
    Nationality("BDI", "burundaise", "burundais", "Burundi"),
    Nationality("BEL", "belge", "belge", "Belgique"),
    Nationality("BEN", "béninoise", "béninois", "Bénin"),
    Nationality("BFA", "burkinabè", "burkinabè", "Burkina Faso"),
    Nationality("BGD", "bangladaise", "bangladais", "Bangladesh"),
    Nationality("BGR", "bulgare", "bulgare", "Bulgarie"),
    Nationality("BHR", "bahreïnienne", "bahreïnien", "Bahreïn"),
    Nationality("BHS", "bahaméenne", "bahaméen", "Bahamas"),
    Nationality("BIH", "bosnienne", "bosnien", "Bosnie-Herzégovine"),
    Nationality("BLR", "biélorusse", "biélorusse", "Biélorussie"),
    Nationality("BLZ", "bélizienne", "bélizien", "Belize"),
    Nationality("BOL", "bolivienne", "bolivien", "Bolivie"),
    Nationality("BRA", "brésilienne", "brésilien", "Brésil"),
    Nationality("BRB", "barbadienne", "barbadien", "Barbade"),
    Nationality("BRN", "brunéienne", "brunéien", "Brunei"),
    Nationality("BTN", "bhoutanaise", "bhoutanais", "Bhoutan"),
    Nationality("BWA", "botswanaise", "botswanais", "Botswana"),
    Nationality("CAF", "centrafricaine", "centrafricain", "République centrafricaine"),
    Nationality("CAN", "canadienne", "canadien", "Canada"),
    Nationality("CHE", "suisse", "suisse", "Suisse"),
    Nationality("CHL", "chilienne", "chilien", "Chili"),
    Nationality("CHN", "chinoise", "chinois", "Chine"),
    Nationality("CIV", "ivoirienne", "ivoirien", "Côte d’Ivoire"),
    Nationality("CMR", "camerounaise", "camerounais", "Cameroun"),
    Nationality("COD", "congolaise (RDC)", "congolais (RDC)", "République démocratique du Congo"),
    Nationality("COG", "congolaise (Congo-Brazzaville)", "congolais (Congo-Brazzaville)", "Congo-Brazzaville"),
    Nationality("COL", "colombienne", "colombien", "Colombie"),
    Nationality("COM", "comorienne", "comorien", "Comores"),
    Nationality("CPV", "cap-verdienne", "cap-verdien", "Cap-Vert"),
    Nationality("CRI", "costaricienne", "costaricien", "Costa Rica"),
    Nationality("CUB", "cubaine", "cubain", "Cuba"),
    Nationality("CYP", "chypriote", "chypriote", "Chypre"),
    Nationality("CZE", "tchèque", "tchèque", "Tchéquie"),
    Nationality("DEU", "allemande", "allemand", "Allemagne"),
    Nationality("DJI", "djiboutienne", "djiboutien", "Djibouti"),
    Nationality("DMA", "dominiquaise", "dominiquais", "Dominique"),
    Nationality("DNK", "danoise", "danois", "Danemark"),
    Nationality("DOM", "dominicaine", "dominicain", "République dominicaine"),
    Nationality("DZA", "algérienne", "algérien", "Algérie"),
    Nationality("ECU", "équatorienne", "équatorien", "Équateur"),
    Nationality("EGY", "égyptienne", "égyptien", "Égypte"),
    Nationality("ERI", "érythréenne", "érythréen", "Érythrée"),
    Nationality("ESH", "sahraouie", "sahraoui", "Sahara occidental"),
    Nationality("ESP", "espagnole", "espagnol", "Espagne"),
    Nationality("EST", "estonienne", "estonien", "Estonie"),
    Nationality("ETH", "éthiopienne", "éthiopien", "Éthiopie"),
    Nationality("FIN", "finlandaise", "finlandais", "Finlande"),
    Nationality("FJI", "fidjienne", "fidjien", "Fidji"),
    Nationality("FRA", "française", "français", "France"),
    Nationality("FSM", "micronésienne", "micronésien", "Micronésie"),
    Nationality("GAB", "gabonaise", "gabonais", "Gabon"),
    Nationality("GBR", "britannique", "britannique", "Royaume-Uni"),
    Nationality("GEO", "géorgienne", "géorgien", "Géorgie"),
    Nationality("GHA", "ghanéenne", "ghanéen", "Ghana"),
    Nationality("GIN", "guinéenne", "guinéen", "Guinée"),
    Nationality("GMB", "gambienne", "gambien", "Gambie"),
    Nationality("GNB", "bissau-guinéenne", "bissau-guinéen", "Guinée-Bissau"),
    Nationality("GNQ", "équato-guinéenne", "équato-guinéen", "Guinée équatoriale"),
    Nationality("GRC", "grecque", "grec", "Grèce"),
    Nationality("GRD", "grenadienne", "grenadien", "Grenade"),
    Nationality("GTM", "guatémaltèque", "guatémaltèque", "Guatemala"),
    Nationality("GUY", "guyanienne", "guyanien", "Guyana"),
    Nationality("HND", "hondurienne", "hondurien", "Honduras"),
    Nationality("HRV", "croate", "croate", "Croatie"),
    Nationality("HTI", "haïtienne", "haïtien", "Haïti"),
    Nationality("HUN", "hongroise", "hongrois", "Hongrie"),
    Nationality("IDN", "indonésienne", "indonésien", "Indonésie"),
    Nationality("IND", "indienne", "indien", "Inde"),
    Nationality("IRL", "irlandaise", "irlandais", "Irlande"),
    Nationality("IRN", "iranienne", "iranien", "Iran"),
    Nationality("IRQ", "irakienne", "irakien", "Irak"),
    Nationality("ISL", "islandaise", "islandais", "Islande"),
    Nationality("ISR", "israélienne", "israélien", "Israël"),
    Nationality("ITA", "italienne", "italien", "Italie"),
    Nationality("JAM", "jamaïcaine", "jamaïcain", "Jamaïque"),
    Nationality("JOR", "jordanienne", "jordanien", "Jordanie"),
    Nationality("JPN", "japonaise", "japonais", "Japon"),
    Nationality("KAZ", "kazakhstanaise", "kazakhstanais", "Kazakhstan"),
    Nationality("KEN", "kényane", "kényan", "Kenya"),
    Nationality("KGZ", "kirghize", "kirghize", "Kirghizistan"),
    Nationality("KHM", "cambodgienne", "cambodgien", "Cambodge"),
    Nationality("KIR", "kiribatienne", "kiribatien", "Kiribati"),
    Nationality("KNA", "christophienne", "christophien", "Saint-Christophe-et-Niévès"),
    Nationality("KOR", "sud-coréenne", "sud-coréen", "Corée du Sud"),
    Nationality("KWT", "koweïtienne", "koweïtien", "Koweït"),
    Nationality("LAO", "laotienne", "laotien", "Laos"),
    Nationality("LBN", "libanaise", "libanais", "Liban"),
    Nationality("LBR", "libérienne", "libérien", "Libéria"),
    Nationality("LBY", "libyenne", "libyen", "Libye"),
    Nationality("LCA", "saint-lucienne", "saint-lucien", "Sainte-Lucie"),
    Nationality("LIE", "liechtensteinoise", "liechtensteinois", "Liechtenstein"),
    Nationality("LKA", "srilankaise", "srilankais", "Sri Lanka"),
    Nationality("LSO", "lésothane", "lésothan", "Lesotho"),
    Nationality("LTU", "lituanienne", "lituanien", "Lituanie"),
    Nationality("LUX", "luxembourgeoise", "luxembourgeois", "Luxembourg"),
    Nationality("LVA", "lettone", "letton", "Lettonie"),
    Nationality("MAR", "marocaine", "marocain", "Maroc"),
    Nationality("MCO", "monégasque", "monégasque", "Monaco"),
    Nationality("MDA", "moldave", "moldave", "Moldavie"),
    Nationality("MDG", "malgache", "malgache", "Madagascar"),
    Nationality("MDV", "maldivienne", "maldivien", "Maldives"),
    Nationality("MEX", "mexicaine", "mexicain", "Mexique"),
    Nationality("MHL", "marshallaise", "marshallais", "Îles Marshall"),
    Nationality("MKD", "macédonienne", "macédonien", "Macédoine du Nord"),
    Nationality("MLI", "malienne", "malien", "Mali"),
    Nationality("MLT", "maltaise", "maltais", "Malte"),
    Nationality("MMR", "birmane", "birman", "Birmanie"),
    Nationality("MNE", "monténégrine", "monténégrin", "Monténégro"),
    Nationality("MNG", "mongole", "mongol", "Mongolie"),
    Nationality("MOZ", "mozambicaine", "mozambicain", "Mozambique"),
    Nationality("MRT", "mauritanienne", "mauritanien", "Mauritanie"),
    Nationality("MUS", "mauricienne", "mauricien", "Maurice"),
    Nationality("MWI", "malawienne", "malawien", "Malawi"),
    Nationality("MYS", "malaisienne", "malaisien", "Malaisie"),
    Nationality("NAM", "namibienne", "namibien", "Namibie"),
    Nationality("NER", "nigérienne", "nigérien", "Niger"),
    Nationality("NGA", "nigériane", "nigérian", "Nigéria"),
    Nationality("NIC", "nicaraguayenne", "nicaraguayen", "Nicaragua"),
    Nationality("NLD", "néerlandaise", "néerlandais", "Pays-Bas"),
    Nationality("NOR", "norvégienne", "norvégien", "Norvège"),
    Nationality("NPL", "népalaise", "népalais", "Népal"),
    Nationality("NRU", "nauruane", "nauruan", "Nauru"),
    Nationality("NZL", "néo-zélandaise", "néo-zélandais", "Nouvelle-Zélande"),
    Nationality("OMN", "omanaise", "omanais", "Oman"),
    Nationality("PAK", "pakistanaise", "pakistanais", "Pakistan"),
    Nationality("PAN", "panaméenne", "panaméen", "Panama"),
    Nationality("PER", "péruvienne", "péruvien", "Pérou"),
    Nationality("PHL", "philippine", "philippin", "Philippines"),
    Nationality("PLW", "palaosienne", "palaosien", "Palaos"),
    Nationality("PNG", "papouasienne", "papouasien", "Papouasie-Nouvelle-Guinée"),
    Nationality("POL", "polonaise", "polonais", "Pologne"),
    Nationality("PRK", "nord-coréenne", "nord-coréen", "Corée du Nord"),
    Nationality("PRT", "portugaise", "portugais", "Portugal"),
    Nationality("PRY", "paraguayenne", "paraguayen", "Paraguay"),
    Nationality("PSE", "palestinienne", "palestinien", "Palestine"),
    Nationality("QAT", "qatarienne", "qatarien", "Qatar"),
    Nationality("ROU", "roumaine", "roumain", "Roumanie"),
    Nationality("RUS", "russe", "russe", "Russie"),
    Nationality("RWA", "rwandaise", "rwandais", "Rwanda"),
    Nationality("SAU", "saoudienne", "saoudien", "Arabie saoudite"),
    Nationality("SDN", "soudanaise", "soudanais", "Soudan"),
    Nationality("SEN", "sénégalaise", "sénégalais", "Sénégal"),
    Nationality("SGP", "singapourienne", "singapourien", "Singapour"),
    Nationality("SLB", "salomonaise", "salomonais", "Îles Salomon"),
    Nationality("SLE", "sierra-léonaise", "sierra-léonais", "Sierra Leone"),
    Nationality("SLV", "salvadorienne", "salvadorien", "Salvador"),
    Nationality("SMR", "saint-marinaise", "saint-marinais", "Saint-Marin"),
    Nationality("SOM", "somalienne", "somalien", "Somalie"),
    Nationality("SRB", "serbe", "serbe", "Serbie"),
    Nationality("SSD", "sud-soudanaise", "sud-soudanais", "Soudan du Sud"),
    Nationality("STP", "santoméenne", "santoméen", "Sao Tomé-et-Principe"),
    Nationality("SUR", "surinamaise", "surinamais", "Suriname"),
    Nationality("SVK", "slovaque", "slovaque", "Slovaquie"),
    Nationality("SVN", "slovène", "slovène", "Slovénie"),
    Nationality("SWE", "suédoise", "suédois", "Suède"),
    Nationality("SWZ", "swazie", "swazi", "Eswatini"),
    Nationality("SYC", "seychelloise", "seychellois", "Seychelles"),
    Nationality("SYR", "syrienne", "syrien", "Syrie"),
    Nationality("TCD", "tchadienne", "tchadien", "Tchad"),
    Nationality("TGO", "togolaise", "togolais", "Togo"),
    Nationality("THA", "thaïlandaise", "thaïlandais", "Thaïlande"),
    Nationality("TJK", "tadjike", "tadjik", "Tadjikistan"),
    Nationality("TKM", "turkmène", "turkmène", "Turkménistan"),
    Nationality("TLS", "est-timoraise", "est-timorais", "Timor oriental"),
    Nationality("TON", "tongienne", "tongien", "Tonga"),
    Nationality("TTO", "trinidadienne", "trinidadien", "Trinité-et-Tobago"),
    Nationality("TUN", "tunisienne", "tunisien", "Tunisie"),
    Nationality("TUR", "turque", "turc", "Turquie"),
    Nationality("TUV", "tuvaluane", "tuvaluan", "Tuvalu"),
    Nationality("TWN", "taïwanaise", "taïwanais", "Taïwan"),
    Nationality("TZA", "tanzanienne", "tanzanien", "Tanzanie"),
    Nationality("UGA", "ougandaise", "ougandais", "Ouganda"),
    Nationality("UKR", "ukrainienne", "ukrainien", "Ukraine"),
    Nationality("URY", "uruguayenne", "uruguayen", "Uruguay"),
    Nationality("USA", "américaine", "américain", "États-Unis"),
    Nationality("UZB", "ouzbèke", "ouzbek", "Ouzbékistan"),
    Nationality("VAT", "vaticane", "vatican", "Vatican"),
    Nationality("VCT", "vincentaise", "vincentais", "Saint-Vincent-et-les-Grenadines"),
    Nationality("VEN", "vénézuélienne", "vénézuélien", "Venezuela"),
    Nationality("VNM", "vietnamienne", "vietnamien", "Viêt Nam"),
    Nationality("VUT", "vanuataise", "vanuatais", "Vanuatu"),
    Nationality("WSM", "samoane", "samoan", "Samoa"),
    Nationality("XKX", "kosovare", "kosovar", "Kosovo"),
    Nationality("XXA", "apatride", "apatride", "Apatride"),
    Nationality("YEM", "yéménite", "yéménite", "Yémen"),
    Nationality("ZAF", "sud-africaine", "sud-africain", "Afrique du Sud"),
    Nationality("ZMB", "zambienne", "zambien", "Zambie"),
    Nationality("ZWE", "zimbabwéenne", "zimbabwéen", "Zimbabwe"),
)


def _names(nationality: Nationality) -> Iterator[str]:
    yield from (nationality.code, nationality.feminine, nationality.masculine, nationality.country)
    yield from _ALIASES.get(nationality.code, ())


def _index() -> dict[str, tuple[Nationality, ...]]:
    index: dict[str, tuple[Nationality, ...]] = {}
    for nationality in _NATIONALITIES:
        for name in {_folded(name) for name in _names(nationality)}:
            index[name] = (*index.get(name, ()), nationality)
    return index


_BY_CODE = {nationality.code: nationality for nationality in _NATIONALITIES}
_BY_NAME = _index()
