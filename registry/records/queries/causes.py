"""Why a record could not be made and what to do, in words; derived from the noted failure."""

from flask_babel import gettext

from registry.errors import N_
from registry.jobs import troubles

#: The text of a noted failure is the first whose kinds of error match the beginning of the note.
_CAUSES: dict[tuple[str, ...], str] = {
    ("StorageFailed", "OSError", "PermissionError"): N_(
        "The disk is full or cannot be written. Ask the administrator to make room on it."
    ),
    ("KeysLocked",): N_(
        "The registry’s keys do not open. Ask the administrator to set the secret that locked them."
    ),
    ("SealUnfit",): N_(
        "The seal that is set cannot be used. Ask the administrator to look at the command “registry check”."
    ),
    ("SealReplaced",): N_("The seal was replaced meanwhile. Nothing needs to be done."),
    ("BinderDied", "MemoryError"): N_(
        "The program that made it was ended, as happens when memory runs out. Ask the administrator to look "
        "at the memory where this is said for longer than an hour."
    ),
    ("FetchRefused",): N_(
        "The text asks for a picture that is not part of the registry. Ask the administrator to tell the "
        "registry’s makers."
    ),
}
_OTHERWISE = N_(
    "Making the file failed for a reason that the registry does not know. Ask the administrator to look at "
    "the worker’s log and to run the command “registry issue-records”."
)
_UNTRIED = N_("It has not been tried yet. Where this lasts, ask the administrator whether the worker runs.")


def noted(error: BaseException) -> str:
    """The reason to store when a record could not be made; contains nothing that somebody typed."""
    return troubles.cause_of(error)


def cause_of(problem: str) -> str:
    """The catalogue text for a stored reason."""
    if not problem:
        return _UNTRIED
    # Some errors of a child process are known by their message only.
    said = problem.removeprefix("RuntimeError: ")
    return next((words for kinds, words in _CAUSES.items() if said.startswith(kinds)), _OTHERWISE)


def cause(problem: str) -> str:
    """The text for a stored reason in the reader's language; a template filter."""
    return gettext(cause_of(problem))


def with_cause(problem: str) -> str:
    """The stored reason and its text in English, for the administrator."""
    return f"{problem.rstrip('.')}. {cause_of(problem)}" if problem else cause_of(problem)
