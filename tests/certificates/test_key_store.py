"""Keys at rest: locked with a secret, changed safely, and of no use to whoever finds a backup."""

import base64
import shutil
import stat

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from cryptography.hazmat.primitives import serialization

from registry.certificates import key_store, rotation
from registry.certificates.authority import load_authority
from registry.certificates.rotation import Part, Vault
from registry.certificates.x509 import Identity
from registry.records.commands import OLD_SECRET
from registry.records.queries.authority import own_authority, own_vault, sealing_authority
from tests.certificates.builders import Crash, crashing
from tests.conftest import STOPPED_AT
from tests.records.builders import MADE_AT, SECRET, sign_record

ANOTHER = "another secret, of thirty-two characters or more"


@pytest.fixture
def folder(record, tmp_path):
    """The record's keys, in a folder that may change."""
    shutil.copytree(record.folder, tmp_path / "keys")
    return tmp_path / "keys"


def load(folder, secret):
    """The authority, opened with a secret."""
    return load_authority(folder, secret=secret, now=MADE_AT)


def relock(folder, *, new=ANOTHER, old=SECRET):
    """Lock the keys with another secret."""
    return rotation.relock(Vault(folder, new), old, note=lambda: None)


# -- another secret ----------------------------------------------------------------------------------


def test_keys_locked_anew_open_with_the_new_secret_alone(folder, record):
    assert relock(folder)
    assert load(folder, ANOTHER).seal.serial == record.authority.seal.serial
    with pytest.raises(key_store.KeysLocked, match="do not open with this secret"):
        load(folder, SECRET)


def test_locking_twice_with_the_same_secret_does_nothing(folder):
    relock(folder)
    before = (folder / "root.key").read_bytes()
    assert not relock(folder)
    assert (folder / "root.key").read_bytes() == before


def test_a_wrong_old_secret_changes_nothing(folder):
    with pytest.raises(key_store.KeysLocked):
        relock(folder, old="no secret of this folder, whatever it is")
    assert load(folder, SECRET)


def test_the_keys_that_sign_former_lists_are_locked_anew_too(folder):
    place = Vault(folder, SECRET)
    rotation.rotate(place, Part.ROOT, note=lambda *_: None, now=MADE_AT)
    relock(folder)
    assert len(load(folder, ANOTHER).former) == 3


def test_a_crash_before_all_is_written_leaves_the_old_secret(folder, monkeypatch):
    with monkeypatch.context() as patch:
        crashing(patch, "rename", 1)
        with pytest.raises(Crash):
            relock(folder)
    assert load(folder, SECRET)


@pytest.mark.parametrize("at", range(1, 6))
def test_a_crash_afterwards_leaves_the_new_secret(folder, monkeypatch, at):
    with monkeypatch.context() as patch:
        crashing(patch, "replace", at)
        with pytest.raises(Crash):
            relock(folder)
    assert load(folder, ANOTHER)


def test_keys_from_before_there_was_salt_open_and_get_some(folder):
    phrase = key_store.passphrase(SECRET, b"")
    identities = load(folder, SECRET)
    for name in ("root", "issuing", "seal"):
        (folder / f"{name}.key").write_bytes(key_store.lock_key(getattr(identities, name).key, phrase))
    (folder / key_store.SALT).unlink()
    assert relock(folder)
    assert key_store.salt_of(folder)


@pytest.fixture
def database():
    """None of these looks at more than the trail."""
    return "sqlite"


@pytest.fixture
def rekey(app, session, folder, monkeypatch):
    """Runs the command with the secret set now and the one before."""

    def rekey(new, old=None):
        app.config["REGISTRY_INSTANCE"] = str(folder.parent)
        app.config["REGISTRY_KEYS_SECRET"] = new
        [monkeypatch.setenv(OLD_SECRET, said) for said in [old] if said]
        return app.test_cli_runner().invoke(args=["registry", "rekey"])

    return rekey


def test_the_first_secret_of_the_keys_own_takes_the_place_of_the_secret_key(rekey, folder):
    result = rekey(ANOTHER)
    assert (result.exit_code, result.output) == (0, "The keys are locked with the new secret.\n")
    assert load(folder, ANOTHER)


