"""Judge citation files as `cffconvert --validate` does, in its own environment: `judge_citation.py FILE…`."""

import sys

from cffconvert.cli.cli import cli
from click.testing import CliRunner

for file in sys.argv[1:]:
    result = CliRunner().invoke(cli, ["--validate", "--infile", file])
    if result.exit_code:
        print(file, " ".join(result.output.split()), " ".join(str(result.exception).split())[:500])
print(f"{len(sys.argv) - 1} judged")
