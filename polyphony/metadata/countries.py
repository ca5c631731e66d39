"""Names of countries as people write them in English into the codes of ISO 3166, which some formats demand."""

from __future__ import annotations

__all__ = ["country_code"]

_NAMES = """
AD Andorra|AE United Arab Emirates,UAE|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia
AO Angola|AQ Antarctica|AR Argentina|AS American Samoa|AT Austria|AU Australia|AW Aruba|AX Åland,Åland Islands
AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain
BI Burundi|BJ Benin|BL Saint Barthélemy|BM Bermuda|BN Brunei,Brunei Darussalam|BO Bolivia|BQ Bonaire|BR Brazil
BS Bahamas,The Bahamas|BT Bhutan|BW Botswana|BY Belarus|BZ Belize|CA Canada|CC Cocos Islands
CD Democratic Republic of the Congo,DR Congo,DRC|CF Central African Republic|CG Congo,Republic of the Congo
CH Switzerland|CI Côte d’Ivoire,Ivory Coast|CK Cook Islands|CL Chile|CM Cameroon|CN China,People’s Republic of China
CO Colombia|CR Costa Rica|CU Cuba|CV Cabo Verde,Cape Verde|CW Curaçao|CX Christmas Island|CY Cyprus
CZ Czechia,Czech Republic|DE Germany|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador
EE Estonia|EG Egypt|EH Western Sahara|ER Eritrea|ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands
FM Micronesia|FO Faroe Islands|FR France|GA Gabon|GD Grenada|GE Georgia|GF French Guiana|GG Guernsey|GH Ghana
GB United Kingdom,UK,U.K.,Great Britain,England,Scotland,Wales,Northern Ireland|GI Gibraltar|GL Greenland
GM Gambia,The Gambia|GN Guinea|GP Guadeloupe|GQ Equatorial Guinea|GR Greece|GT Guatemala|GU Guam|GW Guinea-Bissau
GY Guyana|HK Hong Kong|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland,Republic of Ireland
IL Israel|IM Isle of Man|IN India|IQ Iraq|IR Iran|IS Iceland|IT Italy|JE Jersey|JM Jamaica|JO Jordan|JP Japan|KE Kenya
KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis|KP North Korea
KR South Korea,Korea,Republic of Korea|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|LA Laos|LB Lebanon|LC Saint Lucia
LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco
MD Moldova|ME Montenegro|MF Saint Martin|MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar,Burma
MN Mongolia|MO Macao,Macau|MP Northern Mariana Islands|MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius
MV Maldives|MW Malawi|MX Mexico,México|MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NF Norfolk Island
NG Nigeria|NI Nicaragua|NL Netherlands,The Netherlands|NO Norway|NP Nepal|NR Nauru|NU Niue
NZ New Zealand,Aotearoa,Aotearoa New Zealand|OM Oman|PA Panama,Panamá|PE Peru,Perú|PF French Polynesia
PG Papua New Guinea|PH Philippines,The Philippines|PK Pakistan|PL Poland|PM Saint Pierre and Miquelon|PN Pitcairn
PR Puerto Rico|PS Palestine|PT Portugal|PW Palau|PY Paraguay|QA Qatar|RE Réunion|RO Romania|RS Serbia
RU Russia,Russian Federation|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden|SG Singapore
SH Saint Helena|SI Slovenia|SJ Svalbard|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname
SS South Sudan|ST São Tomé and Príncipe|SV El Salvador|SX Sint Maarten|SY Syria|SZ Eswatini,Swaziland
TC Turks and Caicos Islands|TD Chad|TG Togo|TH Thailand|TJ Tajikistan|TK Tokelau|TL Timor-Leste,East Timor
TM Turkmenistan|TN Tunisia|TO Tonga|TR Türkiye,Turkey|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine
UG Uganda|US United States,United States of America,USA,U.S.A.,U.S.|UY Uruguay|UZ Uzbekistan|VA Holy See,Vatican City
VC Saint Vincent and the Grenadines|VE Venezuela|VG British Virgin Islands|VI United States Virgin Islands
VN Vietnam,Viet Nam|VU Vanuatu|WF Wallis and Futuna|WS Samoa|XK Kosovo|YE Yemen|YT Mayotte|ZA South Africa|ZM Zambia
ZW Zimbabwe
"""


def _read() -> dict[str, str]:
    entries = _NAMES.strip().replace("\n", "|").split("|")
    codes = {entry[:2].casefold(): entry[:2] for entry in entries}
    return codes | {name.casefold(): entry[:2] for entry in entries for name in entry[3:].split(",")}


_CODES = _read()


def country_code(name: str) -> str:
    """Give the code of two letters for a country's name in English, or for the code itself; else nothing."""
    return _CODES.get(name.strip().replace("'", "’").casefold(), "")
