"""Settings and front matter: bytes to checked values, every key known, every mistake with its line and column.

One table of keys a file (`settings`, `front_matter`) serves the reader and the JSON Schema alike.
"""

from polyphony.config.front_matter import parse_front_matter
from polyphony.config.schema import config_schema, front_matter_schema
from polyphony.config.settings import Config, parse_config
from polyphony.config.source import SourceText, decode_source, parse_source
from polyphony.config.values import check_address, check_language
from polyphony.config.vocabulary import labels_of, vocabulary_of

__all__ = [
    "Config",
    "SourceText",
    "check_address",
    "check_language",
    "config_schema",
    "decode_source",
    "front_matter_schema",
    "labels_of",
    "parse_config",
    "parse_front_matter",
    "parse_source",
    "vocabulary_of",
]
