"""The part of a form by which it opens a decision: the roll that its page shows."""

from wtforms import HiddenField

from registry.decisions.queries.previews import Preview
from registry.web.forms import Form


class RollForm(Form):
    """A form whose page shows who is asked before a decision is opened."""

    #: The mark of the roll that the page shows.
    roll_seen = HiddenField()

    def shows(self, preview: Preview) -> Preview:
        """The preview; the form remembers which roll its page shows."""
        self.roll_seen.process(None, preview.roll.mark)
        return preview
