"""The sentences that explain why a file is, or is not, a record."""

from registry.errors import N_

ALTERED_UNKNOWN = N_("This file was sealed by this registry and has been changed since.")
EMPTY = N_("This file is empty.")
OTHER_PAGES = N_("It has %(count)s pages; the record has %(expected)s.")
OTHER_ATTACHMENTS = N_("Its attached records are not those of the record: %(names)s.")
RAISED_SINCE = N_(
    "A newer file of this record is kept, whose signatures reach PAdES %(level)s; "
    "what is said and signed in it is the same."
)
NEWER_EDITION = N_(
    "It is edition %(number)s. A newer edition of the same text is kept: edition %(newer)s, record %(code)s."
)
CORRECTED_BY = N_(
    "What it says was entered wrongly, and record %(code)s corrects it. The file itself is as it was sealed."
)
CORRECTS = N_("It corrects record %(code)s, which said something that was entered wrongly.")
NAMED_OTHERWISE = N_("Its file name says record %(named)s; a file name proves nothing.")
OTHER_FILE = N_("It was sealed by this registry, but another file is kept under this code.")
NAMES_OURS = N_("It names record %(code)s, which is a record of this registry; this file is another one.")
