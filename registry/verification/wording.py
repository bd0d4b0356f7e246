"""The sentences in which the registry says what tells that a file is, or is not, a record of it."""

from registry.errors import N_
from registry.verification.rules.inspection import Flaw

FLAWS = {
    Flaw.CUT_SHORT: N_("Its end is missing: the file was cut short."),
    Flaw.BYTES_CHANGED: N_("Bytes that were sealed have been changed or damaged."),
    Flaw.CONTENT_CHANGED: N_("Its content was changed after it was sealed."),
    Flaw.REWRITTEN: N_("It was saved anew by another program, which breaks the seal."),
    Flaw.ADDED: N_("Something was added to it after it was sealed or signed."),
    Flaw.NOT_CERTIFIED: N_("The seal does not certify the file as the registry’s seal does."),
    Flaw.SIGNATURE_MISSING: N_("The signatory’s digital signature is missing."),
    Flaw.SIGNATURE_FOREIGN: N_("It carries a signature whose certificate this registry did not issue."),
    Flaw.SIGNATURE_UNTIMELY: N_(
        "It carries a signature whose certificate is not valid today: its time is over or has not come."
    ),
    Flaw.FIELDS_DIFFER: N_("It has other signature fields than a record has."),
    Flaw.TIME_STAMP_FOREIGN: N_(
        "It carries a time stamp that is broken or comes from an authority not known here."
    ),
    Flaw.ATTACHMENT_ALTERED: N_("A record attached inside it is not as it was sealed."),
}

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
NAMED_OTHERWISE = N_("Its file name says record %(named)s; a file name proves nothing.")
OTHER_FILE = N_("It was sealed by this registry, but another file is kept under this code.")
NAMES_OURS = N_("It names record %(code)s, which is a record of this registry; this file is another one.")
