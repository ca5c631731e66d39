"""What must be nowhere, and a site's files, into what of it is in them all the same; and nothing said repeats it.

`private` reads what must be nowhere, `folding` and `matching` find it in any spelling, `decoding` in any encoding.
"""

from polyphony.leaks.finding import Leak, find_leaks, find_places, hide_path
from polyphony.leaks.matching import Matcher, make_matcher
from polyphony.leaks.private import Secret, parse_private, private_schema
from polyphony.leaks.problems import explain_leaks, list_leaks
from polyphony.leaks.redactions import find_open_redactions

__all__ = [
    "Leak",
    "Matcher",
    "Secret",
    "explain_leaks",
    "find_leaks",
    "find_open_redactions",
    "find_places",
    "hide_path",
    "list_leaks",
    "make_matcher",
    "parse_private",
    "private_schema",
]
