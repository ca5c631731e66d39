"""The names of design themes to the folders that they lie in: in the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["theme_folder", "theme_names"]


def _themes_folder() -> Path:
    """Where the themes are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def theme_names() -> list[str]:
    """The names of the design themes that there are."""
    folder = _themes_folder()
    return sorted(path.name for path in folder.iterdir() if (path / "theme.yaml").is_file()) if folder.is_dir() else []


def theme_folder(name: str) -> Path | None:
    """The folder of a design theme; None where there is none of this name."""
    return _themes_folder() / name if name in theme_names() else None
