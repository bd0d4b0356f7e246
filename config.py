"""Settings, read from the environment and checked at the start; imports nothing of ours."""

import datetime as dt
import enum
import os
import secrets
import shlex
import shutil
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.policy import default as default_policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import idna

SHORTEST_SECRET = 32  # characters
#: Settings that may stand in a file of their own, named by the setting with `_FILE` behind it.
SECRETS = (
    "DATABASE_URL",
    "REGISTRY_SECRET_KEY",
    "REGISTRY_KEYS_SECRET",
    "REGISTRY_MAIL_PASSWORD",
    "REGISTRY_SEAL_PKCS12_PASSWORD",
)
USUAL_ADDRESS = "http://localhost:8000"
#: Hosts that no line leads to.
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HERE = Path(__file__).resolve().parent


class SettingsError(Exception):
    """The environment asks for what cannot be; every complaint is a line."""


class Mode(enum.StrEnum):
    """What the installation is for."""

    DEMO = "demo"
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Mail:
    """How messages leave. Without a host they wait in the outbox."""

    host: str | None
    port: int
    user: str | None
    password: str | None
    security: str  #: none, starttls or tls
    sender: str
    sender_name: str = "Partnership Registry"


@dataclass(frozen=True)
class TimeStamps:
    """Whom the registry asks for time stamps (RFC 3161), and what is to be reached with them."""

    url: str
    roots: Path  #: PEM file of the root certificates, those of former authorities too
    level: str  #: PAdES level: B-T, B-LT or B-LTA


@dataclass(frozen=True)
class OutsideSeal:
    """A seal that others certified, in place of the registry's own."""

    path: Path  #: PKCS#12 file
    password: str = field(repr=False)
    roots: Path  #: PEM file of the root certificates that the seal's comes from


