"""Polyphony turns multivocal Markdown (texts in which several people speak) into a web site and its exports."""

__version__ = "0.1.0"
