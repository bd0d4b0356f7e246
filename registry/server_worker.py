"""The worker process of the web server: gunicorn's threads, of which none ever waits for a client.

In gunicorn's own threaded worker, a client that sends or reads one byte a second occupies a thread, and a
dozen such clients block everybody. Here the loop that accepts connections reads each request completely
before it gives the request to a thread, and sends the answer that the thread has written. Requests and
answers are buffered in memory, large ones in unnamed files of the temporary folder. Clients slower than
`SLOWEST` are disconnected.
"""

import select
import selectors
import socket
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.http.body import LengthReader
from gunicorn.http.parser import RequestParser
from gunicorn.util import write_error
from gunicorn.workers.gthread import TConn, ThreadWorker

#: Seconds in which a request must be sent or an answer read, and for which an idle connection stays open.
PATIENCE = 20.0
#: Bytes per second; a client gets more time for larger requests and answers, at this speed.
SLOWEST = 1024
#: Most bytes of a head; gunicorn refuses long heads before that.
LONGEST_HEAD = 64 * 1024
#: Most bytes of a body: the largest that a page accepts (`parameters.LARGEST_WITH_FILES`), and a little more.
LARGEST_BODY = 65 * 1024 * 1024
#: Bytes of all incoming requests that a process holds; beyond that, the client with the largest is
#: disconnected.
MOST_ARRIVING = 1024 * 1024 * 1024
#: Bytes of an answer that can wait for the client before the thread that writes it must wait.
MOST_LEAVING = 64 * 1024 * 1024
#: Bytes of a request or an answer that are held in memory; the rest goes into a file.
IN_MEMORY = 512 * 1024
#: Bytes read or sent at once.
PIECE = 64 * 1024
#: Seconds for the client to close a connection that we have closed.
FAREWELL = 5.0
#: Seconds between checks for clients that are too slow.
EVERY = 0.5

HEAD_ENDS = b"\r\n\r\n"


class Pile:
    """A buffer of bytes: written at one end, read from the other."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # `close` does
        self._taken = self._laid = 0

    def __len__(self) -> int:
        return self._laid - self._taken

    def lay(self, data: bytes) -> None:
        """Append bytes."""
        self._file.seek(self._laid)
        self._file.write(data)
        self._laid += len(data)

    def take(self, count: int) -> bytes:
        """Read and remove at most `count` bytes."""
        self._file.seek(self._taken)
        data = self._file.read(min(count, len(self)))
        self._taken += len(data)
        return data

    def put_back(self, count: int) -> None:
        """Undo the reading of the last `count` bytes."""
        self._taken -= count

    def close(self) -> None:
        """Discard the buffer."""
        self._file.close()


class WholeRequest:
    """The object that a thread uses as its socket: it reads a request that has already arrived, and buffers
    the answer. It waits for the client only when an answer is larger than the buffer may be.
    """

    def __init__(self, raw: socket.socket) -> None:
        raw.setblocking(False)
        self.raw = raw
        self.arrived, self.leaving = Pile(), Pile()
        self.sent = 0

    def begin_again(self) -> None:
        """Discard the request and its answer to make room for the next request."""
        self._forget()
        self.arrived, self.leaving = Pile(), Pile()
        self.sent = 0

    def fileno(self) -> int:
        """The file descriptor of the real socket, for the selector."""
        return self.raw.fileno()

    def recv(self, size: int) -> bytes:
        """The next bytes of the request; empty at its end."""
        return self.arrived.take(size)

    def sendall(self, data: bytes) -> None:
        """Send bytes, at once if the client takes them, else later.

        Raises `OSError` when the client is gone.
        """
        self.leaving.lay(bytes(data))
        self.flush()
        while len(self.leaving) > MOST_LEAVING:
            if not select.select([], [self.raw], [], PATIENCE)[1]:
                raise BrokenPipeError
            self.flush()

    def send(self, data: bytes) -> int:
        """Send bytes; see `sendall`."""
        self.sendall(data)
        return len(data)

    def flush(self) -> None:
        """Send as much as the client takes without waiting. Raises `OSError` when it is gone."""
        while piece := self.leaving.take(PIECE):
            try:
                count = self.raw.send(piece)
            except BlockingIOError:
                count = 0
            self.sent += count
            if count < len(piece):
                self.leaving.put_back(len(piece) - count)
                return

    def setblocking(self, flag: bool) -> None:
        """Ignored: this socket never blocks."""

    def settimeout(self, seconds: float | None) -> None:
        """Ignored: this socket never waits."""

    def gettimeout(self) -> float:
        """Always 0: this socket never waits."""
        return 0.0

    def shutdown(self, how: int) -> None:
        """Mark the answer as complete."""
        self.raw.shutdown(how)

    def close(self) -> None:
        """Close the real socket and discard the buffers."""
        self._forget()
        self.raw.close()

    def _forget(self) -> None:
        self.arrived.close()
        self.leaving.close()


class Connection(TConn):
    """A client's connection, and the progress of its current request or answer."""

    def __init__(self, cfg: Any, raw: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, WholeRequest(raw), client, server)
        self.data_ready = True
        #: Bytes of the next request that arrived together with this one.
        self.surplus = b""
        self.refused: tuple[int, str] | None = None
        self.begin()

    def begin(self) -> None:
        """Start to wait for a request."""
        self.began_at, self.head, self.received = time.monotonic(), bytearray(), 0
        #: The length of the request in bytes, once its head is known.
        self.length: int | None = None
        self.is_cut = False

    def init(self) -> None:
        """Prepare for a thread: create a new parser for each request."""
        self.parser = RequestParser(self.cfg, self.sock, self.client)

    def take(self, data: bytes) -> bool:
        """Take bytes that have arrived; returns whether the thread can begin: the request is complete, or can
        never be.
        """
        searched = max(0, len(self.head) - len(HEAD_ENDS))
        if self.length is None:
            self.head += data
            self.length = self._length_told(self.head.find(HEAD_ENDS, searched))
        room = len(data) if self.length is None else self.length - self.received
        self.sock.arrived.lay(data[:room])
        self.received += len(data[:room])
        self.surplus += data[room:]
        return self.length is not None and self.received >= self.length

    def _length_told(self, end: int) -> int | None:
        """The content length given in the head, read as gunicorn reads it.

        Heads that gunicorn refuses are left to the thread.
        """
        if end < 0:
            return len(self.head) if len(self.head) > LONGEST_HEAD else None
        end += len(HEAD_ENDS)
        try:
            request = next(RequestParser(self.cfg, iter([bytes(self.head[:end])]), self.client))
        except Exception:  # the thread parses the same head, and answers with the error
            self.is_cut = True
            return end
        if not isinstance(request.body.reader, LengthReader):
            self.refused = (411, "Length Required")
            return end
        length: int = request.body.reader.length
        if request._expected_100_continue and length <= LARGEST_BODY:
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        # The page answers that the request is too large, without reading it.
        self.is_cut = length > LARGEST_BODY
        return end if self.is_cut else end + length

    @property
    def is_idle(self) -> bool:
        """Whether no byte of a request has arrived yet."""
        return not self.head

    def count_from(self, moment: float) -> None:
        """Restart the time limit for the next step."""
        self.began_at, self.received, self.sock.sent = moment, 0, 0

    def ends_at(self) -> float:
        """The end of the time limit, on the monotonic clock."""
        return float(self.began_at + PATIENCE + (self.received + self.sock.sent) / SLOWEST)