@dataclass(frozen=True)
class Directory:
    """An organization's directory that people may sign in with (OpenID Connect)."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    domains: Mapping[str, str]  #: each domain of its addresses, and the organization it stands for
    manages_addresses: bool = False  #: it gives its people their addresses, and does not say `email_verified`


@dataclass(frozen=True)
class Settings:
    """All that the registry is told from outside."""

    mode: Mode
    instance: Path
    database_url: str
    secret_key: str
    public_address: str
    mail: Mail
    trusted_proxies: int
    #: Minutes that a session may lie unused, and hours that it lasts at all.
    session_idle_minutes: int
    session_hours: int
    time_stamps: TimeStamps | None = None
    log: str = "text"  #: text or json
    #: Locks the private keys on the disk; the secret key does where none is given.
    keys_secret: str = ""
    seal: OutsideSeal | None = None
    #: Who is told of certificates that end and of what else needs an administrator.
    admin_mail: str = ""
    directories: tuple[Directory, ...] = ()
    timezone: str = "America/Toronto"  #: of people who are in no team
    #: Digests of passwords that became known elsewhere; what is in it, `registry check` looks at.
    breached_passwords: Path | None = None
    scan_command: tuple[str, ...] = ()  #: the virus scanner: what is run, with its arguments
    security_contact: str | None = None  #: whom to tell of a weakness: `mailto:` or `https://`

    def as_flask(self) -> dict[str, Any]:
        """The settings under the names that Flask and its extensions look for."""
        secure = self.public_address.startswith("https://")
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_BINDS": {"writing": self.database_url},
            # the largest edition that is verified, and a little; other files have limits of their own
            "MAX_CONTENT_LENGTH": 41 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "TEMPLATES_AUTO_RELOAD": self.mode is Mode.DEVELOPMENT,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_NAME": "__Host-registry" if secure else "registry",
            "PERMANENT_SESSION_LIFETIME": self.session_hours * 60 * 60,
            # Sent with every answer, the late answer of a picture would undo what a page has stored since.
            "SESSION_REFRESH_EACH_REQUEST": False,
            "REMEMBER_COOKIE_HTTPONLY": True,
            "REMEMBER_COOKIE_SECURE": secure,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": False,
            "BABEL_DEFAULT_LOCALE": "en",
            "BABEL_TRANSLATION_DIRECTORIES": str(HERE / "registry" / "translations"),
            "REGISTRY_MODE": self.mode.value,
            "REGISTRY_INSTANCE": str(self.instance),
            "REGISTRY_PUBLIC_ADDRESS": self.public_address,
            "REGISTRY_MAIL": self.mail,
            "REGISTRY_TRUSTED_PROXIES": self.trusted_proxies,
            "REGISTRY_DATABASE_URL": self.database_url,
            "REGISTRY_TIME_STAMPS": self.time_stamps,
            "REGISTRY_LOG": self.log,
            "TRUSTED_HOSTS": self.hosts,
            "REGISTRY_SECURITY_CONTACT": self.security_contact,
            **({"DEBUG": False} if self.mode is Mode.PRODUCTION else {}),  # whatever FLASK_DEBUG says
            "REGISTRY_KEYS_SECRET": self.keys_secret or self.secret_key,
            "REGISTRY_SEAL": self.seal,
            "REGISTRY_ADMIN_MAIL": self.admin_mail,
            "REGISTRY_SIGN_ON": self.directories,
            "REGISTRY_TIMEZONE": self.timezone,
            "REGISTRY_SCAN_COMMAND": self.scan_command,
            "REGISTRY_BREACHED_PASSWORDS": self.breached_passwords,
            "REGISTRY_SESSION_IDLE": dt.timedelta(minutes=self.session_idle_minutes),
            "REGISTRY_SESSION_WHOLE": dt.timedelta(hours=self.session_hours),
        }

    @property
    def hosts(self) -> list[str]:
        """The names that the registry answers to: its address’s and, outside production, this machine’s."""
        own = urlsplit(self.public_address).hostname or ""
        return [own] if self.mode is Mode.PRODUCTION else [own, "localhost", "127.0.0.1", "[::1]"]


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raise `SettingsError` naming everything that is wrong, not only the first."""
    wrong: list[str] = []
    environ = with_secrets(environ, wrong)
    mode = _mode(environ, wrong)
    instance = Path(environ.get("REGISTRY_INSTANCE") or HERE / "instance").resolve()
    production = mode is Mode.PRODUCTION
    settings = Settings(
        mode=mode,
        instance=instance,
        database_url=_database_url(environ, instance, wrong),
        secret_key=_secret(environ, instance, production, wrong),
        public_address=_public_address(environ, instance, production, wrong),
        mail=_mail(environ, production, wrong),
        trusted_proxies=_whole(environ, "REGISTRY_TRUSTED_PROXIES", 0, wrong),
        time_stamps=_time_stamps(environ, wrong),
        log=_log(environ, production, wrong),
        keys_secret=_keys_secret(environ, wrong),
        seal=_seal(environ, wrong),
        admin_mail=_admin_mail(environ, wrong),
        session_idle_minutes=_whole(environ, "REGISTRY_SESSION_IDLE_MINUTES", 60, wrong),
        session_hours=_whole(environ, "REGISTRY_SESSION_HOURS", 12, wrong),
        directories=_directories(environ, production, wrong),
        breached_passwords=_path(environ, "REGISTRY_BREACHED_PASSWORDS"),
        timezone=_timezone(environ, wrong),
        scan_command=_scan_command(environ, wrong),
        security_contact=_security_contact(environ, wrong),
    )
    if wrong:
        raise SettingsError("\n".join(wrong))
    return settings


