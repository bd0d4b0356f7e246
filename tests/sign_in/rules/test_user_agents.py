"""What a browser calls itself, in a few words that its owner knows it by."""

import pytest

from registry.sign_in.rules.user_agents import in_short

MOZILLA = "Mozilla/5.0 "
WEBKIT = " AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (MOZILLA + "(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        (
            MOZILLA + "(Windows NT 10.0; Win64; x64)" + WEBKIT + "Chrome/126.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (MOZILLA + "(Windows NT 10.0)" + WEBKIT + "Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        (MOZILLA + "(Windows NT 10.0)" + WEBKIT + "Chrome/126.0 Safari/537.36 OPR/112.0", "Opera, Windows"),
        (MOZILLA + "(X11; CrOS x86_64 14541.0)" + WEBKIT + "Chrome/126.0 Safari/537.36", "Chrome, ChromeOS"),
        (
            MOZILLA
            + "(Linux; Android 14)"
            + WEBKIT
            + "SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        (
            MOZILLA + "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/17.5 Safari/605.1.15",
            "Safari, macOS",
        ),
        (
            MOZILLA + "(iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 CriOS/126.0 Safari/604.1",
            "Chrome, iPhone",
        ),
        (
            MOZILLA + "(iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1 FxiOS/127.0 Safari/605.1.15",
            "Firefox, iPad",
        ),
    ],
)
def test_a_browser_is_told_by_what_it_is_and_not_by_what_it_pretends_to_be(user_agent, words):
    assert in_short(user_agent) == words


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [("Firefox/128.0", "Firefox"), ("curl (Linux)", "Linux"), ("curl/8.5", ""), ("", "")],
)
def test_what_is_not_known_is_left_out(user_agent, words):
    assert in_short(user_agent) == words
