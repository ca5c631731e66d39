"""Settings to the vocabulary of a text: whom and what it may name, and by which labels a turn may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from polyphony.config.shapes import Context
from polyphony.diagnostics import Code
from polyphony.model import Person, Vocabulary
from polyphony.yamlnodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from polyphony.config.settings import Config

__all__ = ["labels_of", "report_clashes", "vocabulary_of"]

ALL: Final = {
    "ar": ("الجميع", "الكل"),
    "cy": ("Pawb",),
    "da": ("Alle",),
    "de": ("Alle",),
    "en": ("All",),
    "es": ("Todos", "Todas", "Todes"),
    "fi": ("Kaikki",),
    "fr": ("Tous", "Toutes"),
    "it": ("Tutti", "Tutte"),
    "nb": ("Alle",),
    "nl": ("Allen",),
    "nn": ("Alle",),
    "no": ("Alle",),
    "pl": ("Wszyscy", "Wszystkie"),
    "pt": ("Todos", "Todas"),
    "sv": ("Alla",),
}
"""The words by which all authors speak at once, by language; the English one is understood everywhere."""


def words_for_all(language: str) -> tuple[str, ...]:
    """The labels of all authors at once in a language."""
    own = ALL.get(language.partition("-")[0].lower(), ())
    return tuple(dict.fromkeys((*own, *ALL["en"])))


def labels_of(person: Person) -> tuple[str, ...]:
    """Every label of a person: the id, the name, the given name, the aliases."""
    labels = (person.id, person.name.display, person.name.given, *person.aliases)
    return tuple(dict.fromkeys(label for label in labels if label))


def vocabulary_of(config: Config) -> Vocabulary:
    """Everything that the text of this publication may name. A label that two people share is a label of neither.

    Labels are sorted longest first, then by the alphabet.
    """
    labels: dict[str, tuple[str, ...]] = {}
    for person in config.people:
        for label in labels_of(person):
            labels[label] = (*labels.get(label, ()), person.id)
    single = {label: ids for label, ids in labels.items() if len(ids) == 1}
    single.update(dict.fromkeys(words_for_all(config.language), ("all",)))
    return Vocabulary(
        people=tuple(person.id for person in config.people),
        authors=tuple(person.id for person in config.people if person.role == "author" and person.kind == "person"),
        ambiguous=tuple(sorted((label, ids) for label, ids in labels.items() if len(ids) > 1)),
        labels=tuple(sorted(single.items(), key=lambda item: (-len(item[0]), item[0]))),
        modes=tuple(sorted(mode.id for mode in config.modes)),
        themes=tuple(sorted(theme.id for theme in config.themes)),
        by=config.voice_by,
        mode=config.voice_mode,
        language=config.language,
    )


def report_clashes(people: tuple[Person, ...], language: str, root: Mapping, context: Context) -> None:
    """Report each label that was chosen for one of two people who would share it, or that means all authors.

    A name that two people share is no mistake, since names are given: it is ambiguous, and a label of neither.
    """
    owners: dict[str, Person] = {}
    for person in people:
        for label in labels_of(person):
            owner = owners.setdefault(label, person)
            if label in words_for_all(language):
                place = _place_of(person, label, root)
                context.report(
                    Code.DUPLICATE_LABEL,
                    f'"{label}" at the start of a turn means all authors, and can\'t mean one person',
                    place,
                    hint="write the name in full, and give this person an alias for the exchanges",
                )
            elif owner is not person and (_chose(owner, label) or _chose(person, label)):
                place, first = _place_of(person, label, root), _place_of(owner, label, root)
                context.collector.report(
                    Code.DUPLICATE_LABEL,
                    f'"{label}" could be {owner.id} or {person.id}: a turn that it opens would be nobody\'s',
                    context.document.span(place),
                    hint="change one of the two, so that each label belongs to one person",
                    related=((context.document.span(first), f"{owner.id} has it here"),),
                )


def _chose(person: Person, label: str) -> bool:
    """Tell whether a label is an id or an alias, which somebody chose, and not a name."""
    return label == person.id or label in person.aliases


def _place_of(person: Person, label: str, root: Mapping) -> Node:
    """Where a label of a person stands in the file."""
    for group in (root.get("people"), root.get("collectives")):
        if not isinstance(group, Mapping):
            continue
        for entry in group.entries:
            if entry.key.text == person.id:
                return next((node for node in _texts(entry.value) if node.text == label), entry.key)
    return root


def _texts(node: Node) -> list[Scalar]:
    """The texts in a person's entry that may be labels."""
    match node:
        case Scalar():
            return [node]
        case Sequence():
            return [text for item in node.items for text in _texts(item)]
        case Mapping():
            nodes = [node.get(key) for key in ("name", "given", "aliases")]
            return [text for part in nodes if part is not None for text in _texts(part)]
