"""A record's code is found as people type, paste and photograph it."""

import pytest

from registry.records.rules import LONGEST_PASTED, new_code, read_code

CODE = "7Q2M-04XK-9C3T-HW8E"
#: What stands between its groups once a word processor, a mail program or a phone had it.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad_.·/ \u00a0\u202f\u2009\t\n"


@pytest.mark.parametrize("dash", DASHES, ids=[f"U+{ord(dash):04X}" for dash in DASHES])
def test_a_code_is_read_with_any_dash_and_blank(dash):
    assert read_code(CODE.replace("-", dash)) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        f"  {CODE}. ",
        f"{CODE},",
        f"« {CODE} »",
        f"“{CODE}”",
        f"({CODE})",
        f"<{CODE}>",
        f"[{CODE}];",
        f"\ufeff{CODE}\u200b\u2060",
        CODE.replace("-", " - "),
        CODE.replace("-", "\u2011\u00ad"),
        CODE.replace("0", "O"),
        "７Ｑ２Ｍ－０４ＸＫ－９Ｃ３Ｔ－ＨＷ８Ｅ",
        f"https://registry.example/verify/{CODE}",
        f"http://registry.example:8080/verify/{CODE.lower()}",
        f"registry.example/verify/{CODE}/",
        f"<https://registry.example/verify/{CODE}>.",
        f"https://registry.example/verify/{CODE}?utm_source=mail&code=x#top",
        f"https://registry.example/verify/{CODE.replace('-', '%E2%80%91')}",
        f"https://registry.example/verify?code={CODE}",
        f"https://registry.example/verify?language=fr&code={CODE.replace('-', '%20')}",
        f"HTTPS://REGISTRY.EXAMPLE/VERIFY/{CODE}",
    ],
)
def test_a_code_is_read_in_whatever_it_was_pasted_in(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-" * 16,
        CODE[:-1],
        f"{CODE}X",
        f"{CODE} {CODE}",
        CODE.replace("7", "U"),
        CODE.replace("Q", "Ж"),
        CODE.replace("7", "\u0667"),
        "https://registry.example/verify/",
        "https://registry.example/verify?code=",
        f"https://registry.example/teams/{CODE}",
        f"{CODE}{' ' * LONGEST_PASTED}",
    ],
)
def test_what_is_no_code_is_read_as_none(typed):
    assert read_code(typed) is None


def test_a_new_code_is_read_as_it_is():
    code = new_code()
    assert read_code(code) == code
