"""Settings from the environment, checked at the start with words."""

import stat
from pathlib import Path

import pytest

import config
from registry import server

SECRET = "s" * config.SHORTEST_SECRET
PRODUCTION = {
    "REGISTRY_MODE": "production",
    "REGISTRY_SECRET_KEY": SECRET,
    "REGISTRY_PUBLIC_ADDRESS": "https://registry.example",
    "REGISTRY_MAIL_HOST": "mail.example",
    "REGISTRY_MAIL_SENDER": "registry@example.org",
}


@pytest.fixture
def load(tmp_path):
    """Reads the settings of an environment in which nothing else is said."""
    return lambda **said: config.load({"REGISTRY_INSTANCE": str(tmp_path / "instance")} | said)


@pytest.fixture
def complaints(load):
    """What is wrong with an environment, line by line."""

    def complain(**said):
        with pytest.raises(config.SettingsError) as refused:
            load(**said)
        return str(refused.value).splitlines()

    return complain


def test_a_developer_needs_to_say_nothing(load, tmp_path):
    settings = load()
    assert settings.mode is config.Mode.DEVELOPMENT
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'registry.db'}"
    assert settings.public_address == "http://localhost:8000"
    assert settings.mail.host is None


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(load, tmp_path):
    path = tmp_path / "instance" / "secret_key"
    assert load().secret_key == load().secret_key == path.read_text()
    assert len(path.read_text()) >= config.SHORTEST_SECRET
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_production_is_told_all_that_it_lacks_at_once(complaints):
    found = complaints(REGISTRY_MODE="production")
    assert [line.partition(" is missing")[0] for line in found] == [
        "REGISTRY_SECRET_KEY",
        "REGISTRY_PUBLIC_ADDRESS",
        "REGISTRY_MAIL_HOST",
        "REGISTRY_MAIL_SENDER",
    ]


def test_production_with_all_it_needs_starts(load, tmp_path):
    settings = load(**PRODUCTION)
    assert settings.as_flask()["SESSION_COOKIE_SECURE"] is True
    assert not (tmp_path / "instance" / "secret_key").exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"REGISTRY_MODE": "live"}, "REGISTRY_MODE is 'live'; it is one of: demo, development, production."),
        ({"REGISTRY_SECRET_KEY": "short"}, "REGISTRY_SECRET_KEY is shorter than 32 characters."),
        ({"DATABASE_URL": "mysql://here"}, "DATABASE_URL begins with 'mysql'"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL names a database in memory"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL names a database in memory"),
        ({"REGISTRY_PUBLIC_ADDRESS": "registry.example"}, "it needs http:// or https:// and a host"),
        ({"REGISTRY_MAIL_SECURITY": "ssl"}, "it is one of: none, starttls, tls."),
        ({"REGISTRY_SECURITY_CONTACT": "security@registry.example"}, "it begins with mailto: or https://."),
        ({"REGISTRY_MAIL_PORT": "smtp"}, "REGISTRY_MAIL_PORT is 'smtp'; it is a whole number."),
        ({"REGISTRY_KEYS_SECRET": "short"}, "REGISTRY_KEYS_SECRET is shorter than 32 characters."),
        ({"REGISTRY_ADMIN_MAIL": "the boss"}, "REGISTRY_ADMIN_MAIL is 'the boss'; it is an e-mail address."),
        ({"REGISTRY_TRUSTED_PROXIES": "-1"}, "REGISTRY_TRUSTED_PROXIES is '-1'; it is a whole number."),
    ],
)
def test_what_cannot_be_is_named_with_what_can(complaints, said, words):
    (line,) = complaints(**said)
    assert words in line


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("postgres://me@db/registry", "postgresql+psycopg://me@db/registry"),
        ("postgresql://me@db/registry", "postgresql+psycopg://me@db/registry"),
        ("postgresql+psycopg://me@db/registry", "postgresql+psycopg://me@db/registry"),
        ("sqlite:////srv/registry.db", "sqlite:////srv/registry.db"),
    ],
)
def test_a_database_is_named_as_people_name_it(load, said, read):
    assert load(DATABASE_URL=said).database_url == read


def test_links_carry_the_port_that_is_served(load, tmp_path):
    (tmp_path / "instance").mkdir()
    server.note_address(tmp_path / "instance", server.Serving(("127.0.0.1:8001",)))
    assert load().public_address == "http://localhost:8001"
    assert load(REGISTRY_PUBLIC_ADDRESS="http://10.0.0.1").public_address == "http://10.0.0.1"