def with_secrets(environ: Mapping[str, str], wrong: list[str]) -> dict[str, str]:
    """The environment, with the secrets that it names files of: as a vault or a container brings them."""
    found = dict(environ)
    for name in SECRETS:
        path = environ.get(f"{name}_FILE")
        if not path:
            continue
        if environ.get(name):
            wrong.append(f"{name} and {name}_FILE are both set: give one of them.")
        try:
            found[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            wrong.append(f"{name}_FILE: {path} cannot be read: {error}.")
            continue
        if not found[name]:
            wrong.append(f"{name}_FILE: {path} is empty.")
    return found


def _mode(environ: Mapping[str, str], wrong: list[str]) -> Mode:
    said = environ.get("REGISTRY_MODE") or Mode.DEVELOPMENT.value
    try:
        return Mode(said)
    except ValueError:
        wrong.append(f"REGISTRY_MODE is {said!r}; it is one of: {', '.join(Mode)}.")
        return Mode.DEVELOPMENT


def _database_url(environ: Mapping[str, str], instance: Path, wrong: list[str]) -> str:
    said = environ.get("DATABASE_URL")
    if not said:
        return f"sqlite:///{instance / 'registry.db'}"
    scheme = said.partition(":")[0]
    if scheme in ("postgres", "postgresql"):
        return "postgresql+psycopg:" + said.partition(":")[2]
    if scheme not in ("sqlite", "postgresql+psycopg"):
        wrong.append(f"DATABASE_URL begins with {scheme!r}; use postgresql://… or sqlite:///….")
    if ":memory:" in said or said == "sqlite://":
        wrong.append("DATABASE_URL names a database in memory; the registry needs a file.")
    return said


def _secret(environ: Mapping[str, str], instance: Path, production: bool, wrong: list[str]) -> str:
    said = environ.get("REGISTRY_SECRET_KEY")
    if said:
        if len(said) < SHORTEST_SECRET:
            wrong.append(f"REGISTRY_SECRET_KEY is shorter than {SHORTEST_SECRET} characters.")
        return said
    if production:
        wrong.append(f"REGISTRY_SECRET_KEY is missing: give {SHORTEST_SECRET} random characters or more.")
        return ""
    return _own_secret(instance / "secret_key", wrong)


def _own_secret(path: Path, wrong: list[str]) -> str:
    """The secret made for a demo or development instance, the same at each start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_hex(32))
        return path.read_text().strip()
    except OSError as error:
        wrong.append(f"REGISTRY_INSTANCE cannot be written: {error}.")
        return secrets.token_hex(32)


def _write_once(path: Path, text: str) -> None:
    """Make a file that only its owner may read; one that is there stays as it is."""
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)


def _public_address(environ: Mapping[str, str], instance: Path, production: bool, wrong: list[str]) -> str:
    said = environ.get("REGISTRY_PUBLIC_ADDRESS")
    if not said:
        if production:
            wrong.append(
                "REGISTRY_PUBLIC_ADDRESS is missing: the address in links, such as https://registry.example."
            )
        return _served_here(instance)
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        wrong.append(f"REGISTRY_PUBLIC_ADDRESS is {said!r}; it needs http:// or https:// and a host.")
    elif production and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        wrong.append(f"REGISTRY_PUBLIC_ADDRESS is {said!r}; in production it needs https://.")
    return said.rstrip("/")


def _served_here(instance: Path) -> str:
    """Where `registry serve` last answered: no other process knows which port it was given."""
    with suppress(OSError, UnicodeDecodeError):
        return (instance / "served-at").read_text(encoding="utf-8").strip() or USUAL_ADDRESS
    return USUAL_ADDRESS


def _mail(environ: Mapping[str, str], production: bool, wrong: list[str]) -> Mail:
    host = environ.get("REGISTRY_MAIL_HOST")
    sender_name, sender = _sender(environ, wrong)
    security = environ.get("REGISTRY_MAIL_SECURITY") or ("starttls" if production else "none")
    if security not in ("none", "starttls", "tls"):
        wrong.append(f"REGISTRY_MAIL_SECURITY is {security!r}; it is one of: none, starttls, tls.")
    if production and not host:
        wrong.append("REGISTRY_MAIL_HOST is missing: without it no invitation leaves.")
    if production and "REGISTRY_MAIL_SENDER" not in environ:
        wrong.append("REGISTRY_MAIL_SENDER is missing: the address that messages come from.")
    return Mail(
        host=host,
        port=_whole(environ, "REGISTRY_MAIL_PORT", 25, wrong),
        user=environ.get("REGISTRY_MAIL_USER"),
        password=environ.get("REGISTRY_MAIL_PASSWORD"),
        security=security,
        sender=sender,
        sender_name=sender_name,
    )


def _sender(environ: Mapping[str, str], wrong: list[str]) -> tuple[str, str]:
    """Name and address of `Name <address>`, or of the address alone."""
    said = environ.get("REGISTRY_MAIL_SENDER") or "registry@localhost"
    found = _mailbox(said)
    if found is None:
        wrong.append(
            f"REGISTRY_MAIL_SENDER is {said!r}; it is an address, alone or as "
            "“Partnership Registry <registry@example.org>”."
        )
    name, address = found or ("", "registry@localhost")
    return name or Mail.sender_name, address


def _mailbox(said: str) -> tuple[str, str] | None:
    """Name, if any, and address of one mailbox; None where it cannot be understood, or no mail reaches it."""
    header = default_policy.header_factory("From", said) if said.isprintable() else None
    addresses: tuple[Any, ...] = getattr(header, "addresses", ())
    if header is None or header.defects or len(addresses) != 1:
        return None
    local, at, domain = addresses[0].addr_spec.rpartition("@")
    try:
        idna.encode(domain, uts46=True)
    except idna.IDNAError:
        return None
    return (addresses[0].display_name, addresses[0].addr_spec) if local.isascii() and at else None


def _security_contact(environ: Mapping[str, str], wrong: list[str]) -> str | None:
    said = environ.get("REGISTRY_SECURITY_CONTACT") or None
    if said and not (said.startswith(("mailto:", "https://")) and said.isprintable()):
        wrong.append(f"REGISTRY_SECURITY_CONTACT is {said!r}; it begins with mailto: or https://.")
    return said


def _log(environ: Mapping[str, str], production: bool, wrong: list[str]) -> str:
    said = environ.get("REGISTRY_LOG") or ("json" if production else "text")
    if said not in ("text", "json"):
        wrong.append(f"REGISTRY_LOG is {said!r}; it is one of: text, json.")
    return said


def _time_stamps(environ: Mapping[str, str], wrong: list[str]) -> TimeStamps | None:
    url = environ.get("REGISTRY_TIMESTAMP_URL")
    if not url:
        return None
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        wrong.append(f"REGISTRY_TIMESTAMP_URL is {url!r}; it needs http:// or https:// and a host.")
    level = environ.get("REGISTRY_TIMESTAMP_LEVEL") or "B-LTA"
    if level not in ("B-T", "B-LT", "B-LTA"):
        wrong.append(f"REGISTRY_TIMESTAMP_LEVEL is {level!r}; it is one of: B-T, B-LT, B-LTA.")
    said = environ.get("REGISTRY_TIMESTAMP_ROOTS") or ""
    roots = Path(said).resolve()
    if not said or not roots.is_file():
        wrong.append(
            "REGISTRY_TIMESTAMP_ROOTS must name a PEM file of the roots that the authority’s certificates "
            "come from."
        )
    elif b"-----BEGIN CERTIFICATE-----" not in roots.read_bytes():
        wrong.append(f"REGISTRY_TIMESTAMP_ROOTS: {roots} holds no certificate in PEM.")
    return TimeStamps(url=url, roots=roots, level=level)


def _keys_secret(environ: Mapping[str, str], wrong: list[str]) -> str:
    said = environ.get("REGISTRY_KEYS_SECRET") or ""
    if said and len(said) < SHORTEST_SECRET:
        wrong.append(f"REGISTRY_KEYS_SECRET is shorter than {SHORTEST_SECRET} characters.")
    return said


def _seal(environ: Mapping[str, str], wrong: list[str]) -> OutsideSeal | None:
    """The files of an outside seal; what is in them is looked at when the application is made."""
    said = environ.get("REGISTRY_SEAL_PKCS12")
    if not said:
        return None
    path, roots = Path(said).resolve(), Path(environ.get("REGISTRY_SEAL_ROOTS") or "").resolve()
    if not path.is_file():
        wrong.append(f"REGISTRY_SEAL_PKCS12: there is no file {path}.")
    if not roots.is_file():
        wrong.append(
            "REGISTRY_SEAL_ROOTS must name a PEM file of the roots that the seal’s certificate comes from."
        )
    return OutsideSeal(path, environ.get("REGISTRY_SEAL_PKCS12_PASSWORD") or "", roots)


def _admin_mail(environ: Mapping[str, str], wrong: list[str]) -> str:
    said = environ.get("REGISTRY_ADMIN_MAIL") or ""
    found = _mailbox(said) if said else ("", "")
    if found is None:
        wrong.append(f"REGISTRY_ADMIN_MAIL is {said!r}; it is an e-mail address.")
        return ""
    return found[1]


def _directories(environ: Mapping[str, str], production: bool, wrong: list[str]) -> tuple[Directory, ...]:
    """The directories of a TOML file, each a table with its key as the name."""
    path = environ.get("REGISTRY_SIGN_ON")
    if not path:
        return ()
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        wrong.append(f"REGISTRY_SIGN_ON: {path} cannot be read: {error}.")
        return ()
    return tuple(
        found for key, table in tables.items() if (found := _directory(key, table, production, wrong))
    )


def _directory(key: str, table: Any, production: bool, wrong: list[str]) -> Directory | None:
    names = ("name", "issuer", "client_id", "client_secret")
    said: dict[str, Any] = dict(table) if isinstance(table, dict) else {}
    _read_client_secret(key, said, wrong)
    lacks = [name for name in names if not isinstance(said.get(name), str)]
    domains = said.get("domains")
    domains = domains if isinstance(domains, dict) else {}
    if not domains or not all(isinstance(one, str) for one in domains.values()):
        lacks.append("domains (a table: domain = organization)")
    if lacks:
        wrong.append(f"REGISTRY_SIGN_ON: [{key}] lacks {', '.join(lacks)}.")
        return None
    if not (key.isascii() and key.replace("-", "").isalnum()):
        wrong.append(f"REGISTRY_SIGN_ON: [{key}]: a key has letters, digits and hyphens.")
    if production and not said["issuer"].startswith("https://"):
        wrong.append(f"REGISTRY_SIGN_ON: [{key}]: the issuer needs https://.")
    return Directory(
        key=key,
        domains={domain.lower(): organization for domain, organization in domains.items()},
        manages_addresses=said.get("manages_addresses") is True,
        **{name: said[name] for name in names},
    )


def _read_client_secret(key: str, said: dict[str, Any], wrong: list[str]) -> None:
    """Put the secret of a directory in its place, where the table names a file of it."""
    path = said.get("client_secret_file")
    if not isinstance(path, str):
        return
    try:
        said["client_secret"] = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        wrong.append(f"REGISTRY_SIGN_ON: [{key}]: {path} cannot be read: {error}.")


def _timezone(environ: Mapping[str, str], wrong: list[str]) -> str:
    said = environ.get("REGISTRY_TIMEZONE") or "America/Toronto"
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong.append(f"REGISTRY_TIMEZONE is {said!r}; it is a name such as America/Toronto.")
    return said


def _scan_command(environ: Mapping[str, str], wrong: list[str]) -> tuple[str, ...]:
    try:
        command = tuple(shlex.split(environ.get("REGISTRY_SCAN_COMMAND") or ""))
    except ValueError as error:
        wrong.append(f"REGISTRY_SCAN_COMMAND cannot be read: {error}.")
        return ()
    if command and shutil.which(command[0]) is None:
        wrong.append(f"REGISTRY_SCAN_COMMAND: there is no program {command[0]!r}.")
    return command


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    said = environ.get(name)
    return Path(said).resolve() if said else None


def _whole(environ: Mapping[str, str], name: str, default: int, wrong: list[str]) -> int:
    said = environ.get(name) or str(default)
    if not said.isdecimal():
        wrong.append(f"{name} is {said!r}; it is a whole number.")
        return default
    return int(said)
