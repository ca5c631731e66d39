"""Dates as the sources have them (a day, a month, a year or an interval of these) to what formats want of them."""

from __future__ import annotations

import re

__all__ = ["date_parts", "end_of", "start_of", "year_of"]

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?\Z")


def start_of(date: str) -> str:
    """Give an interval's first date; of a date by itself the same."""
    return date.partition("/")[0]


def end_of(date: str) -> str:
    """Give an interval's last date; of a date by itself the same."""
    return date.rpartition("/")[2]


def year_of(date: str) -> str:
    """Give the year in which something was finished, in four digits; empty where there is none."""
    parts = date_parts(date)
    return f"{parts[-1][0]:04}" if parts else ""


def date_parts(date: str) -> list[list[int]]:
    """Give year, month and day as numbers, as far as they are known: one list for a date, two for an interval."""
    found = [match for part in date.split("/") if (match := _DATE.match(part))]
    return [[int(group) for group in match.groups() if group] for match in found]
