"""Transcribed by hand: the UN M49 region, the English name and the seas of every state, and known sea crossings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Place:
    """A state's UN M49 region, its English name and the seas that it has a coast on (none: landlocked)."""

    iso3: str
    region: str
    name: str
    seas: frozenset[str]


# Seas: baltic north_sea mediterranean black red gulf arabian bengal south_china east_china timor pacific_islands
# caribbean south_atlantic pacific_americas west_africa guinea southern_africa east_africa arctic. Kosovo and Taiwan
# are not in M49 and stand with the region around them.
_PLACES = """
AFG|Asia|Afghanistan|
AGO|Africa|Angola|guinea southern_africa
ALB|Europe|Albania|mediterranean
AND|Europe|Andorra|
ARE|Asia|United Arab Emirates|gulf
ARG|Americas|Argentina|south_atlantic
ARM|Asia|Armenia|
ATG|Americas|Antigua and Barbuda|caribbean
AUS|Oceania|Australia|timor
AUT|Europe|Austria|
AZE|Asia|Azerbaijan|
BDI|Africa|Burundi|
BEL|Europe|Belgium|north_sea
BEN|Africa|Benin|guinea
BFA|Africa|Burkina Faso|
BGD|Asia|Bangladesh|bengal
BGR|Europe|Bulgaria|black
BHR|Asia|Bahrain|gulf
BHS|Americas|Bahamas|caribbean
BIH|Europe|Bosnia and Herzegovina|mediterranean
BLR|Europe|Belarus|
BLZ|Americas|Belize|caribbean
BOL|Americas|Bolivia|
BRA|Americas|Brazil|south_atlantic
BRB|Americas|Barbados|caribbean
BRN|Asia|Brunei|south_china
BTN|Asia|Bhutan|
BWA|Africa|Botswana|
CAF|Africa|Central African Republic|
CAN|Americas|Canada|arctic
CHE|Europe|Switzerland|
CHL|Americas|Chile|pacific_americas
CHN|Asia|China|east_china south_china
CIV|Africa|Côte d'Ivoire|guinea
CMR|Africa|Cameroon|guinea
COD|Africa|DR Congo|guinea
COG|Africa|Republic of the Congo|guinea
COL|Americas|Colombia|caribbean pacific_americas
COM|Africa|Comoros|east_africa
CPV|Africa|Cabo Verde|west_africa
CRI|Americas|Costa Rica|caribbean pacific_americas
CUB|Americas|Cuba|caribbean
CYP|Asia|Cyprus|mediterranean
CZE|Europe|Czechia|
DEU|Europe|Germany|baltic north_sea
DJI|Africa|Djibouti|red
DMA|Americas|Dominica|caribbean
DNK|Europe|Denmark|baltic north_sea
DOM|Americas|Dominican Republic|caribbean
DZA|Africa|Algeria|mediterranean
ECU|Americas|Ecuador|pacific_americas
EGY|Africa|Egypt|mediterranean red
ERI|Africa|Eritrea|red
ESH|Africa|Western Sahara|west_africa
ESP|Europe|Spain|mediterranean
EST|Europe|Estonia|baltic
ETH|Africa|Ethiopia|
FIN|Europe|Finland|baltic
FJI|Oceania|Fiji|pacific_islands
FRA|Europe|France|north_sea mediterranean
FSM|Oceania|Micronesia|pacific_islands
GAB|Africa|Gabon|guinea
GBR|Europe|United Kingdom|north_sea
GEO|Asia|Georgia|black
GHA|Africa|Ghana|guinea
GIN|Africa|Guinea|west_africa
GMB|Africa|Gambia|west_africa
GNB|Africa|Guinea-Bissau|west_africa
GNQ|Africa|Equatorial Guinea|guinea
GRC|Europe|Greece|mediterranean
GRD|Americas|Grenada|caribbean
GTM|Americas|Guatemala|caribbean pacific_americas
GUY|Americas|Guyana|caribbean
HKG|Asia|Hong Kong|south_china
HND|Americas|Honduras|caribbean
HRV|Europe|Croatia|mediterranean
HTI|Americas|Haiti|caribbean
HUN|Europe|Hungary|
IDN|Asia|Indonesia|south_china timor
IND|Asia|India|arabian bengal
IRL|Europe|Ireland|north_sea
IRN|Asia|Iran|gulf
IRQ|Asia|Iraq|gulf
ISL|Europe|Iceland|arctic
ISR|Asia|Israel|mediterranean
ITA|Europe|Italy|mediterranean
JAM|Americas|Jamaica|caribbean
JOR|Asia|Jordan|red
JPN|Asia|Japan|east_china
KAZ|Asia|Kazakhstan|
KEN|Africa|Kenya|east_africa
KGZ|Asia|Kyrgyzstan|
KHM|Asia|Cambodia|south_china
KIR|Oceania|Kiribati|pacific_islands
KNA|Americas|Saint Kitts and Nevis|caribbean
KOR|Asia|South Korea|east_china
KWT|Asia|Kuwait|gulf
LAO|Asia|Laos|
LBN|Asia|Lebanon|mediterranean
LBR|Africa|Liberia|guinea west_africa
LBY|Africa|Libya|mediterranean
LCA|Americas|Saint Lucia|caribbean
LIE|Europe|Liechtenstein|
LKA|Asia|Sri Lanka|bengal
LSO|Africa|Lesotho|
LTU|Europe|Lithuania|baltic
LUX|Europe|Luxembourg|
LVA|Europe|Latvia|baltic
MAC|Asia|Macao|south_china
MAR|Africa|Morocco|mediterranean west_africa
MCO|Europe|Monaco|mediterranean
MDA|Europe|Moldova|
MDG|Africa|Madagascar|east_africa
MDV|Asia|Maldives|arabian
MEX|Americas|Mexico|caribbean pacific_americas
MHL|Oceania|Marshall Islands|pacific_islands
MKD|Europe|North Macedonia|
MLI|Africa|Mali|
MLT|Europe|Malta|mediterranean
MMR|Asia|Myanmar|bengal
MNE|Europe|Montenegro|mediterranean
MNG|Asia|Mongolia|
MOZ|Africa|Mozambique|east_africa
MRT|Africa|Mauritania|west_africa
MUS|Africa|Mauritius|east_africa
MWI|Africa|Malawi|
MYS|Asia|Malaysia|south_china bengal
NAM|Africa|Namibia|southern_africa
NER|Africa|Niger|
NGA|Africa|Nigeria|guinea
NIC|Americas|Nicaragua|caribbean pacific_americas
NLD|Europe|Netherlands|north_sea
NOR|Europe|Norway|north_sea
NPL|Asia|Nepal|
NRU|Oceania|Nauru|pacific_islands
NZL|Oceania|New Zealand|pacific_islands
OMN|Asia|Oman|gulf arabian
PAK|Asia|Pakistan|arabian
PAN|Americas|Panama|caribbean pacific_americas
PER|Americas|Peru|pacific_americas
PHL|Asia|Philippines|south_china
PLW|Oceania|Palau|pacific_islands
PNG|Oceania|Papua New Guinea|pacific_islands timor
POL|Europe|Poland|baltic
PRI|Americas|Puerto Rico|caribbean
PRK|Asia|North Korea|east_china
PRT|Europe|Portugal|north_sea
PRY|Americas|Paraguay|
PSE|Asia|Palestine|mediterranean
QAT|Asia|Qatar|gulf
ROU|Europe|Romania|black
RUS|Europe|Russia|baltic black arctic
RWA|Africa|Rwanda|
SAU|Asia|Saudi Arabia|gulf red
SDN|Africa|Sudan|red
SEN|Africa|Senegal|west_africa
SGP|Asia|Singapore|south_china
SLB|Oceania|Solomon Islands|pacific_islands
SLE|Africa|Sierra Leone|west_africa
SLV|Americas|El Salvador|pacific_americas
SMR|Europe|San Marino|
SOM|Africa|Somalia|red east_africa
SRB|Europe|Serbia|
SSD|Africa|South Sudan|
STP|Africa|São Tomé and Príncipe|guinea
SUR|Americas|Suriname|caribbean
SVK|Europe|Slovakia|
SVN|Europe|Slovenia|mediterranean
SWE|Europe|Sweden|baltic north_sea
SWZ|Africa|Eswatini|
SYC|Africa|Seychelles|east_africa
SYR|Asia|Syria|mediterranean
TCD|Africa|Chad|
TGO|Africa|Togo|guinea
THA|Asia|Thailand|south_china bengal
TJK|Asia|Tajikistan|
TKM|Asia|Turkmenistan|
TLS|Asia|Timor-Leste|timor
TON|Oceania|Tonga|pacific_islands
TTO|Americas|Trinidad and Tobago|caribbean
TUN|Africa|Tunisia|mediterranean
TUR|Asia|Turkey|mediterranean black
TUV|Oceania|Tuvalu|pacific_islands
TWN|Asia|Taiwan|east_china south_china
TZA|Africa|Tanzania|east_africa
UGA|Africa|Uganda|
UKR|Europe|Ukraine|black
URY|Americas|Uruguay|south_atlantic
USA|Americas|United States|caribbean
UZB|Asia|Uzbekistan|
VCT|Americas|Saint Vincent and the Grenadines|caribbean
VEN|Americas|Venezuela|caribbean
VNM|Asia|Viet Nam|south_china
VUT|Oceania|Vanuatu|pacific_islands
WSM|Oceania|Samoa|pacific_islands
XKX|Europe|Kosovo|
YEM|Asia|Yemen|red
ZAF|Africa|South Africa|southern_africa east_africa
ZMB|Africa|Zambia|
ZWE|Africa|Zimbabwe|
"""