def test_a_later_secret_takes_the_place_of_the_one_named(rekey, folder):
    rekey(ANOTHER)
    assert rekey(ANOTHER[::-1], old=ANOTHER).exit_code == 0
    assert load(folder, ANOTHER[::-1])


def test_the_command_run_twice_says_so(rekey):
    rekey(ANOTHER)
    result = rekey(ANOTHER)
    assert (result.exit_code, result.output) == (0, "They are locked with it already.\n")


def test_the_command_refuses_a_wrong_old_secret_in_words(rekey):
    result = rekey(ANOTHER, old="no secret of this folder, whatever it is")
    assert result.exit_code == 1
    assert "do not open with this secret" in result.output


# -- at rest -----------------------------------------------------------------------------------------


@pytest.fixture
def instance(app, session, record, stopped_clock, tmp_path):
    """An installation that has made records, rotated and changed its secret."""
    app.config["REGISTRY_INSTANCE"] = str(tmp_path)
    sign_record(record.joined, sealing_authority(now=STOPPED_AT))
    rotation.rotate(own_vault(), Part.ISSUING, note=lambda *_: None, now=STOPPED_AT)
    old, app.config["REGISTRY_KEYS_SECRET"] = app.config["REGISTRY_KEYS_SECRET"], ANOTHER
    rotation.relock(own_vault(), old, note=lambda: None)
    sign_record(record.joined, sealing_authority(now=STOPPED_AT))
    return tmp_path


def everything(folder):
    """All bytes of all files, each with its path."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def traces(identity: Identity) -> list[bytes]:
    """The secret number of a private key, in the ways in which it could be written."""
    number = identity.key.private_numbers().private_value
    raw = number.to_bytes(32, "big")
    plain = identity.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return [
        raw,
        raw.hex().encode(),
        base64.b64encode(raw)[:40],
        base64.b64encode(plain)[60:100],
        str(number).encode(),
    ]


def test_no_file_holds_the_number_of_a_key_in_use(instance):
    authority = own_authority(now=STOPPED_AT)
    signers = [one.list_signer for one in authority.former if one.list_signer]
    needles = [
        one for key in (authority.root, authority.issuing, authority.seal, *signers) for one in traces(key)
    ]
    found = [path for path, data in everything(instance).items() if any(one in data for one in needles)]
    assert len(needles) == 20
    assert found == []


def test_the_search_finds_a_key_that_lies_open(instance):
    [first, *_] = traces(own_authority(now=STOPPED_AT).root)
    (instance / "leak").write_bytes(b"..." + first)
    assert [path.name for path, data in everything(instance).items() if first in data] == ["leak"]


def test_every_private_key_in_the_folder_is_an_encrypted_one(instance):
    marked = {path: data for path, data in everything(instance).items() if b"PRIVATE KEY" in data}
    assert {pem.unarmor(data)[0] for data in marked.values()} == {"ENCRYPTED PRIVATE KEY"}
    assert {path.suffix for path in marked} == {".key"}
    assert len(marked) == 4


def test_no_file_is_a_private_key_in_der(instance):
    assert not [path for path, data in everything(instance).items() if is_open_key(data)]


def is_open_key(data):
    """Whether bytes are a private key that needs no password."""
    try:
        serialization.load_der_private_key(data, None)
    except (ValueError, TypeError):
        return False
    return True


def test_only_their_owner_reads_the_keys(instance):
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (instance / "keys").rglob("*.key")}
    assert modes == {0o600}
    assert stat.S_IMODE((instance / "keys").stat().st_mode) == 0o700


def test_the_locked_keys_say_how_they_are_locked(instance):
    _kind, _headers, der = pem.unarmor((instance / "keys" / "root.key").read_bytes())
    found = asn1_keys.EncryptedPrivateKeyInfo.load(der)["encryption_algorithm"]
    assert (found["algorithm"].native, found.encryption_cipher, found.key_length) == ("pbes2", "aes", 32)


def test_a_passphrase_is_stretched_and_differs_from_folder_to_folder(instance, record):
    salts = {key_store.salt_of(instance / "keys"), key_store.salt_of(record.folder)}
    assert {len(one) for one in salts} == {16}
    assert len({key_store.passphrase(SECRET, salt) for salt in salts}) == 2
    assert key_store.SCRYPT["n"] * key_store.SCRYPT["r"] * 128 == 32 * 1024 * 1024