class PatientWorker(ThreadWorker):
    """Gives threads complete requests only, and sends their answers itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Connections that no thread is using.
        self.watched: set[Connection] = set()
        self.looked_at = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Start to read from a new client."""
        try:
            raw, client = listener.accept()
        except (BlockingIOError, ConnectionError):
            return
        self.nr_conns += 1
        self._watch(Connection(self.cfg, raw, client, listener.getsockname()), self._read)

    def finish_request(self, conn: Connection, fs: "Future[Any]") -> None:
        """After a thread has answered: send the answer, then wait for the next request or close."""
        try:
            goes_on = bool(not fs.cancelled() and fs.result()) and not conn.is_cut and self.alive
        except Exception:
            goes_on = False
        conn.count_from(time.monotonic())
        try:
            self._write(conn, goes_on=goes_on)
        except OSError:
            self._drop(conn)

    def murder_pending(self) -> None:
        """Disconnect clients that are too slow or send too much; while stopping, also those that have sent
        nothing.
        """
        now = time.monotonic()
        if now < self.looked_at + EVERY:
            return
        self.looked_at = now
        for conn in list(self.watched):
            if conn.ends_at() < now or (conn.is_idle and not self.alive):
                self._drop(conn)
        if sum(conn.received for conn in self.watched) > MOST_ARRIVING:
            self._drop(max(self.watched, key=lambda conn: conn.received))

    def _watch(self, conn: Connection, then: Callable[[Connection], None], *, writing: bool = False) -> None:
        event = selectors.EVENT_WRITE if writing else selectors.EVENT_READ
        self.watched.add(conn)
        self.poller.register(conn.sock, event, partial(self._ready, conn, then))

    def _ready(self, conn: Connection, then: Callable[[Connection], None], _socket: object) -> None:
        self.poller.unregister(conn.sock)
        self.watched.discard(conn)
        try:
            then(conn)
        except OSError:
            self._drop(conn)

    def _read(self, conn: Connection) -> None:
        try:
            data = conn.sock.raw.recv(PIECE)
        except BlockingIOError:
            self._watch(conn, self._read)
            return
        if not data:
            self._drop(conn)
            return
        self._take(conn, data)

    def _take(self, conn: Connection, data: bytes) -> None:
        is_whole = conn.take(data)
        if conn.refused:
            write_error(conn.sock, *conn.refused, "")
            self._write(conn, goes_on=False)
        elif is_whole:
            self.enqueue_req(conn)
        else:
            self._watch(conn, self._read)

    def _write(self, conn: Connection, *, goes_on: bool) -> None:
        conn.sock.flush()
        if len(conn.sock.leaving):
            self._watch(conn, partial(self._write, goes_on=goes_on), writing=True)
        elif goes_on:
            self._begin_again(conn)
        else:
            self._say_farewell(conn)

    def _begin_again(self, conn: Connection) -> None:
        conn.sock.begin_again()
        conn.begin()
        surplus, conn.surplus = conn.surplus, b""
        if surplus:
            self._take(conn, surplus)
        else:
            self._watch(conn, self._read)

    def _say_farewell(self, conn: Connection) -> None:
        """Close our side, and read what the client still sends; otherwise it might not receive the answer."""
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_WR)
        conn.count_from(time.monotonic() - PATIENCE + FAREWELL)
        self._watch(conn, self._drain)

    def _drain(self, conn: Connection) -> None:
        if conn.sock.raw.recv(PIECE):
            self._watch(conn, self._drain)
        else:
            self._drop(conn)

    def _drop(self, conn: Connection) -> None:
        if conn in self.watched:
            self.watched.discard(conn)
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.sock.close()
