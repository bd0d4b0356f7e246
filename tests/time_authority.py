"""A real time-stamp authority on this machine (RFC 3161): OpenSSL answers, behind HTTP."""

import datetime as dt
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOST = "127.0.0.1"
_CONFIG = """[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/stamper.pem
signer_key = {folder}/stamper.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha384, sha512
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class TimeAuthority:
    """Stamps what it is sent, until told to close; its certificates name where its revocation list is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked = 0
        self.lists_answer = True
        self.lists_moved = False
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.open()
        self._make_certificates()

    @property
    def url(self) -> str:
        """Where time stamps are asked for."""
        return f"http://{HOST}:{self.port}/stamp"

    @property
    def broken_url(self) -> str:
        """Where everything is answered with a page of text."""
        return f"http://{HOST}:{self.port}/page"

    @property
    def moved_url(self) -> str:
        """Where everybody is sent on to the right address."""
        return f"http://{HOST}:{self.port}/moved"

    @property
    def roots(self) -> Path:
        """The file of the certificate to trust."""
        return self.folder / "root.pem"

    def open(self) -> None:
        """Answer on the port, the same as before."""
        self._server = ThreadingHTTPServer((HOST, self.port), _handler_of(self))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop answering, as an authority that is down."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, query: bytes) -> bytes:
        """The time-stamp response to a query, as OpenSSL makes it."""
        self.asked += 1
        (self.folder / "query").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", str(self.folder / "tsa.cnf")]
        command += ["-queryfile", str(self.folder / "query"), "-out", str(self.folder / "reply")]
        command += ["-chain", str(self.roots)]
        subprocess.run(command, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()

    def _make_certificates(self) -> None:
        now = dt.datetime.now(dt.UTC)
        root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in "ab")
        root_name = _name("Invented Time Root")
        root = _certificate(root_name, root_name, root_key, root_key, now).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        stamper = (
            _certificate(_name("Invented Time Stamping"), root_name, key, root_key, now)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .add_extension(_list_at(f"http://{HOST}:{self.port}/root.crl"), critical=False)
        )
        revoked = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(root_name)
            .last_update(now - dt.timedelta(days=400))
            .next_update(now + dt.timedelta(days=400))
            .add_extension(x509.CRLNumber(1), critical=False)
            .sign(root_key, hashes.SHA256())
        )
        self._write("root.pem", root.sign(root_key, hashes.SHA256()).public_bytes(_PEM))
        self._write("stamper.pem", stamper.sign(root_key, hashes.SHA256()).public_bytes(_PEM))
        self._write("stamper.key", key.private_bytes(_PEM, *_PLAIN))
        self._write("root.crl", revoked.public_bytes(serialization.Encoding.DER))
        self._write("serial", b"01\n")
        self._write("tsa.cnf", _CONFIG.format(folder=self.folder).encode())

    def _write(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)


_PEM = serialization.Encoding.PEM
_PLAIN = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented Time"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: dt.datetime,
) -> x509.CertificateBuilder:
    is_authority = subject == issuer
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=400))
        .not_valid_after(now + dt.timedelta(days=3650))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                not is_authority, False, False, False, False, is_authority, is_authority, False, False
            ),
            critical=True,
        )
    )


def _list_at(url: str) -> x509.CRLDistributionPoints:
    place = [x509.UniformResourceIdentifier(url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(place, None, None, None)])


def _handler_of(authority: TimeAuthority) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/moved":
                self._send_to("/stamp")
                return
            if self.path == "/page":
                self._send(b"Welcome", "text/html")
            else:
                self._send(authority.answer(query), "application/timestamp-reply")

        def do_GET(self) -> None:
            if authority.lists_moved and self.path == "/root.crl":
                self._send_to("/elsewhere.crl")
                return
            if not authority.lists_answer:
                self.send_error(503)
                return
            name = self.path.rpartition("/")[2] if self.path.endswith(".crl") else "root.crl"
            name = name if (authority.folder / name).is_file() else "root.crl"
            self._send((authority.folder / name).read_bytes(), "application/pkix-crl")

        def _send_to(self, path: str) -> None:
            self.send_response(307)
            self.send_header("Location", path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _send(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            """Stay quiet."""

    return Handler
