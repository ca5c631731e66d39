"""A theme's files into `render(template, view) -> text`. The only place that knows Jinja.

A theme's files are values, by name (`templates/page.html`, `strings/en.yaml`, `theme.yaml`, `assets/…`); those of a
publication's `design/` folder lie over them. A template sees a view, which is a value, and the words of the language.
"""

from polyphony.theme.colours import VOICE, find_repeats, halves
from polyphony.theme.files import ReadStrings, load_theme, read_strings, strings_in
from polyphony.theme.rendering import Say, TemplateFailedError, Theme

__all__ = [
    "VOICE", "ReadStrings", "Say", "TemplateFailedError", "Theme", "find_repeats", "halves", "load_theme",
    "read_strings", "strings_in",
]  # fmt: skip
