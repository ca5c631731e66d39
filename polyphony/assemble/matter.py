"""The publication's own Markdown, out of its settings, to blocks and lines; with all that it links to."""

from __future__ import annotations

import itertools

from polyphony.config import Config
from polyphony.diagnostics import Diagnostic
from polyphony.markup import ParsedProse, parse_blocks, parse_inlines
from polyphony.model import Block, Inline, Matter, Prose, Use, Vocabulary

__all__ = ["OwnText", "matter_of"]


class OwnText:
    """Parses Markdown out of the settings, and gathers what was said of it, its links, pictures and references."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.found: list[Diagnostic] = []
        self.links: list[Use] = []
        self.images: list[Use] = []
        self.references: list[Use] = []
        self._vocabulary = vocabulary
        self._numbers = itertools.count(-1, -1)

    def inlines(self, prose: Prose | None) -> tuple[Inline, ...]:
        """Parse a line."""
        if prose is None:
            return ()
        parsed = parse_inlines(prose, self._vocabulary, self._numbers)
        self._gather(parsed)
        return parsed.value

    def blocks(self, prose: Prose | None) -> tuple[Block, ...]:
        """Parse paragraphs."""
        if prose is None:
            return ()
        parsed = parse_blocks(prose, self._vocabulary, self._numbers)
        self._gather(parsed)
        return parsed.value

    def _gather(self, parsed: ParsedProse[tuple[Inline, ...]] | ParsedProse[tuple[Block, ...]]) -> None:
        self.found.extend(parsed.diagnostics)
        self.links.extend(parsed.links)
        self.images.extend(parsed.images)
        self.references.extend(parsed.references)


def matter_of(config: Config, text: OwnText) -> Matter:
    """Parse all that settings say in Markdown but titles and the statement on the byline."""
    return Matter(
        abstract=text.blocks(config.abstract),
        plain_summary=text.blocks(config.plain_summary),
        key_messages=tuple(text.inlines(message) for message in config.key_messages),
        acknowledgements=text.blocks(config.acknowledgements),
        declarations=tuple((key, text.blocks(prose)) for key, prose in config.declarations),
        bios=tuple((person.id, text.blocks(person.bio)) for person in config.people if person.bio),
        mode_descriptions=tuple((mode.id, text.blocks(mode.description)) for mode in config.modes if mode.description),
        theme_descriptions=tuple((one.id, text.blocks(one.description)) for one in config.themes if one.description),
        mode_labels=tuple((mode.id, text.inlines(mode.written)) for mode in config.modes),
        theme_labels=tuple((theme.id, text.inlines(theme.written)) for theme in config.themes),
    )
