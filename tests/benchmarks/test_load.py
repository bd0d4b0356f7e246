"""The benchmarks of load and of a peer, with few of everything, on servers of their own."""

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.benchmarks import load, peer
from tests.benchmarks.measuring import Verdict
from tests.benchmarks.pages import installation_in


class Small(BaseHTTPRequestHandler):
    """A peer with a short list."""

    def do_GET(self) -> None:
        """The list."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<table><tr><td>Maple</td></tr></table>")

    def log_message(self, *said: object) -> None:
        """Nothing."""


def test_people_with_a_link_sign_on_the_server(tmp_path):
    found = load.Found()
    with installation_in(tmp_path, on_postgres=False) as place:
        load.let_sign(place, load.Sizes(people=2, seconds=0), found)
    assert (found.errors, found.signatures, len(found.opened), len(found.signed)) == ([], 2, 2, 2)
    assert found.held


def test_who_could_not_sign_is_an_error():
    assert not load.Found(opened=[0.1], errors=["HTTPError()"]).held
    assert not load.Found(opened=[0.1], signed=[0.1], signatures=0).held


def test_half_the_answers_come_sooner_than_the_median_and_one_in_twenty_later_than_p95():
    told = load.Found(opened=[number / 100 for number in range(1, 101)]).told(load.Sizes())
    assert told["link_opened_s"] == pytest.approx({"p50": 0.5, "p95": 0.96, "most": 1.0}, abs=0.01)


def test_a_list_is_measured_beside_that_of_a_peer(tmp_path):
    with HTTPServer(("127.0.0.1", 0), Small) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        result = peer.measure_peer(tmp_path, address, os.getpid(), 3, peer.Sizes.quick())
        server.shutdown()
    assert 0 < result.ratio < 1
    assert result.note.startswith("requests a second: theirs")
    assert result.verdict is Verdict.INCONCLUSIVE


def test_an_address_that_is_no_page_is_refused():
    with pytest.raises(ValueError, match="no address of a page"):
        peer.read("file:///etc/hostname")
