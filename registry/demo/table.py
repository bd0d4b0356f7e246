"""The demonstration's table: who acts with an account, the committees, and three decisions."""

from typing import Any

from registry import clock
from registry.access import Role
from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.committees import services as committees
from registry.committees.models import Committee, Seat
from registry.committees.rules import Occasion, TermKind
from registry.decisions import positions, resolutions, rolls, services
from registry.decisions.models import Decision
from registry.decisions.rules import Channel, Given, Mark, RollKind, Scale
from registry.demo import cast
from registry.demo.stage import Stage
from registry.partners.representatives import add_representative
from registry.teams import services as teams
from registry.teams.acting import Capacity, Person

#: Organizations with a seat at the steering committee, and who sits there for each.
SEATED = (
    cast.HOSPITAL,
    cast.HEALTH_CENTRE,
    cast.HOME_CARE,
    cast.MENTAL_HEALTH,
    cast.PARAMEDICS,
    cast.HOUSING,
)


def set_table(stage: Stage) -> Committee:
    """Give accounts, name the committees, and let them decide."""
    users = {who: _let_act(stage, who) for who in (*SEATED, cast.PALLIATIVE)}
    steering = _steering(stage, users)
    _working_group(stage, steering, users)
    _decided_in_two_rounds(stage, steering)
    _without_consensus(stage, steering)
    _still_open(stage, users)
    return steering


def coordinator(stage: Stage) -> Person:
    """The demonstration's coordinator."""
    return Person(stage.actor.id, cast.COORDINATOR, Capacity.COORDINATOR)


def _let_act(stage: Stage, who: cast.Organization) -> User:
    person, begun = who.people[0], stage.ago(days=300)
    user = accounts.create_account(
        email=f"{person.box}@maple-valley.example",
        name=person.name,
        language=person.language,
        actor=stage.actor,
        now=begun,
    )
    accounts.set_password(user, cast.PASSWORD, actor=stage.actor, now=begun)
    teams.grant_role(team=stage.team, user_id=user.id, role=Role.MEMBER, actor=stage.actor, now=begun)
    add_representative(
        stage.partners[who],
        user_id=user.id,
        title=person.title,
        started_on=stage.day(-300),
        actor=stage.actor,
        now=begun,
    )
    return user


def _steering(stage: Stage, users: dict[cast.Organization, User]) -> Committee:
    begun: dict[str, Any] = {"by": coordinator(stage), "now": stage.ago(days=290)}
    steering = committees.add_committee(
        stage.team,
        name_en="Steering Committee",
        name_fr="Comité directeur",
        purpose_en="Keeps the partnership on its course, and settles what its working groups cannot.",
        purpose_fr="Garde le cap du partenariat et règle ce que ses groupes de travail ne peuvent régler.",
        is_steering=True,
        **begun,
    )
    for who in SEATED:
        seat = committees.add_seat(
            steering,
            label_en=who.name,
            partner=stage.partners[who],
            starts_on=stage.day(-290),
            **begun,
        )
        _seat(stage, seat, users[who], days=285)
        if who is cast.HOSPITAL:
            committees.set_chair(steering, seat, effective_on=stage.day(-280), **begun)
    for label_en, label_fr, sector in (
        ("Patient and family seat", "Siège des patients et des familles", "Patients and families"),
        ("Indigenous health seat", "Siège de la santé autochtone", "Indigenous health"),
    ):
        committees.add_seat(
            steering, label_en=label_en, label_fr=label_fr, sector=sector, starts_on=stage.day(-290), **begun
        )
    return steering


def _seat(stage: Stage, seat: Seat, user: User, *, days: int) -> None:
    by, now = coordinator(stage), stage.ago(days=days)
    committees.give_seat(
        seat, user_id=user.id, person_name=user.name, starts_on=stage.day(-days), by=by, now=now
    )
    committees.declare_interest(
        seat,
        person_name=user.name,
        occasion=Occasion.JOINING,
        declared_on=stage.day(-days),
        text="",
        by=by,
        now=now,
    )


def _working_group(stage: Stage, steering: Committee, users: dict[cast.Organization, User]) -> None:
    begun: dict[str, Any] = {"by": coordinator(stage), "now": stage.ago(days=200)}
    group = committees.add_committee(
        stage.team,
        name_en="Working Group on Shared Records",
        name_fr="Groupe de travail sur les dossiers partagés",
        reports_to=steering,
        **begun,
    )
    for who in (cast.HOME_CARE, cast.PALLIATIVE):
        seat = committees.add_seat(
            group, label_en=who.name, partner=stage.partners[who], starts_on=stage.day(-200), **begun
        )
        _seat(stage, seat, users[who], days=195)
    committees.give_seat(
        seat,
        kind=TermKind.ALTERNATE,
        user_id=None,
        person_name="Ange Doublure",
        starts_on=stage.day(-150),
        granted_by="Maëlle Fictive",
        **begun,
    )


def _open(
    stage: Stage,
    committee: Committee | None,
    days: int,
    *,
    title: str,
    question: str,
    background: str = "",
    scale: Scale = Scale.ROUND,
    quorum: int | None = None,
    closes_in: int | None = None,
) -> Decision:
    on = stage.day(-days)
    possible = rolls.possible_roll(stage.team, committee, RollKind.ORGANIZATION, on=on)
    return services.open_decision(
        stage.team,
        title=title,
        question=question,
        background=background,
        committee=committee,
        scale=scale,
        threshold=4 if scale is Scale.ROUND else 5,
        roll=possible.candidates,
        vacant=possible.vacant,
        quorum=quorum,
        closes_on=stage.day(closes_in) if closes_in else None,
        by=coordinator(stage),
        on=on,
        now=stage.ago(days=days),
    )


