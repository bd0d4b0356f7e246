"""The PAdES level that this installation aims at, and bringing its files there."""

import datetime as dt
from pathlib import Path
from typing import Any

from flask import current_app

from registry.records.augmenting import (
    Augmented,
    Backing,
    TimeStampAuthority,
    augment,
)
from registry.records.authority import keys_folder, own_authority
from registry.records.rules import Level
from registry.records.trust import Trust, read_certificates

#: After an authority did not answer, it is left in peace so long, and records are made without it.
REST = dt.timedelta(minutes=1)

#: Until when each authority, by its address, is left in peace.
_resting: dict[str, dt.datetime] = {}


def aimed_at() -> Level:
    """What the signatures of a new record are to reach: B-B where no time-stamp authority is set."""
    settings = _settings()
    return Level(settings.level) if settings else Level.B_B


def time_stamp_roots() -> Path | None:
    """The PEM file of the roots that time stamps are trusted by, where an authority is set."""
    settings = _settings()
    return settings.roots if settings else None


def raise_level(content: bytes, level: Level, *, aim: Level, now: dt.datetime) -> Augmented:
    """Bring a file as near to the level aimed at as the time-stamp authority lets it come."""
    settings = _settings()
    if level is aim:
        return Augmented(content, level)
    if settings is None:
        return Augmented(content, level, "no time-stamp authority is set any more")
    if is_resting(now):
        return Augmented(content, level, "the time-stamp authority did not answer a moment ago")
    own_authority(now=now)  # whose revocation lists are fresh then
    raised = augment(content, level, aim=aim, backing=_backing(settings))
    if raised.problem:
        current_app.logger.warning("level %s not reached: %s", aim.value, raised.problem)
        _resting[settings.url] = now + REST
    return raised


def is_resting(now: dt.datetime) -> bool:
    """Whether the time-stamp authority is left in peace for a moment, since it did not answer."""
    settings = _settings()
    return settings is not None and _resting.get(settings.url, now) > now


def forget_silence() -> None:
    """Ask at once again, whoever did not answer."""
    _resting.clear()


def _backing(settings: Any) -> Backing:
    stamps = TimeStampAuthority(settings.url, read_certificates(settings.roots))
    return Backing.of(Trust.read(keys_folder()), stamps)


def _settings() -> Any:
    return current_app.config["REGISTRY_TIME_STAMPS"]
