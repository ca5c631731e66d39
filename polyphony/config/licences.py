"""SPDX ids to licences: those that people give to texts, data and code."""

from __future__ import annotations

from typing import Final

from polyphony.model import License

__all__ = ["LICENCES"]

_CREATIVE_COMMONS: Final = {
    "BY": "Attribution",
    "BY-SA": "Attribution-ShareAlike",
    "BY-NC": "Attribution-NonCommercial",
    "BY-ND": "Attribution-NoDerivatives",
    "BY-NC-SA": "Attribution-NonCommercial-ShareAlike",
    "BY-NC-ND": "Attribution-NonCommercial-NoDerivatives",
}
_VERSIONS: Final = {"4.0": "International", "3.0": "Unported", "2.5": "Generic", "2.0": "Generic"}

_OTHERS: Final = (
    License("CC0 1.0 Universal", "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    License("Public Domain Mark 1.0", "CC-PDM-1.0", "https://creativecommons.org/publicdomain/mark/1.0/"),
    License("MIT License", "MIT", "https://opensource.org/license/mit"),
    License("Apache License 2.0", "Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    License("BSD 2-Clause License", "BSD-2-Clause", "https://opensource.org/license/bsd-2-clause"),
    License("BSD 3-Clause License", "BSD-3-Clause", "https://opensource.org/license/bsd-3-clause"),
    License("ISC License", "ISC", "https://opensource.org/license/isc-license-txt"),
    License("Mozilla Public License 2.0", "MPL-2.0", "https://www.mozilla.org/MPL/2.0/"),
    License("GNU General Public License v3.0 only", "GPL-3.0-only", "https://www.gnu.org/licenses/gpl-3.0.html"),
    License(
        "GNU General Public License v3.0 or later", "GPL-3.0-or-later", "https://www.gnu.org/licenses/gpl-3.0.html"
    ),
    License(
        "GNU Free Documentation License v1.3 or later", "GFDL-1.3-or-later", "https://www.gnu.org/licenses/fdl-1.3.html"
    ),
    License("GNU Free Documentation License v1.3 only", "GFDL-1.3-only", "https://www.gnu.org/licenses/fdl-1.3.html"),
    License("Open Data Commons Attribution License v1.0", "ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    License("Open Database License v1.0", "ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    License("SIL Open Font License 1.1", "OFL-1.1", "https://openfontlicense.org"),
    License("Free Art License 1.3", "LAL-1.3", "https://artlibre.org/licence/lal/en/"),
    License("The Unlicense", "Unlicense", "https://unlicense.org/"),
)


def _creative_commons(kind: str, version: str) -> License:
    return License(
        f"Creative Commons {_CREATIVE_COMMONS[kind]} {version} {_VERSIONS[version]}",
        f"CC-{kind}-{version}",
        f"https://creativecommons.org/licenses/{kind.lower()}/{version}/",
    )


LICENCES: Final[dict[str, License]] = {
    licence.spdx: licence
    for licence in (
        *(_creative_commons(kind, version) for version in _VERSIONS for kind in _CREATIVE_COMMONS),
        *_OTHERS,
    )
}
"""Every licence that is known by its SPDX id."""