PLACES: dict[str, Place] = {
    iso3: Place(iso3, region, name, frozenset(seas.split()))
    for iso3, region, name, seas in (line.split("|") for line in _PLACES.split("\n") if line)
}
"""Every state of the real world, by code. The Holy See is left out: a population of 500 people and no births."""

_CROSSINGS = """
ALB ITA 75, AUS IDN 350, AUS LKA 4500, AUS PNG 5, AUS TLS 460, BEL GBR 90, BGD IDN 1900, BGD MMR 30, BGD MYS 1900,
BGD THA 1300, BHS CUB 80, BHS HTI 110, BHS USA 85, CHN HKG 30, CHN JPN 800, CHN KOR 350, CHN MAC 5, CHN TWN 160,
COM MDG 300, COM TZA 600, CPV SEN 570, CUB HTI 80, CUB MEX 210, CUB USA 150, CYP LBN 170, CYP SYR 105, CYP TUR 75,
DJI YEM 30, DNK SWE 5, DOM PRI 130, DZA ESP 200, DZA ITA 250, EGY GRC 370, EGY ITA 1300, EGY SAU 30, ERI SAU 300,
ERI YEM 60, ESH ESP 100, ESP GMB 1600, ESP MAR 14, ESP MRT 780, ESP SEN 1450, EST FIN 80, FRA GBR 33, FRA TUN 760,
GAB NGA 750, GBR IRL 80, GBR NLD 160, GRC ITA 75, GRC LBY 300, GRC TUR 10, HKG VNM 800, HRV ITA 120, HTI JAM 190,
HTI USA 1000, IDN MMR 1000, IDN MYS 40, IDN SGP 20, IND LKA 55, IRN ARE 150, IRN KWT 150, IRN OMN 60, ITA LBY 300,
ITA LBN 2000, ITA MNE 200, ITA TUN 140, ITA TUR 700, JPN KOR 200, LBY MLT 350, LKA MYS 2200, MLT TUN 300,
MMR MYS 900, MMR THA 400, MYS PHL 60, MYS SGP 2, OMN PAK 400, SDN SAU 250, SOM YEM 280, STP GAB 300,
TTO VEN 11, KEN SOM 150, BRB VCT 160, RUS UKR 5
"""

CROSSINGS: dict[frozenset[str], float] = {
    frozenset((first, second)): float(km)
    for first, second, km in (entry.split() for entry in _CROSSINGS.replace("\n", " ").split(","))
    if first in PLACES and second in PLACES
}
"""Length in km of known sea crossings between two states, either way, measured between the nearest usual shores."""

NO_LAND_BORDER: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split()) for pair in ("CYP TUR", "MAR MRT", "MMR PAK")
)
"""Pairs that Correlates of War lists as joined by land and that are not at the level of states used here."""

NO_SEA_CROSSING: frozenset[frozenset[str]] = frozenset(
    frozenset(pair.split())
    for pair in (
        "RUS USA,JPN RUS,IDN IND,ATG VEN,DMA VEN,KNA VEN,LCA VEN,COL DOM,COL HTI,COL CRI,FSM IDN,IDN PLW,PHL PLW"
    ).split(",")
)
"""Pairs near by sea only through a remote island or coast that nobody travels by (the Bering Strait, the Kurils, the
Andamans, Aves, San Andrés, the western Carolines)."""
