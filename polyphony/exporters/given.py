"""What exporters are given besides the publication; each takes of it what it needs, by the table of exporters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from polyphony.diagnostics import Diagnostic
from polyphony.model import Page, PageReferences

if TYPE_CHECKING:
    from polyphony.views.site import Frame
    from polyphony.views.spoken import SpokenPage
    from polyphony.words import Words

__all__ = ["Engines", "Given"]

Remember: TypeAlias = Callable[[Callable[[Any], Any], Sequence[Any], Any], Iterator[Any]]


def _nothing(_page: Page) -> str:
    return ""


class Engines(NamedTuple):
    """Programs of others: `print_pdf(html)` and `write_word(markdown, pictures, metadata)` make a file."""

    print_pdf: Callable[[str], bytes | Diagnostic]
    write_word: Callable[[str, Mapping[str, bytes], Mapping[str, str]], bytes | Diagnostic]


class Given(NamedTuple):
    """What exporters may need besides the publication.

    `remember(f, jobs, kind)` yields `f(job)` for each job, remembered; `references` are by a page's source path;
    `head` and `score` make what stands in a page's head and its score;
    `assets` are the paths in the site of what is copied as it stands, and `read` gives such a file's bytes, none where
    there is no such file; `picture` gives a picture no larger than a document needs it. `part` is the id of what one
    format is to hold alone, empty for all.
    """

    frame: Frame
    remember: Remember
    references: Mapping[str, PageReferences] = {}
    head: Callable[[Page], str] = _nothing
    score: Callable[[Page], str] = _nothing
    assets: tuple[str, ...] = ()
    read: Callable[[str], bytes] = lambda _path: b""
    picture: Callable[[str], bytes] = lambda _path: b""
    engines: Engines | None = None
    part: str = ""

    def words(self) -> Words:
        """Give the theme's words in the publication's language."""
        return self.frame.theme.words(self.frame.publication.language)

    def spoken(self) -> list[SpokenPage]:
        """Collect what is said on every page, once for all exporters."""
        return self.frame.spoken(self.remember, self.references)
