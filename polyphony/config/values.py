"""Texts to values of a known form: dates, addresses, identifiers, paths. A check gives the final form, or a problem."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from polyphony.config.scalars import Text
from polyphony.config.shapes import Problem
from polyphony.diagnostics import Code

__all__ = ["DATE", "DATE_OR_INTERVAL", "DOI", "EMAIL", "ISBN", "ISSN", "LANGUAGE", "NAME", "ORCID", "PAGE_PATH"]
__all__ += ["OLD_ADDRESS", "PATH", "ROR", "SITE_ADDRESS", "SLUG", "WEB_ADDRESS", "check_address", "check_language"]

_DATE_PATTERN: Final = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_DATE = re.compile(_DATE_PATTERN + r"\Z", re.ASCII)
_DATE_HINT: Final = "write a day as 2025-08-13, a month as 2025-08, a year as 2025"


def _is_date(text: str) -> bool:
    if not _DATE.match(text) or text.startswith("0000"):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _check_date(text: str) -> str | Problem:
    if _is_date(text):
        return text
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?", text):
        return Problem(f'there is no day "{text}" in the calendar', _DATE_HINT)
    return Problem(f'"{text}" is not a date in a form that is understood', _DATE_HINT)


def _check_interval(text: str) -> str | Problem:
    start, slash, end = text.partition("/")
    if not slash:
        return _check_date(text)
    open_ends = [part in ("", "..") for part in (start, end)]
    for part, is_open in zip((start, end), open_ends, strict=True):
        if not is_open and isinstance(checked := _check_date(part), Problem):
            return checked
    if all(open_ends):
        return Problem(f'"{text}" is no stretch of time', "write at least one end: 2022-03/2023-05, or 2022-03/..")
    if any(open_ends):
        return text
    length = min(len(start), len(end))
    if end[:length] < start[:length]:
        return Problem("this stretch of time ends before it begins", "write the earlier date first: 2022-03/2023-05")
    return text


def check_address(text: str, *, schemes: tuple[str, ...] = ("https", "http")) -> str | Problem:
    """Check the address of a web page: http or https, with a host, and nothing that a browser would read otherwise."""
    hint = "write the whole address, starting with https://"
    unsafe = Problem("this address could lead elsewhere than it seems to", hint, Code.UNSAFE_ADDRESS)
    if any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in text) or "\\" in text:
        return unsafe
    if text.startswith("//"):
        return unsafe
    scheme, colon, rest = text.partition(":")
    if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) and not re.match(r"\d+(/|\Z)", rest):
        if scheme.lower() not in schemes:
            return Problem(
                f'an address that starts with "{scheme}:" can\'t be published here', hint, Code.UNSAFE_ADDRESS
            )
    else:
        return Problem("this is not the address of a web page", hint)
    if re.search(r"\s", text):
        return Problem("there is a space in this address", "delete it, or write %20 in its place")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return Problem("this is not the address of a web page", hint)
    if not rest.startswith("//") or not host or not re.fullmatch(r"[\w.:-]+", host):
        return Problem("this is not the address of a web page", hint)
    if "@" in parts.netloc:
        return Problem(
            "this address holds a user's name or password", "leave out what stands before the @", Code.UNSAFE_ADDRESS
        )
    return scheme.lower() + text[len(scheme) :]


def _check_site_address(text: str) -> str | Problem:
    checked = check_address(text)
    if isinstance(checked, Problem):
        return checked
    if "?" in checked or "#" in checked:
        return Problem("the address of the publication can't hold ? or #", "leave out what follows the ? or #")
    return checked if checked.endswith("/") else checked + "/"


def _check_doi(text: str) -> str | Problem:
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"10\.\d{4,9}(\.\d+)*/[^\s<>\"]+", bare, re.ASCII):
        return bare
    return Problem(
        f'"{text}" is not a DOI', "a DOI looks like 10.14324/RFA.09.1.10; leave the key out where there is none"
    )


def _check_orcid(text: str) -> str | Problem:
    bare = re.sub(r"^(https?://)?(www\.)?orcid\.org/", "", text, flags=re.IGNORECASE).upper().rstrip("/")
    code = Code.INVALID_ORCID
    if not re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", bare, re.ASCII):
        return Problem(f'"{text}" is not an ORCID iD', "an ORCID iD is 16 digits: 0000-0002-1825-0097", code)
    total = 0
    for digit in bare.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != bare[-1]:
        return Problem(
            f"\"{bare}\" can't be an ORCID iD: its digits don't add up",
            "one of them is mistyped; copy it from the person's page at orcid.org",
            code,
        )
    return bare


def _check_ror(text: str) -> str | Problem:
    bare = re.sub(r"^(https?://)?ror\.org/", "", text, flags=re.IGNORECASE).lower().rstrip("/")
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    good = re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}\d{2}", bare, re.ASCII)
    if good:
        value = 0
        for character in bare[:7]:
            value = value * 32 + alphabet.index(character)
        good = good if 98 - value * 100 % 97 == int(bare[7:]) else None
    if not good:
        return Problem(
            f'"{text}" is not the ROR of an institution',
            "copy it from the institution's page at ror.org: it looks like https://ror.org/01v29qb04",
            Code.INVALID_ROR,
        )
    return f"https://ror.org/{bare}"


def _check_email(text: str) -> str | Problem:
    plain = text.removeprefix("mailto:")
    if (
        re.fullmatch(r"[^\s@<>\"'(),:;\\]+@[^\s@<>\"'(),:;\\/?#]+\.[^\s@<>\"'(),:;\\/?#.]+", plain)
        and plain.isprintable()
    ):
        return plain
    return Problem("this is not an e-mail address", "it looks like name@example.org")


_LANGUAGE_PATTERN: Final = (
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?"
    r"(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[xX](-[A-Za-z0-9]{1,8})+)?"
)


def check_language(text: str) -> str | Problem:
    """Check that a language tag is well-formed (BCP 47)."""
    if re.fullmatch(_LANGUAGE_PATTERN, text, re.ASCII):
        return text
    right = text.replace("_", "-").partition(".")[0]
    if right != text and re.fullmatch(_LANGUAGE_PATTERN, right, re.ASCII):
        return Problem(f'"{text}" is not the tag of a language', f'did you mean "{right}"?')
    return Problem(f'"{text}" is not the tag of a language', "write en for English, en-GB, cy, de, ar, zh-Hant …")


def _check_serial(text: str) -> str | Problem:
    digits = text.replace("-", "").upper()
    hint = "an ISSN looks like 2399-8121"
    if not re.fullmatch(r"\d{4}-?\d{3}[\dX]", text.upper(), re.ASCII):
        return Problem(f'"{text}" is not an ISSN', hint)
    total = sum((8 - i) * int(digit) for i, digit in enumerate(digits[:7]))
    if "0123456789X"[-total % 11] != digits[7]:
        return Problem(f"\"{text}\" can't be an ISSN: its digits don't add up", "one of them is mistyped")
    return f"{digits[:4]}-{digits[4:]}"


def _check_book(text: str) -> str | Problem:
    digits = re.sub(r"[ -]", "", text).upper()
    if re.fullmatch(r"\d{13}", digits, re.ASCII):
        good = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0
    elif re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        good = sum((10 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits)) % 11 == 0
    else:
        return Problem(f'"{text}" is not an ISBN', "an ISBN has 13 digits, or 10")
    return text if good else Problem(f"\"{text}\" can't be an ISBN: its digits don't add up", "one of them is mistyped")


_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)
_SEGMENT_HINT: Final = "use letters, digits, hyphens and underscores"


def _unsafe_segment(segment: str) -> bool:
    return (
        segment.startswith(".")
        or segment.endswith((".", " "))
        or segment != segment.strip()
        or bool(re.search(r'[<>:"|?*\\%#&]', segment))
        or any(unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp") for c in segment)
        or bool(_DEVICES.match(segment))
        or len(segment.encode()) > 200
    )


def _check_segment(text: str) -> str | Problem:
    if not text or "/" in text or _unsafe_segment(text) or " " in text:
        return Problem(f'"{text}" can\'t be part of an address', _SEGMENT_HINT)
    return unicodedata.normalize("NFC", text)


def _check_path(text: str) -> str | Problem:
    plain = text.removeprefix("./")
    segments = plain.split("/")
    if segments[0] == "" or ".." in segments or re.match(r"[A-Za-z]:|\\|~", plain) or "\\" in plain:
        return Problem(
            f'"{text}" leads out of the publication\'s folder',
            "name a file in the folder, with slashes: references/works.bib",
            Code.UNSAFE_ADDRESS,
        )
    if any(not segment or any(unicodedata.category(c)[0] == "C" for c in segment) for segment in segments):
        return Problem(f'"{text}" is not the path of a file', "name a file in the folder, with slashes")
    return unicodedata.normalize("NFC", plain)


def _check_page(text: str) -> str | Problem:
    checked = _check_path(text)
    if isinstance(checked, str) and not checked.endswith(".md"):
        return Problem(f'"{text}" is not the name of a page', "name its source file in content/, as in part-1.md")
    return checked


def _check_old_address(text: str) -> str | Problem:
    plain = text.removeprefix("/")
    segments = plain.removesuffix("/").split("/")
    if plain.startswith("/") or any(not segment or _unsafe_segment(segment) for segment in segments):
        return Problem(
            f'"{text}" can\'t be an old address of this page',
            "write what stood behind the site's own address, as in old-name/ or 2023/old-name.html",
            Code.UNSAFE_ADDRESS,
        )
    return unicodedata.normalize("NFC", plain)


DATE: Final = Text(_check_date, pattern=f"^{_DATE_PATTERN}$")
DATE_OR_INTERVAL: Final = Text(
    _check_interval, pattern=f"^({_DATE_PATTERN}(/({_DATE_PATTERN}|(\\.\\.)?))?|(\\.\\.)?/{_DATE_PATTERN})$"
)
WEB_ADDRESS: Final = Text(check_address, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\\]+$")
SITE_ADDRESS: Final = Text(_check_site_address, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s\\?#]+$")
DOI: Final = Text(_check_doi, pattern=r"10\.[0-9]{4,9}(\.[0-9]+)*/\S+$")
ORCID: Final = Text(_check_orcid, pattern=r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9Xx]/?$")
ROR: Final = Text(_check_ror, pattern=r"0[a-zA-Z0-9]{6}[0-9]{2}/?$")
EMAIL: Final = Text(_check_email, pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$")
LANGUAGE: Final = Text(check_language, pattern=f"^{_LANGUAGE_PATTERN}$", examples=("en", "en-GB", "cy"))
ISSN: Final = Text(_check_serial, pattern=r"^[0-9]{4}-?[0-9]{3}[0-9Xx]$")
ISBN: Final = Text(_check_book)
SLUG: Final = Text(_check_segment, pattern=r'^[^./\s<>:"|?*\\%#&][^/\s<>:"|?*\\%#&]*$')
NAME: Final = Text(_check_segment, pattern=r'^[^./\s<>:"|?*\\%#&][^/\s<>:"|?*\\%#&]*$')
PATH: Final = Text(_check_path, pattern=r"^(?!/|~|[A-Za-z]:)(?!.*//)(?!.*(^|/)\.\.(/|$))[^\\]+$")
PAGE_PATH: Final = Text(_check_page, pattern=r"^(?!/|~|[A-Za-z]:)(?!.*//)(?!.*(^|/)\.\.(/|$))[^\\]+\.md$")
OLD_ADDRESS: Final = Text(_check_old_address, pattern=r"^/?(?!/)(?!.*//)(?!.*\.\.(/|$))[^\\:]+$")