def _meet(stage: Stage, decision: Decision, days: int, said: dict[cast.Organization, Given]) -> None:
    given = {
        voice.id: said.get(_who(stage, voice.partner_id), Given(Mark.GIVEN, 2)) for voice in decision.voices
    }
    positions.enter_meeting(
        decision,
        met_on=stage.day(-days),
        attendance="Robin Sample (minutes)",
        given=given,
        seen=len(decision.present_round.positions),
        by=coordinator(stage),
        on=stage.day(-days),
        now=stage.ago(days=days),
    )


def _close(stage: Stage, decision: Decision, days: int) -> None:
    on = stage.day(-days)
    services.close_round(
        decision,
        without=services.left_without(decision, on),
        seen=len(decision.present_round.positions),
        by=coordinator(stage),
        on=on,
        now=stage.ago(days=days),
    )


def _decided_in_two_rounds(stage: Stage, steering: Committee) -> None:
    decision = _open(
        stage,
        steering,
        80,
        title="One after-hours line for all partners",
        question="Shall we run one after-hours line together, from the first of April?",
        background="Five of us answer calls at night, each alone. The draft budget is with the minutes.",
    )
    needs = Given(Mark.GIVEN, 5, need="What the line costs a partner of our size.")
    worried = Given(Mark.GIVEN, 3, "We worry about nights without a French-speaking nurse.")
    _meet(stage, decision, 78, {cast.PARAMEDICS: needs, cast.HEALTH_CENTRE: worried})
    _close(stage, decision, 78)
    open_point = next(one for one in decision.present_round.positions if one.need)
    positions.answer_point(
        open_point,
        text="At most $900 a year for the smallest partners; the table of shares was sent on Monday.",
        by=coordinator(stage),
        now=stage.ago(days=70),
    )
    services.open_round(
        decision,
        question="Shall we run one after-hours line together, from the first of April, with a nurse "
        "who speaks French on every shift, and shares as in the table?",
        by=coordinator(stage),
        on=stage.day(-60),
        now=stage.ago(days=60),
    )
    _meet(
        stage, decision, 59, {cast.PARAMEDICS: Given(Mark.GIVEN, 3), cast.HEALTH_CENTRE: Given(Mark.GIVEN, 1)}
    )
    _close(stage, decision, 59)
    hospital = stage.partners[cast.HOSPITAL]
    resolutions.record_decision(
        decision,
        text="The partners run one after-hours line from the first of April, with a nurse who speaks French "
        "on every shift. Costs are shared as in the table of shares.",
        decided_on=stage.day(-59),
        tasks=[
            resolutions.TaskLine(hospital.name, "Hire and schedule the nurses", stage.day(20), hospital.id),
            resolutions.TaskLine("Robin Sample", "Send every partner its share", stage.day(-30)),
        ],
        by=coordinator(stage),
        on=stage.day(-58),
        now=stage.ago(days=58),
    )


def _without_consensus(stage: Stage, steering: Committee) -> None:
    decision = _open(
        stage,
        steering,
        30,
        title="Where the navigators sit",
        question="Shall the two care navigators sit at the hospital for the first year?",
        scale=Scale.AGREEMENT,
    )
    against = Given(
        Mark.GIVEN,
        6,
        "People who stay away from hospitals would stay away from the navigators, too.",
        proposal="One at the hospital, one at a community site, with the second site chosen by draw.",
    )
    aside = Given(Mark.GIVEN, 5, "We would not send our people there, and will not stand in the way.")
    _meet(stage, decision, 26, {cast.MENTAL_HEALTH: against, cast.PARAMEDICS: aside})
    _close(stage, decision, 26)


def _still_open(stage: Stage, users: dict[cast.Organization, User]) -> None:
    decision = _open(
        stage,
        None,
        6,
        title="Shared measure for waiting times",
        question="Shall all partners report waiting times in the same way, monthly, from January?",
        background="A template is on the team’s drive. Reporting takes about an hour a month.",
        closes_in=8,
    )
    by_partner = {voice.partner_id: voice for voice in decision.voices}
    _state(stage, decision, users[cast.HOSPITAL], cast.HOSPITAL, Given(Mark.GIVEN, 1))
    _state(
        stage,
        decision,
        users[cast.MENTAL_HEALTH],
        cast.MENTAL_HEALTH,
        Given(Mark.PENDING, reason="Our board meets next week.", until=stage.day(7)),
    )
    positions.relay_position(
        by_partner[stage.partners[cast.PARAMEDICS].id],
        Given(Mark.GIVEN, 3, "Fine, if dispatch times are left out."),
        channel=Channel.PHONE,
        said_by="Pat Instance",
        said_on=stage.day(-2),
        seen=0,
        by=coordinator(stage),
        on=stage.day(-2),
        now=stage.ago(days=2),
    )


def _state(stage: Stage, decision: Decision, user: User, who: cast.Organization, given: Given) -> None:
    on = clock.local_date(stage.now, stage.team.timezone)
    partner = stage.partners[who]
    voice = next(voice for voice in decision.voices if voice.partner_id == partner.id)
    by = Person(user.id, user.name, Capacity.REPRESENTATIVE, partner.name)
    positions.state_position(voice, given, seen=0, by=by, on=on, now=stage.ago(days=1))


def _who(stage: Stage, partner_id: int | None) -> cast.Organization:
    return next(who for who, partner in stage.partners.items() if partner.id == partner_id)
