"""Judge RO-Crates by roc-validator, run in the validator's own environment: `judge_crate.py CONTEXT CRATE…`.

The context of RO-Crate is read from a file, since no test asks anything of a network.
"""

import sys
from pathlib import Path

import rdflib.plugins.shared.jsonld.util as reading
import requests
from rdflib.plugins.shared.jsonld import context as contexts
from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester

context = Path(sys.argv[1])
read = reading.source_to_json


def read_local(source, *arguments, **options):
    """Read a context of RO-Crate from the file."""
    if str(source).startswith("https://w3id.org/ro/crate/"):
        return read(str(context), *arguments, **options)
    return read(source, *arguments, **options)


def get_local(_self, address, **_options):
    """Answer a request for a context with the file, and every other one with 404."""
    response = requests.Response()
    response.url = address
    response.status_code = 200 if address.startswith("https://w3id.org/ro/crate/") else 404
    response.headers["Content-Type"] = "application/ld+json"
    response._content = context.read_bytes() if response.ok else b""
    return response


HttpRequester.get = get_local
reading.source_to_json = contexts.source_to_json = read_local

conform = 0
for crate in sys.argv[2:]:
    settings = services.ValidationSettings(
        rocrate_uri=crate,
        profile_identifier="ro-crate-1.2",
        requirement_severity=models.Severity.REQUIRED,
        skip_availability_check=True,
        offline=True,
    )
    result = services.validate(settings)
    for issue in result.get_issues():
        print(crate, issue.check.identifier, issue.message)
    conform += result.passed()
print(f"{conform} conform")
