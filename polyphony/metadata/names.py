"""People to their names as bibliographic formats want them: in parts where these are stated, else whole."""

from __future__ import annotations

import re
import unicodedata

from msgspec.structs import replace

from polyphony.model import Affiliation, Name, Person, with_particle

__all__ = ["affiliation_text", "clean", "has_parts", "inverted", "orcid_address", "public_person", "slug"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")


def clean(text: str) -> str:
    """Make a text one line with single spaces, without characters that formats of lines or of XML can't hold."""
    return " ".join((text if text.isprintable() else _CONTROL.sub(" ", text)).split())


def public_person(person: Person) -> Person:
    """Give a person as the world may know them: an e-mail address only where its owner publishes it."""
    name = person.name
    return replace(
        person,
        name=Name(clean(name.display), clean(name.given), clean(name.family), clean(name.particle), clean(name.suffix)),
        email=person.email if person.contact else "",
        position=clean(person.position),
        aliases=(),
        bio=None,
    )


def has_parts(person: Person) -> bool:
    """Tell whether the name is known to be a family and a given name; a mononym or a description is one whole."""
    return bool(person.kind == "person" and person.name.family and person.name.given)


def inverted(person: Person) -> str:
    """Write a name as an index of authors has it: "van der Berg, Vincent" or "King, Martin Luther, Jr."; else whole."""
    name = person.name
    if not has_parts(person):
        return name.display
    family = with_particle(name.particle, name.family)
    return ", ".join(part for part in (family, name.given, name.suffix) if part)


def affiliation_text(affiliation: Affiliation) -> str:
    """Write an affiliation as a line of text."""
    parts = (affiliation.department, affiliation.name, affiliation.city, affiliation.country)
    return clean(", ".join(part for part in parts if part))


def orcid_address(person: Person) -> str:
    """Give the address that an ORCID iD is; empty without one."""
    return f"https://orcid.org/{person.orcid.rpartition('/')[2]}" if person.orcid else ""


def slug(text: str, words: int = 0) -> str:
    """Make a name of ASCII letters, digits and hyphens out of the first words of a text; empty where it has none."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", re.sub(r"(?<=\w)['’](?=\w)", "", plain))
    return "-".join(found[:words] if words else found)
