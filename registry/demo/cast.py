"""The organizations and people of the demonstration, all invented."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.errors import N_
from registry.partners.rules.partners import Contribution
from registry.teams.rules import Tier

WELCOME = {
    "en": "We look for partners who already care for people in the valley, whatever their size.",
    "fr": "Nous cherchons des partenaires qui prennent déjà soin des gens de la vallée, quelle que soit "
    "leur taille.",
}

CRITERIA = (
    (
        "You serve people who live in Maple Valley.",
        "Vous servez des personnes qui habitent le Val-des-Érables.",
    ),
    (
        "Your board or owner has agreed to apply.",
        "Votre conseil ou votre propriétaire a accepté que vous fassiez une demande.",
    ),
    (
        "Patients or families have a say in what you do.",
        "Les patients ou leurs familles ont voix au chapitre dans ce que vous faites.",
    ),
    (
        "You can serve people in English and in French.",
        "Vous pouvez servir les gens en anglais et en français.",
    ),
)


@dataclass(frozen=True)
class Candidate:
    """An organization that applies."""

    name: str
    sector: str
    city: str
    tier: Tier
    contact: str
    title: str
    box: str
    account: str
    serves: str = "Maple Valley"
    language: str = "en"
    #: Indexes of the criteria in the checklist to which it answers no.
    says_no_to: tuple[int, ...] = ()
    interest: str = ""


DENTAL = Candidate(
    "Bramble Creek Dental Outreach (invented)",
    "Dental care",
    "Bramble Creek",
    Tier.ASSOCIATE,
    "Robbie Notional",
    "Programme Lead",
    "robbie.notional",
    "A van with two chairs that stops at six schools and three residences a month.",
    says_no_to=(3,),
)
LEGAL = Candidate(
    "Foxglove Legal Clinic (invented)",
    "Legal aid",
    "Larkspur",
    Tier.OBSERVER,
    "Sasha Hypothetical",
    "Staff Lawyer",
    "sasha.hypothetical",
    "Free advice on housing and benefits, every Thursday at the library.",
    interest="One of our lawyers acts for tenants of Willow Street Housing.",
)
MIDWIVES = Candidate(
    "Sages-femmes de la Baie-Dorée (fictives)",
    "Maternity care",
    "Baie-Dorée",
    Tier.ASSOCIATE,
    "Camille Imaginaire",
    "Sage-femme responsable",
    "camille.imaginaire",
    "Six sages-femmes, 140 naissances par année, à domicile et à la maison de naissance.",
    serves="Val-des-Érables",
    language="fr",
)
WELLNESS = Candidate(
    "Goldenrod Wellness Holdings (invented)",
    "Wellness",
    "Elsewhere",
    Tier.ANCHOR,
    "Chris Nonesuch",
    "Regional Director",
    "chris.nonesuch",
    "Eleven spas and a line of supplements.",
    serves="The coast",
    says_no_to=(0, 2, 3),
)
NEWCOMERS = Candidate(
    "Sweetgrass Newcomer Centre (invented)",
    "Settlement services",
    "Larkspur",
    Tier.ASSOCIATE,
    "Dana Wouldbe",
    "Executive Director",
    "dana.wouldbe",
    "We walk with families through their first year: school, doctor, work.",
)


SLUG = "maple-valley"
#: What the first partners rest on.
FIRST_LIST = "Partners.xlsx"
NAMES = {"en": "Maple Valley Health Team", "fr": "Équipe santé du Val-des-Érables"}
REGION = {"en": "Maple Valley and its hamlets", "fr": "le Val-des-Érables et ses hameaux"}
LABELS = {
    Tier.ANCHOR: {"en": "Anchor", "fr": "Pilier"},
    Tier.ASSOCIATE: {"en": "Engaged", "fr": "Engagé"},
    Tier.OBSERVER: {"en": "Supporting", "fr": "Soutien"},
}

COORDINATOR = "Robin Sample"
EMAIL = "coordinator@maple-valley.example"
READER = "Alex Onlooker"
READER_EMAIL = "reader@maple-valley.example"
ADMINISTRATOR = "Sam Specimen"
ADMINISTRATOR_EMAIL = "administrator@maple-valley.example"
PASSWORD = "for this demonstration only"  # noqa: S105  # it opens invented data and is printed at every start


@dataclass(frozen=True)
class Person:
    """A person who may sign."""

    name: str
    title: str
    #: The part of the address before the @.
    box: str
    language: str = "en"


@dataclass(frozen=True, eq=False)
class Organization:
    """One of the twelve organizations."""

    name: str
    sector: str
    city: str
    tier: Tier | None
    people: Sequence[Person] = ()
    language: str = "en"
    signatures_needed: int = 1
    schedule: Sequence[tuple[Contribution, str, str]] = ()


HOSPITAL = Organization(
    "Larkspur Memorial Hospital (invented)",
    "Hospital",
    "Larkspur",
    Tier.ANCHOR,
    [Person("Avery Placeholder", "President and Chief Executive", "avery.placeholder")],
    schedule=[
        (Contribution.TIME, "Two clinicians, one day a week", "Deux cliniciennes, un jour par semaine"),
        (
            Contribution.MONEY,
            "$12,000 a year to the backbone office",
            "12 000 $ par année au bureau de soutien",
        ),
    ],
)
HEALTH_CENTRE = Organization(
    "Centre de santé communautaire des Trois-Sapins (fictif)",
    "Primary care",
    "Trois-Sapins",
    Tier.ANCHOR,
    [
        Person("Noé Exemple", "Directeur général", "noe.exemple", "fr"),
        Person("Éloïse Modèle", "Présidente du conseil", "eloise.modele", "fr"),
    ],
    language="fr",
    signatures_needed=2,
    schedule=[
        (
            Contribution.EXPERTISE,
            "Coordination of care in French",
            "Coordination des soins en français",
        )
    ],
)
HOME_CARE = Organization(
    "Birchbark Home Care (invented)",
    "Home and community care",
    "Larkspur",
    Tier.ASSOCIATE,
    [Person("Jo Specimen", "Executive Director", "jo.specimen")],
)
RESIDENCE = Organization(
    "Tamarack Seniors’ Residence (invented)",
    "Long-term care",
    "Tamarack",
    Tier.ASSOCIATE,
    [
        Person("Sam Example", "Administrator", "sam.example"),
        Person("Kit Sample-Doe", "Board Chair", "kit.sample-doe"),
    ],
)
PALLIATIVE = Organization(
    "Équipe de soins palliatifs du Ruisseau-Clair (fictive)",
    "Palliative care",
    "Ruisseau-Clair",
    Tier.ASSOCIATE,
    [Person("Maëlle Fictive", "Directrice", "maelle.fictive", "fr")],
    language="fr",
)
MENTAL_HEALTH = Organization(
    "Juniper Mental Health (invented)",
    "Mental health and addictions",
    "Juniper",
    Tier.ANCHOR,
    [Person("Devon Mockup", "Chief Executive", "devon.mockup")],
)
HOUSING = Organization(
    "Willow Street Housing (invented)",
    "Housing",
    "Larkspur",
    Tier.ASSOCIATE,
    [Person("Lee Dummy", "Manager", "lee.dummy")],
)
PARAMEDICS = Organization(
    "Sumac Community Paramedics (invented)",
    "Paramedics",
    "Sumac",
    Tier.ANCHOR,
    [Person("Pat Instance", "Chief", "pat.instance")],
)
VOLUNTEERS = Organization(
    "Lilac Hospital Volunteers (invented)",
    "Volunteers",
    "Larkspur",
    Tier.OBSERVER,
    [Person("Gale Figurine", "President", "gale.figurine")],
)
PUBLIC_HEALTH = Organization(
    "Dogwood District Public Health (invented)",
    "Public health",
    "Dogwood",
    Tier.ASSOCIATE,
    [Person("Max Pretend", "Medical Officer", "max.pretend")],
)
PHARMACY = Organization(
    "Elderberry Pharmacy Group (invented)",
    "Pharmacy",
    "Larkspur",
    Tier.ASSOCIATE,
    [Person("Ira Makebelieve", "Owner", "ira.makebelieve")],
)
NETWORK = Organization(
    "Hawthorn Patient and Family Network (invented)", "Patients and families", "Larkspur", tier=None
)

EVERYONE = (
    HOSPITAL,
    HEALTH_CENTRE,
    HOME_CARE,
    RESIDENCE,
    PALLIATIVE,
    MENTAL_HEALTH,
    HOUSING,
    PARAMEDICS,
    VOLUNTEERS,
    PUBLIC_HEALTH,
    PHARMACY,
    NETWORK,
)


def mailbox(person: Person) -> str:
    """A person's e-mail address, with which they also sign in."""
    return f"{person.box}@maple-valley.example"


@dataclass(frozen=True)
class Account:
    """An account through which visitors can look at the demonstration."""

    #: Translated when it is shown.
    part: str
    name: str
    email: str


ACCOUNTS = (
    Account(N_("Coordinator"), COORDINATOR, EMAIL),
    Account(N_("Chair of the steering committee"), HOSPITAL.people[0].name, mailbox(HOSPITAL.people[0])),
    Account(N_("Representative of a partner"), HOME_CARE.people[0].name, mailbox(HOME_CARE.people[0])),
    Account(
        N_("Representative of a partner that is leaving"),
        MENTAL_HEALTH.people[0].name,
        mailbox(MENTAL_HEALTH.people[0]),
    ),
    Account(N_("Reader"), READER, READER_EMAIL),
    Account(N_("Administrator of the installation"), ADMINISTRATOR, ADMINISTRATOR_EMAIL),
)
