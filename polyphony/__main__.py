"""`python -m polyphony` is `polyphony`."""

from polyphony.cli import start

start()
