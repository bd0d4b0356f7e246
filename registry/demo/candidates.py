"""The organizations that knock at the demonstration's door, all invented, and what they are asked."""

from dataclasses import dataclass

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
    #: Places in the checklist, from 0, to which it says no.
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
