"""Whom to tell of a weakness, where the installation says whom."""

import pytest

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


def test_whom_to_tell_of_a_weakness(app, client):
    app.config["REGISTRY_SECURITY_CONTACT"] = "mailto:security@registry.example"
    answer = client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:security@registry.example",
        "Expires: 2027-05-23T15:00:00Z",
        "Preferred-Languages: en, fr",
        "Canonical: http://localhost/.well-known/security.txt",
    ]


def test_nobody_is_named_where_the_installation_names_nobody(client):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_what_browsers_and_links_carry_is_signed_with_sha_256(app, client):
    client.get("/sign-in")
    cookie = client.get_cookie("registry").value
    assert len(cookie.rpartition(".")[2]) == 43  # 256 bits in base64
