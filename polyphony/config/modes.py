"""The modes that a publication declares, laid over those that are built in."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from polyphony.model import Mode

__all__ = ["BUILT_IN_MODES", "merge_modes"]

BUILT_IN_MODES: Final = (
    Mode("descriptive", "Descriptive"),
    Mode("evocative", "Evocative"),
    Mode("analytical", "Analytical"),
    Mode("creative", "Creative"),
)

_LABELS: Final = {
    "ar": ("وصفي", "إيحائي", "تحليلي", "إبداعي"),
    "cy": ("Disgrifiadol", "Atgofus", "Dadansoddol", "Creadigol"),
    "de": ("Beschreibend", "Evokativ", "Analytisch", "Kreativ"),
    "es": ("Descriptivo", "Evocador", "Analítico", "Creativo"),
    "fr": ("Descriptif", "Évocateur", "Analytique", "Créatif"),
}
"""What the built-in modes are called in other languages, in the same order."""


def merge_modes(declared: tuple[Mode, ...], language: str) -> tuple[Mode, ...]:
    """The built-in modes, under the labels that were declared for them or those of the language; then the others."""
    by_id = {mode.id: mode for mode in declared}
    labels = _LABELS.get(language.partition("-")[0].lower(), [mode.label for mode in BUILT_IN_MODES])
    built_in = []
    for mode, label in zip(BUILT_IN_MODES, labels, strict=True):
        own = by_id.pop(mode.id, mode)
        built_in.append(replace(own, label=own.label if own is not mode and own.label else label))
    others = [mode if mode.label else replace(mode, label=_label_of(mode.id)) for mode in by_id.values()]
    return (*built_in, *others)


def _label_of(name: str) -> str:
    """Make a label of an id: `self-critical` is Self critical."""
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
