"""What pages of committees show, as tests read it."""

BASE = "/teams/east/committees"


def row_of(client, seat, on=""):
    """What the page of a committee says of a seat, as of a day."""
    page = client.get(f"{BASE}/{seat.committee_id}?on={on}").text
    return page.partition(f'id="seat-{seat.id}"')[2].partition("</tr>")[0]
