"""Event tags of decisions."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class DecisionEvent(Tag, group=Group.DECISIONS):
    """Events of decisions and of a team's rules for deciding."""

    DECIDING_RULES_SET = "deciding-rules:set", N_("%(who)s settled how the team decides.")
    OPENED = "decision:opened", N_("%(who)s opened the decision %(what)s.")
    VOICE_STRUCK = "voice:struck", N_("%(who)s struck out a voice in %(what)s: it was entered by mistake.")
    ROUND_OPENED = "round:opened", N_("%(who)s opened a round of %(what)s.")
    ROUND_CLOSED = "round:closed", N_("%(who)s closed a round of %(what)s.")
    POSITION_GIVEN = "position:given", N_("%(who)s gave a position on %(what)s.")
    POSITION_RELAYED = "position:relayed", N_("%(who)s relayed a position on %(what)s.")
    POINT_ANSWERED = "point:answered", N_("%(who)s answered a point raised on %(what)s.")
    MEETING_ENTERED = "meeting:entered", N_("%(who)s entered the positions of a meeting on %(what)s.")
    VOTE_OPENED = "vote:opened", N_("%(who)s opened a recorded vote on %(what)s.")
    BALLOT_GIVEN = "ballot:given", N_("%(who)s gave a ballot on %(what)s.")
    VOTE_CLOSED = "vote:closed", N_("%(who)s closed the vote on %(what)s.")
    RECORDED = "decision:recorded", N_("%(who)s recorded what was decided on %(what)s.")
    SET_ASIDE = "decision:set-aside", N_("%(who)s set the decision %(what)s aside.")
    READ = "decision:read", N_("%(who)s read %(what)s."), Group.READING
    RECORD_READ = "decision:record-read", N_("%(who)s fetched a record of %(what)s."), Group.READING
    CARRYING_OUT_NOTED = "carrying-out:noted", N_("%(who)s noted how %(what)s is carried out.")
