"""Who agrees to the words that stand under their name: how each person stands to each passage, and when they signed."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from polyphony.model.pages import Place

AgreementState = Literal["signed", "changed", "unsigned"]


class Agreement(Struct, frozen=True):
    """How somebody stands to a passage under their name: signed as it stands, changed since then, or not signed.

    `page` is the source path of its page, `words` the digest of what there is to sign, `begins` its first words; `date`
    is that of the last signature, empty where there is none. `asked` tells whether the publication waits for it.
    `exchange` is the id of the exchange that it is a turn of, if it is.
    """

    person: str
    page: str
    id: str
    state: AgreementState
    words: str
    begins: str
    place: Place
    asked: bool
    date: str = ""
    exchange: str = ""


class GoneSignature(Struct, frozen=True):
    """A signature of a passage that is no longer there: it is kept, and means nothing now."""

    person: str
    page: str
    id: str
    begins: str
    date: str


class SignOff(Struct, frozen=True):
    """All agreements, in reading order; nothing where a publication doesn't ask for any."""

    agreements: tuple[Agreement, ...] = ()
    gone: tuple[GoneSignature, ...] = ()
