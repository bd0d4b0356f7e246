"""The web server by itself: no client, however slow, keeps another one waiting."""

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from registry import server, server_worker
from registry.files import pdf_opener, virus_scan
from registry.sign_in.views import oidc_client
from registry.web import parameters

TOP = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
#: What the page answers that has nothing to read.
NOTHING = hashlib.sha256().hexdigest().encode()
SLOW = 200
#: Seconds in which an answer comes that waits for nobody; the machine may be busy.
SOON = 5


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[tuple[str, int]]:
    """A server of one process with two threads."""
    with Running(tmp_path_factory.mktemp("server")) as (_, found):
        yield found


class Running:
    """Serves the small site in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.address = probe.getsockname()
        options = [
            "--workers=1",
            "--threads=2",
            f"--worker-class={server.WORKER}",
            "--worker-connections=1000",
        ]
        bind = f"--bind={HOST}:{self.address[1]}"
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            *options,
            bind,
            "--no-control-socket",
            "tests.small_site:site",
        ]
        self.process = subprocess.Popen(
            command, cwd=TOP, env=os.environ | {"TMPDIR": str(folder)}, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> "tuple[Running, tuple[str, int]]":
        while True:
            try:
                socket.create_connection(self.address).close()
                return self, self.address
            except ConnectionRefusedError:
                time.sleep(0.05)

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(20)


def connect(address) -> socket.socket:
    """A connection that loses patience."""
    return socket.create_connection(address, timeout=20)


def all_of(connection: socket.socket) -> bytes:
    """Whatever comes until the other side closes."""
    found = b""
    while piece := connection.recv(65536):
        found += piece
    return found


def answer(address, data: bytes = GET) -> bytes:
    """The body of the answer to one request."""
    with connect(address) as connection:
        connection.sendall(data.replace(b"Host:", b"Connection: close\r\nHost:", 1))
        return all_of(connection).partition(b"\r\n\r\n")[2]


# -- slow clients ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "begun",
    [b"", b"G", GET[:-2], b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nslow"],
    ids=["silent", "first line", "head", "body"],
)
def test_two_hundred_clients_that_send_a_byte_a_second_stop_nobody(address, begun):
    with ExitStack() as at_end:
        slow = [at_end.enter_context(connect(address)) for _ in range(SLOW)]
        for connection in slow:
            connection.sendall(begun)
        began_at = time.monotonic()
        assert answer(address) == NOTHING
        assert time.monotonic() - began_at < SOON


def test_clients_that_do_not_take_their_answer_stop_nobody(address):
    with ExitStack() as at_end:
        for _ in range(20):
            at_end.enter_context(connect(address)).sendall(GET.replace(b"/ ", b"/large "))
        began_at = time.monotonic()
        assert answer(address) == NOTHING
        assert time.monotonic() - began_at < SOON


def test_clients_that_never_close_stop_nobody(address):
    with ExitStack() as at_end:
        for _ in range(20):
            at_end.enter_context(connect(address)).sendall(b"GET / HTTP/1.0\r\n\r\n")
        began_at = time.monotonic()
        assert answer(address) == NOTHING
        assert time.monotonic() - began_at < SOON


class Tortoise:
    """A connection that has been open for some time."""

    def __init__(self, seconds: float, received: int) -> None:
        near, self.far = socket.socketpair()
        self.connection = server_worker.Connection(None, near, None, None)
        self.connection.began_at = 100.0
        self.connection.received = received
        self.is_over = self.connection.ends_at() < 100.0 + seconds

    def close(self) -> None:
        """End both sides."""
        self.connection.sock.close()
        self.far.close()


@pytest.mark.parametrize(
    ("seconds", "received", "is_over"), [(19, 0, False), (21, 21, True), (60, 60 * 1024, False)]
)
def test_who_is_slower_than_a_kilobyte_a_second_is_let_go(seconds, received, is_over):
    tortoise = Tortoise(seconds, received)
    tortoise.close()
    assert tortoise.is_over is is_over


# -- requests come whole -----------------------------------------------------------------------------


def test_a_request_in_pieces_is_one(address):
    with connect(address) as connection:
        for (
            byte
        ) in b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc":
            connection.sendall(bytes([byte]))
        assert all_of(connection).endswith(hashlib.sha256(b"abc").hexdigest().encode())


def test_a_large_body_arrives_byte_for_byte(address):
    body = os.urandom(3_000_000)
    found = http.client.HTTPConnection(*address, timeout=20)
    found.request("POST", "/", body)
    assert found.getresponse().read() == hashlib.sha256(body).hexdigest().encode()
    found.close()


def test_a_large_answer_arrives_whole_and_the_connection_goes_on(address):
    found = http.client.HTTPConnection(*address, timeout=20)
    found.request("GET", "/large")
    assert len(found.getresponse().read()) == 8 * 1024 * 1024
    found.request("GET", "/")
    assert found.getresponse().read() == NOTHING
    found.close()


def test_two_requests_sent_at_once_have_an_answer_each(address):
    with connect(address) as connection:
        connection.sendall(GET + GET.replace(b"Host:", b"Connection: close\r\nHost:"))
        assert all_of(connection).count(NOTHING) == 2


def test_what_a_page_does_not_read_is_not_taken_for_the_next_request(address):
    inner = GET.replace(b"/ ", b"/large ")
    outer = b"POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(inner)
    assert answer(address, outer + inner) == b"not read"


def test_a_client_that_waits_for_leave_to_send_gets_it(address):
    with connect(address) as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        connection.sendall(b"abc")
        assert all_of(connection).endswith(hashlib.sha256(b"abc").hexdigest().encode())


def test_a_body_that_is_too_large_is_left_to_the_page_and_the_connection_ends(address):
    head = b"POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    with connect(address) as connection:
        connection.sendall(head % (server_worker.LARGEST_BODY + 1) + b"begins")
        assert all_of(connection).endswith(b"not read")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (
            b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            b"411",
        ),
        (b"nonsense\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 10_000 + b"\r\n\r\n", b"431"),
        (b"x" * 70_000, b"414"),
    ],
    ids=[
        "chunked",
        "nonsense",
        "negative",
        "two lengths",
        "length and chunks",
        "long header",
        "endless line",
    ],
)
def test_what_is_no_request_of_ours_is_refused(address, request_line, status):
    with connect(address) as connection:
        connection.sendall(request_line)
        assert all_of(connection).split()[1] == status


def test_a_server_that_stops_lets_a_request_end(tmp_path):
    with Running(tmp_path) as (running, address), connect(address) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nab")
        assert answer(address) == NOTHING  # so the first is there
        running.process.send_signal(signal.SIGTERM)
        connection.sendall(b"c")
        assert hashlib.sha256(b"abc").hexdigest().encode() in all_of(connection)


# -- settings that fit together ----------------------------------------------------------------------


def test_the_largest_body_is_the_largest_that_a_page_takes():
    assert parameters.LARGEST_WITH_FILES < server_worker.LARGEST_BODY


@pytest.mark.parametrize(
    "longest",
    [pdf_opener.LONGEST, virus_scan.PATIENCE, 2 * oidc_client.LONGEST_ANSWER, server_worker.PATIENCE],
)
def test_what_a_request_waits_for_is_shorter_than_what_the_server_grants(longest):
    assert longest <= server.GRACE < server.TIMEOUT


def test_gunicorn_takes_all_that_it_is_told():
    assert server._Server(None, server.Serving(workers=3).settings).cfg.workers == 3


@pytest.mark.parametrize(
    ("bind", "noted"),
    [
        ("127.0.0.1:8001", "http://localhost:8001\n"),
        ("0.0.0.0:80", "http://localhost:80\n"),
        ("unix:/run/x", None),
    ],
)
def test_the_port_that_is_served_is_noted_for_the_links_of_others(tmp_path, bind, noted):
    server.note_address(tmp_path, server.Serving((bind,)))
    path = tmp_path / server.NOTE
    assert (path.read_text() if path.exists() else None) == noted
