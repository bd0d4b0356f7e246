"""The journeys' own tools do what they promise."""

import pytest

PAGE = "<!doctype html><html lang='en'><title>A page</title><main><h1>A page</h1>{}</main></html>"


def test_a_phone_is_narrow_and_a_desktop_wide(phone, desktop):
    assert phone.viewport_size["width"] == 390
    assert desktop.viewport_size["width"] == 1280


def test_an_accessible_page_passes(desktop, check_accessibility):
    desktop.set_content(PAGE.format("<p>Some words.</p>"))
    check_accessibility(desktop)


def test_an_inaccessible_page_is_told_what_is_wrong(desktop, check_accessibility):
    desktop.set_content(PAGE.format("<img src='data:,'>"))
    with pytest.raises(AssertionError, match=r"image-alt.*\n.*<img"):
        check_accessibility(desktop)


def test_the_real_application_answers(phone, check_accessibility):
    assert phone.goto("/sign-in").ok
    check_accessibility(phone)


def test_a_page_works_without_scripts(open_page):
    page = open_page(scripts=False, language="fr")
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("lang") == "fr"
