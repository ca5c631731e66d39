"""A theme's partials, ready to render views in the words of a page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from polyphony.theme import Say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polyphony.theme import Theme


class Partials:
    """A theme's partials with the words of a page's language.

    `transcripts` are the exchanges that have a page of their own; on it, each turn has a link to itself (`permalinks`).
    `citing` has a reference to each turn that is shown with one, by id.
    `embeds` are the folders that pages have taken for embedding, none where nothing can be embedded; `url` is the
    site's. `people` tells whether everybody has a page, to which labels lead.
    """

    __slots__ = ("citing", "embeds", "labels", "people", "permalinks", "say", "theme", "transcripts", "url")

    def __init__(
        self,
        theme: Theme,
        language: str,
        transcripts: frozenset[str] = frozenset(),
        embeds: frozenset[str] = frozenset(),
        url: str = "",
        *,
        people: bool = False,
    ) -> None:
        self.embeds = embeds
        self.url = url
        self.people = people
        self.permalinks = False
        self.citing: Mapping[str, str] = {}
        self.labels: dict[object, Markup] = {}
        self.theme = theme
        self.say = Say(theme.words(language))
        self.transcripts = transcripts

    def render(self, name: str, view: object) -> Markup:
        """Render a view through the partial of this name."""
        return self.theme.call(f"partials/{name}.html", name, view, self.say)