def test_a_slash_at_the_end_of_the_public_address_is_left_out(load):
    assert (
        load(REGISTRY_PUBLIC_ADDRESS="https://registry.example/").public_address == "https://registry.example"
    )


@pytest.mark.parametrize(
    ("address", "secure"), [("https://registry.example", True), ("http://10.0.0.1", False)]
)
def test_cookies_travel_only_over_https_where_the_address_is_one(load, address, secure):
    flask = load(REGISTRY_PUBLIC_ADDRESS=address).as_flask()
    assert flask["SESSION_COOKIE_SECURE"] is secure
    assert flask["SESSION_COOKIE_HTTPONLY"] is True


def test_production_is_reached_over_tls(complaints):
    (line,) = complaints(**PRODUCTION | {"REGISTRY_PUBLIC_ADDRESS": "http://registry.example"})
    assert line.endswith("in production it needs https://.")


def test_mail_leaves_production_over_tls_unless_told_otherwise(load):
    assert load(**PRODUCTION).mail.security == "starttls"
    assert load(**PRODUCTION, REGISTRY_MAIL_SECURITY="none").mail.security == "none"


def test_an_instance_folder_that_cannot_be_written_is_named(complaints, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    (line,) = complaints(REGISTRY_INSTANCE=str(tmp_path / "file"))
    assert line.startswith("REGISTRY_INSTANCE cannot be written")


def test_a_time_stamp_authority_is_set_with_its_roots_and_aims_high(load, tmp_path):
    roots = tmp_path / "roots.pem"
    roots.write_text("-----BEGIN CERTIFICATE-----\n")
    stamps = load(REGISTRY_TIMESTAMP_URL="https://time.example/stamp", REGISTRY_TIMESTAMP_ROOTS=str(roots))
    assert stamps.time_stamps == config.TimeStamps("https://time.example/stamp", roots, "B-LTA")


def test_without_an_authority_no_time_is_stamped(load):
    assert load().time_stamps is None


def test_a_time_stamp_authority_is_refused_in_words(complaints, tmp_path):
    found = complaints(
        REGISTRY_TIMESTAMP_URL="time.example", REGISTRY_TIMESTAMP_LEVEL="B-X", REGISTRY_TIMESTAMP_ROOTS=""
    )
    assert ["_URL is" in found[0], "_LEVEL is" in found[1], "_ROOTS must" in found[2]] == [True] * 3


def test_roots_without_a_certificate_are_refused(complaints, tmp_path):
    roots = tmp_path / "roots.pem"
    roots.write_text("root")
    said = {"REGISTRY_TIMESTAMP_URL": "https://time.example", "REGISTRY_TIMESTAMP_ROOTS": str(roots)}
    assert "holds no certificate" in complaints(**said)[0]


def test_the_secret_key_locks_the_keys_unless_they_have_a_secret_of_their_own(load):
    own = "k" * config.SHORTEST_SECRET
    assert load(REGISTRY_SECRET_KEY=SECRET).as_flask()["REGISTRY_KEYS_SECRET"] == SECRET
    assert (
        load(REGISTRY_SECRET_KEY=SECRET, REGISTRY_KEYS_SECRET=own).as_flask()["REGISTRY_KEYS_SECRET"] == own
    )


def test_an_outside_seal_is_set_with_its_password_and_roots(load, tmp_path):
    (tmp_path / "seal.p12").touch()
    (tmp_path / "roots.pem").touch()
    seal = load(
        REGISTRY_SEAL_PKCS12=str(tmp_path / "seal.p12"),
        REGISTRY_SEAL_PKCS12_PASSWORD="open",
        REGISTRY_SEAL_ROOTS=str(tmp_path / "roots.pem"),
    ).seal
    assert seal == config.OutsideSeal(tmp_path / "seal.p12", "open", tmp_path / "roots.pem")


def test_files_of_an_outside_seal_that_are_not_there_are_named(complaints, tmp_path):
    found = complaints(REGISTRY_SEAL_PKCS12=str(tmp_path / "seal.p12"))
    assert [line.partition(" ")[0] for line in found] == ["REGISTRY_SEAL_PKCS12:", "REGISTRY_SEAL_ROOTS"]


def test_a_password_is_not_printed_with_the_settings():
    assert "open sesame" not in repr(config.OutsideSeal(config.HERE, "open sesame", config.HERE))


# -- secrets in files --------------------------------------------------------------------------------


SECRET_SETTINGS = {
    "REGISTRY_SECRET_KEY": lambda settings: settings.secret_key,
    "REGISTRY_KEYS_SECRET": lambda settings: settings.keys_secret,
    "REGISTRY_MAIL_PASSWORD": lambda settings: settings.mail.password,
}


@pytest.mark.parametrize("name", SECRET_SETTINGS)
def test_a_secret_is_read_from_the_file_that_is_named(load, tmp_path, name):
    path = tmp_path / "secret"
    path.write_text("a secret from a vault, of some length\n")
    read = SECRET_SETTINGS[name](load(**{f"{name}_FILE": str(path)}))
    assert read == "a secret from a vault, of some length"


def test_the_database_and_the_seals_password_may_stand_in_files_too(load, tmp_path):
    said = {"DATABASE_URL": "postgres://a:b@c/d", "REGISTRY_SEAL_PKCS12_PASSWORD": "open"}
    files = {name: tmp_path / name for name in said}
    for name, path in files.items():
        path.write_text(said[name])
    file = str(files["DATABASE_URL"])
    for_seal = {"REGISTRY_SEAL_PKCS12": file, "REGISTRY_SEAL_ROOTS": file}
    settings = load(**for_seal, **{f"{name}_FILE": str(path) for name, path in files.items()})
    assert (settings.database_url, settings.seal.password) == ("postgresql+psycopg://a:b@c/d", "open")


@pytest.mark.parametrize(("content", "words"), [(None, "cannot be read"), ("\n", "is empty")])
def test_a_file_of_a_secret_that_brings_none_is_named(complaints, tmp_path, content, words):
    path = tmp_path / "secret"
    path.write_text(content) if content else None
    assert any(words in line for line in complaints(REGISTRY_SECRET_KEY_FILE=str(path)))


def test_a_secret_is_given_once(complaints, tmp_path):
    path = tmp_path / "secret"
    path.write_text("x" * 40)
    said = {"REGISTRY_SECRET_KEY": "y" * 40, "REGISTRY_SECRET_KEY_FILE": str(path)}
    assert any("both set" in line for line in complaints(**said))


def test_a_time_zone_that_is_none_is_named(load, complaints):
    assert load(REGISTRY_TIMEZONE="America/Vancouver").timezone == "America/Vancouver"
    assert any("REGISTRY_TIMEZONE" in line for line in complaints(REGISTRY_TIMEZONE="Ontario/Nowhere"))


def test_the_example_for_operators_names_a_directory(load, tmp_path):
    paper = (Path(__file__).resolve().parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    example = paper.split("```toml\n")[1].split("```")[0]
    (tmp_path / "secret").write_text("a secret between them\n")
    path = tmp_path / "sign-on.toml"
    path.write_text(example.replace("/run/secrets/larkspur", str(tmp_path / "secret")), encoding="utf-8")
    hospital, centre = load(REGISTRY_SIGN_ON=str(path)).directories
    assert (hospital.key, hospital.client_secret) == ("larkspur", "a secret between them")
    assert centre.manages_addresses


# -- whom mail comes from, and goes to ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "name", "address"),
    [
        ("registry@example.org", "Partnership Registry", "registry@example.org"),
        ("<registry@example.org>", "Partnership Registry", "registry@example.org"),
        ("Health Team <registry@example.org>", "Health Team", "registry@example.org"),
        ("Équipe de l’Est <registre@équipe.example>", "Équipe de l’Est", "registre@équipe.example"),
        ('"Équipe, Est" <registry@example.org>', "Équipe, Est", "registry@example.org"),
    ],
)
def test_the_sender_is_an_address_with_or_without_a_name(load, said, name, address):
    mail = load(REGISTRY_MAIL_SENDER=said).mail
    assert (mail.sender_name, mail.sender) == (name, address)


@pytest.mark.parametrize("setting", ["REGISTRY_MAIL_SENDER", "REGISTRY_ADMIN_MAIL"])
@pytest.mark.parametrize(
    "said",
    [
        "registry",
        "Health Team",
        "Health Team <registry>",
        "Health Team <registry@example.org",
        "Health Team registry@example.org",
        "Équipe, Est <registry@example.org>",
        "a@example.org, b@example.org",
        "registry@example..org",
        "registry@example.org.",
        "registry@exam_ple.org",
        "zoé@example.org",
        "registry@example.org\nBcc: eve@example.org",
    ],
)
def test_a_mailbox_that_cannot_be_understood_is_refused_at_the_start(complaints, setting, said):
    [line] = complaints(**{setting: said})
    assert line.startswith(f"{setting} is {said!r}; it is an")
