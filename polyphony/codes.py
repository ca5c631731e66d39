"""The table of everything that Polyphony has to say: one word a kind, and whether it stops a build."""

from __future__ import annotations

from enum import Enum

__all__ = ["CODES", "WARNINGS", "Code"]


class Code(Enum):
    """The kinds of diagnostics. Each has a section in `docs/diagnostics.md` and a case in `tests/cases/diagnostics`."""

    # Files
    NO_PUBLICATION = "no-publication"
    NO_PAGES = "no-pages"
    NOT_UTF8 = "not-utf8"
    LINK_LEAVES_FOLDER = "link-leaves-folder"
    FOLDER_LOOP = "folder-loop"
    UNREADABLE_FILE = "unreadable-file"
    TOO_LARGE = "too-large"
    SAME_ADDRESS = "same-address"

    # What YAML can get wrong
    YAML_SYNTAX = "yaml-syntax"
    YAML_TAG = "yaml-tag"
    YAML_TOO_DEEP = "yaml-too-deep"
    YAML_ALIASES = "yaml-aliases"
    DUPLICATE_KEY = "duplicate-key"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    WRONG_TYPE = "wrong-type"
    INVALID_VALUE = "invalid-value"
    CURLY_QUOTES = "curly-quotes"
    UNCLOSED_FRONT_MATTER = "unclosed-front-matter"

    # People and bylines
    UNKNOWN_PERSON = "unknown-person"
    DUPLICATE_LABEL = "duplicate-label"
    INVALID_ORCID = "invalid-orcid"
    INVALID_ROR = "invalid-ror"
    UNKNOWN_CREDIT_ROLE = "unknown-credit-role"
    CREDIT_DEGREE = "credit-degree"
    UNSAFE_ADDRESS = "unsafe-address"

    # What attributes and containers can get wrong
    UNKNOWN_MODE = "unknown-mode"
    UNKNOWN_THEME = "unknown-theme"
    UNKNOWN_REFERENCE = "unknown-reference"
    UNKNOWN_ATTRIBUTE = "unknown-attribute"
    NEARLY_SECRET = "nearly-secret"
    READ_AS_TEXT = "read-as-text"
    NO_EFFECT = "no-effect"
    INVALID_ATTRIBUTE = "invalid-attribute"
    DUPLICATE_ID = "duplicate-id"
    UNCLOSED_DIV = "unclosed-div"
    UNOPENED_DIV = "unopened-div"
    NO_BLANK_LINE_BEFORE_DIV = "no-blank-line-before-div"
    NO_BLANK_LINE_BEFORE_LIST = "no-blank-line-before-list"
    NO_BLANK_LINE_BEFORE_BLOCK = "no-blank-line-before-block"
    UNCLOSED_COMMENT = "unclosed-comment"
    DIV_TOO_DEEP = "div-too-deep"
    MISPLACED_DIV = "misplaced-div"
    NOTHING_INSIDE = "nothing-inside"

    # What exchanges can get wrong
    NO_TURN = "no-turn"
    NO_LABEL_AFTER_NARRATION = "no-label-after-narration"
    NEARLY_A_LABEL = "nearly-a-label"
    PERHAPS_A_TURN = "perhaps-a-turn"
    UNCLOSED_QUOTATION = "unclosed-quotation"

    # Markup: other files
    UNKNOWN_FILE = "unknown-file"
    INCLUDES_ITSELF = "includes-itself"
    UNPLACED_PASSAGE = "unplaced-passage"

    # Pages, links, scholarship
    NO_TITLE = "no-title"
    BROKEN_LINK = "broken-link"
    UNSAFE_LINK = "unsafe-link"
    UNCHECKED_LINK = "unchecked-link"
    REMOTE_IMAGE = "remote-image"
    MISSING_ALT = "missing-alt"
    REPEATED_ALT = "repeated-alt"
    UNSAFE_PICTURE = "unsafe-picture"
    UNSEEN_DETAILS = "unseen-details"
    DAMAGED_PICTURE = "damaged-picture"
    TURNED_PICTURE = "turned-picture"
    UNKNOWN_NOTE = "unknown-note"
    UNUSED_NOTE = "unused-note"
    DUPLICATE_NOTE = "duplicate-note"
    UNKNOWN_CITATION = "unknown-citation"
    INVALID_BIBLIOGRAPHY = "invalid-bibliography"
    DUPLICATE_REFERENCE = "duplicate-reference"
    INVALID_STYLE = "invalid-style"
    MISSING_PANDOC = "missing-pandoc"
    FAILED_PANDOC = "failed-pandoc"
    CODE_NOT_COLOURED = "code-not-coloured"
    UNSAFE_HTML = "unsafe-html"

    # Sign-off
    UNSIGNED_PASSAGE = "unsigned-passage"
    CHANGED_SINCE_SIGNED = "changed-since-signed"

    # What must not be read by others
    PRIVATE_WORDS = "private-words"
    REDACTED_ELSEWHERE = "redacted-elsewhere"

    # Exports
    LEFT_OUT = "left-out"
    TOO_LARGE_FOR_JOURNALS = "too-large-for-journals"
    MISSING_EXTRA = "missing-extra"
    FAILED_ENGINE = "failed-engine"

    # Themes
    UNKNOWN_DESIGN = "unknown-design"
    TEMPLATE_ERROR = "template-error"
    LOW_CONTRAST = "low-contrast"
    COLOURS_REPEAT = "colours-repeat"
    ORIGINAL_CHANGED = "original-changed"


WARNINGS = frozenset(
    {
        Code.CURLY_QUOTES,
        Code.UNKNOWN_ATTRIBUTE,
        Code.ORIGINAL_CHANGED,
        Code.CHANGED_SINCE_SIGNED,
        Code.REDACTED_ELSEWHERE,
        Code.NO_EFFECT,
        Code.READ_AS_TEXT,
        Code.NO_BLANK_LINE_BEFORE_LIST,
        Code.NO_BLANK_LINE_BEFORE_BLOCK,
        Code.NOTHING_INSIDE,
        Code.PERHAPS_A_TURN,
        Code.UNCLOSED_QUOTATION,
        Code.UNUSED_NOTE,
        Code.REPEATED_ALT,
        Code.CODE_NOT_COLOURED,
        Code.UNSAFE_HTML,
        Code.UNSAFE_LINK,
        Code.UNCHECKED_LINK,
        Code.COLOURS_REPEAT,
        Code.LEFT_OUT,
        Code.TOO_LARGE_FOR_JOURNALS,
        Code.UNSEEN_DETAILS,
        Code.DAMAGED_PICTURE,
        Code.TURNED_PICTURE,
    }
)
"""The kinds that stop a build only with `--strict`."""

CODES = {code: "warning" if code in WARNINGS else "error" for code in Code}
"""The severity of each kind."""
