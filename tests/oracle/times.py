"""Instants, dates and versions, as plain values.

An instant is an integer of microseconds since 1970 (UTC), a date is its text `YYYY-MM-DD`.
"""
from __future__ import annotations

import datetime

DAY = 86_400_000_000
HOUR = DAY // 24
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)


def instant(text: str) -> int:
    """Parses an RFC 3339 text."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment - EPOCH) // MICROSECOND


def text_of(moment: int) -> str:
    """RFC 3339 UTC with `Z`, with a fraction only if it is not zero."""
    text = (EPOCH + moment * MICROSECOND).isoformat()
    return text.replace("+00:00", "Z")


def midnight(date: str) -> int:
    """'a date means 00:00Z of that day'"""
    return instant(date + "T00:00:00Z")


def date_of(moment: int) -> str:
    return text_of(moment // DAY * DAY)[:10]


def plus_days(date: str, days: int) -> str:
    return date_of(midnight(date) + days * DAY)


def days_from(earlier: str, later: str) -> int:
    return (midnight(later) - midnight(earlier)) // DAY


def version_parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def covers(covered: str | None, installed: str) -> bool:
    """'Versions compare by dotted numbers, to as many components as the covered version has: 8.5 is
    covered by 8'; 'no agreement at all covers nothing'."""
    if covered is None:
        return False
    limit = version_parts(covered)
    asked = (version_parts(installed) + [0] * len(limit))[:len(limit)]
    return asked <= limit


def coverage(version: str) -> tuple:
    """Sort key for covered versions: 'of two the one that covers more is the higher: 8 above 8.5'.
    A missing component is therefore above every number."""
    parts = version_parts(version)
    return tuple((0, part) for part in parts) + ((1, 0),)
