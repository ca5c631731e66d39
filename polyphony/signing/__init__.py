"""A publication and the files in `sign-off/` into who agrees to the words under their name; and into such files.

What is agreed to is decided in `words`, who is asked in `agreements` (docs/sign-off.md says it to those who sign).
"""

from polyphony.signing.agreements import Signatures, add_signatures, agreements_of, signatures_of
from polyphony.signing.files import FOLDER, parse_signatures, sign_off_schema
from polyphony.signing.problems import check_agreements

__all__ = [
    "FOLDER",
    "Signatures",
    "add_signatures",
    "agreements_of",
    "check_agreements",
    "parse_signatures",
    "sign_off_schema",
    "signatures_of",
]
