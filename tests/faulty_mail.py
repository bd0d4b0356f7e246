"""A mail server of one’s own making: polite until a script tells it not to be.

`FaultyServer(say)` asks `say(server, verb, line)` before it answers; what that returns is the answer, `None`
is the polite one, `HANG` never answers, `DROP` hangs up. The greeting is GREETING, the content CONTENT.
"""

import socket
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

HANG, DROP = "(hang)", "(drop)"

POLITE = {
    "GREETING": "220 ready",
    "EHLO": "250-faulty.example\r\n250-SIZE 20000000\r\n250 ENHANCEDSTATUSCODES",
    "DATA": "354 go on",
    "CONTENT": "250 2.0.0 queued",
    "QUIT": "221 bye",
}

Say = Callable[["FaultyServer", str, str], str | None]


class FaultyServer:
    """Keeps what it was given, with the answer it gave to the content."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.contents: list[bytes] = []
        #: Every command, in the order they came.
        self.heard: list[str] = []
        self.connections = 0
        #: Set as soon as something hangs; and what ends all hanging.
        self.hangs, self.released = threading.Event(), threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def mails(self) -> list[EmailMessage]:
        """The messages that were given whole, whatever was answered."""
        return [message_from_bytes(one, policy=policy.default) for one in self.contents]  # type: ignore[misc]

    def count(self, verb: str) -> int:
        """How often a command came."""
        return sum(line.upper().startswith(verb) for line in self.heard)

    def close(self) -> None:
        """End all, hanging or not."""
        self.released.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self._open:
            one.close()
        self._thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as file:
            try:
                self._answer(file, "GREETING", "")
                while line := file.readline().decode().rstrip("\r\n"):
                    self.heard.append(line)
                    verb = line.partition(" ")[0].upper()
                    if self._answer(file, verb, line).startswith("354"):
                        self.contents.append(_content(file))
                        self._answer(file, "CONTENT", "")
                    if verb == "QUIT":
                        return
            except (OSError, ValueError, EOFError):
                return

    def _answer(self, file, verb: str, line: str) -> str:  # type: ignore[no-untyped-def]
        said = self.say(self, verb, line) or POLITE.get(verb, "250 2.0.0 fine")
        if said == HANG:
            self.hangs.set()
            self.released.wait()
        if said in (HANG, DROP):
            raise EOFError
        file.write(f"{said}\r\n".encode())
        file.flush()
        return said


def _content(file) -> bytes:  # type: ignore[no-untyped-def]
    lines = []
    while (line := file.readline()) != b".\r\n":
        if not line:
            raise EOFError
        lines.append(line.removeprefix(b"."))
    return b"".join(lines)
