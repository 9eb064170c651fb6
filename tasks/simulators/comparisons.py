"""Questions that compare a city with another place, or ask how far away that is."""

import math
import re
from functools import cache
from typing import NamedTuple

from tasks.simulators.asked import Asked, Said, polar, told
from tasks.simulators.gazetteer import City, cities, countries, plain


class Place(NamedTuple):
    """Somewhere a city may be compared with."""

    name: str
    latitude: float
    longitude: float
    millions: float


_ELSEWHERE = (
    "Brussels 50.8 4.4 2.1;Zurich 47.4 8.5 1.4;Geneva 46.2 6.1 0.6;Oslo 59.9 10.8 1.1;Helsinki 60.2 24.9 1.3;Reykjavik 64.1 -21.9 0.2;Edinburgh 55.9 -3.2 0.5;Manchester 53.5 -2.2 2.8;"
    "Hamburg 53.6 10 3.2;Frankfurt 50.1 8.7 2.3;Naples 40.9 14.3 3.1;Venice 45.4 12.3 0.3;Florence 43.8 11.3 0.7;Turin 45.1 7.7 1.7;Lyon 45.8 4.8 2.3;Marseille 43.3 5.4 1.8;Valencia 39.5 -0.4 1.6;"
    "Seville 37.4 -6 1.5;Porto 41.2 -8.6 1.3;Krakow 50.1 19.9 1;Bucharest 44.4 26.1 2.2;Sofia 42.7 23.3 1.5;Belgrade 44.8 20.5 1.7;Jerusalem 31.8 35.2 1;Tel Aviv 32.1 34.8 4;Ankara 39.9 32.9 5.7;"
    "Mecca 21.4 39.8 2.4;Jeddah 21.5 39.2 4.7;Abu Dhabi 24.5 54.4 1.5;Doha 25.3 51.5 2.4;Kuwait City 29.4 48 3;Kabul 34.5 69.2 4.6;Islamabad 33.7 73 1.2;Kathmandu 27.7 85.3 1.5;Colombo 6.9 79.9 2.5;"
    "Kyoto 35 135.8 1.5;Hiroshima 34.4 132.5 1.2;Busan 35.2 129.1 3.4;Pyongyang 39 125.8 3.2;Macau 22.2 113.5 0.7;Xian 34.3 108.9 13;Bali -8.4 115.2 4.3;Phnom Penh 11.6 104.9 2.3;"
    "Algiers 36.8 3.1 3.5;Tunis 36.8 10.2 2.7;Tripoli 32.9 13.2 1.2;Khartoum 15.5 32.6 6;Kampala 0.3 32.6 3.8;Abuja 9.1 7.4 3.8;Durban -29.9 31 3.2;Pretoria -25.7 28.2 2.8;Harare -17.8 31 1.6;"
    "Detroit 42.3 -83 4.3;Denver 39.7 -105 2.9;Phoenix 33.4 -112 4.9;New Orleans 30 -90.1 1.3;Austin 30.3 -97.7 2.4;San Diego 32.7 -117.2 3.3;Portland 45.5 -122.7 2.5;Ottawa 45.4 -75.7 1.4;"
    "Quebec City 46.8 -71.2 0.8;Calgary 51 -114.1 1.6;Guadalajara 20.7 -103.3 5.3;Caracas 10.5 -66.9 2.9;Quito -0.2 -78.5 2;La Paz -16.5 -68.1 1.9;Montevideo -34.9 -56.2 1.8;Brasilia -15.8 -47.9 4.7;"
    "Perth -32 115.9 2.2;Brisbane -27.5 153 2.6;Canberra -35.3 149.1 0.5;Wellington -41.3 174.8 0.4;the North Pole 90 0 0;the South Pole -90 0 0;the Sahara 23 10 0;Siberia 60 100 0;Alaska 64 -150 0.7;Florida 28 -82 22;"
    "California 37 -120 39;Texas 31 -99 30;Hawaii 21 -157 1.4;Scotland 56.5 -4 5.4;Switzerland 46.8 8.2 8.8;Belgium 50.6 4.7 11.7;Finland 62 26 5.5;Iceland 65 -19 0.4;Bulgaria 42.7 25.5 6.5;Serbia 44 21 6.7;"
    "Croatia 45.1 15.2 3.9;Venezuela 7 -66 28;Ecuador -1.5 -78 18;Bolivia -17 -65 12;Paraguay -23 -58 7;Uruguay -33 -56 3.4;Guatemala 15.5 -90 17;Panama 8.5 -80 4.4;Jamaica 18 -77 2.8;Syria 35 38 22;"
    "Jordan 31 36 11;Lebanon 34 36 5.5;Afghanistan 34 66 41;Nepal 28 84 30;Sri Lanka 7.5 80.7 22;Mongolia 47 105 3.4;North Korea 40 127 26;Kazakhstan 48 67 20;Cambodia 12.5 105 17;Laos 18 105 7.5;Uganda 1 32 47;"
    "Sudan 15 30 47;Libya 27 17 7;Tunisia 34 9 12;Greenland 72 -40 0.06;Europe 50 10 740;Africa 5 20 1400;Asia 35 90 4700;Antarctica -85 0 0"
)  # fmt: skip

_CENTRES = {"US": (39, -98), "RU": (60, 90), "CA": (58, -100), "CN": (35, 104), "BR": (-10, -52), "IN": (22, 79), "AU": (-25, 134), "GB": (54, -2), "IT": (42.5, 12.5), "ZA": (-29, 25), "JP": (36, 138), "VN": (16, 107)}  # fmt: skip


@cache
def places() -> dict[str, Place]:
    """By plain name, longest names first in `_named`."""
    found: dict[str, Place] = {}
    for country in countries().values():
        own = [city for city in cities() if city.country is country]
        north, east = _CENTRES.get(country.code, (own[0].latitude, own[0].longitude) if own else (0.0, 0.0))
        if own or country.code in _CENTRES:
            for name in country.names:
                found[plain(name)] = Place(country.names[0], north, east, country.millions)
    for entry in _ELSEWHERE.split(";"):
        *parts, latitude, longitude, people = entry.split()
        called = " ".join(parts)
        found[plain(called).removeprefix("the ")] = Place(called, float(latitude), float(longitude), float(people))
    for city in cities():
        for name in city.names:
            found[plain(name)] = Place(city.names[0], city.latitude, city.longitude, city.millions)
    return found


@cache
def _any_place() -> re.Pattern[str]:
    names = sorted(places(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


_COMPARED = (
    r"(?:further|farther|more|closer|nearer|bigger|larger|smaller|older|younger|newer|hotter|colder|warmer|cooler|wetter|drier|higher|lower|richer|poorer|safer|cheaper|pricier|taller|rainier|sunnier|less|fewer|greater|better)\b.* than|"
    r"(?:north|south|east|west)\w*(?: of| from)\b|as (?:big|large|old|hot|cold|populous|far north|rich|expensive) as|how far|how long .*(?:fly|flight|plane)|(?:closer|nearer) to|distance|far from|near(?!ly)|close to|next to|kilomet\w+|miles|hours? from|same (?:country|continent|latitude|size|language) as|compared"
)


def compared(text: str) -> bool:
    """The text names a place to compare with rather than to guess."""
    return Asked(plain(text[:300])).has(_COMPARED) is not None


def _distance(a: City, b: Place) -> float:
    """Kilometres."""
    north, south = math.radians(a.latitude), math.radians(b.latitude)
    turn = math.radians(b.longitude - a.longitude)
    cosine = math.sin(north) * math.sin(south) + math.cos(north) * math.cos(south) * math.cos(turn)
    return 6371 * math.acos(max(-1.0, min(1.0, cosine)))


def comparison(city: City, asked: Asked) -> Said | None:
    """How it stands to another place that the question names."""
    if not asked.has(_COMPARED) or asked.has("borders?|why"):
        return None
    found = _any_place().findall(asked.text)
    known = [
        places()[name]
        for name in found
        if not (name in ("america", "us") and asked.has("(?:south|north|latin) america"))
    ]
    if not known:
        return None
    other = known[0]
    if asked.either and len(known) > 1 and asked.has("closer|nearer"):
        nearest = min(known, key=lambda place: _distance(city, place))
        if nearest.name not in (*city.names, *city.country.names):
            return told(f"it is closer to {nearest.name}", f"closer:{nearest.name}")
    if asked.has("how long|how many hours") and asked.has("fly|flight|plane|travel"):
        return told(f"about {max(1, round(_distance(city, other) / 800 + 0.5))} hours by plane", f"flight:{other.name}")
    if other.name == city.country.names[0] and asked.has("near|close|next|far|(?:north|south|east|west)\\w* of"):
        return None
    return _where_to(city, asked, other) or _which_more(city, asked, other)


def _where_to(city: City, asked: Asked, other: Place) -> Said | None:
    turned = asked.has(r"(?:further |farther |more )?(?:up |down )?(north|south|east|west)\w*(?: (?:than|of|from))?")
    far = _distance(city, other)
    about = f"it is about {_round(far)} kilometres from there"
    if turned and asked.has("of|than|from") and not asked.has("(?:north|south|latin) america(?:n)?$"):
        gap = {
            "north": city.latitude - other.latitude,
            "south": other.latitude - city.latitude,
            "east": city.longitude - other.longitude,
            "west": other.longitude - city.longitude,
        }[turned[1]]
        side = "north" if city.latitude > other.latitude else "south"
        if turned[1] in ("east", "west"):
            side = "east" if city.longitude > other.longitude else "west"
        said = f"it lies further {side}"
        return (
            polar(gap > 0, asked, said, said, f"{turned[1]} of {other.name}:{gap > 0}")
            if asked.polar and not asked.either
            else told(f"{said} than that", f"side:{side}")
        )
    if asked.has("near|close to|next to|far from|nearby"):
        same = next((code for code, one in countries().items() if one.names[0] == other.name), None)
        border = other.name in city.country.neighbours
        near = far < 450 or (same is not None and border and far < 1200)
        note = "the countries share a border; " if border and same else ""
        if asked.polar:
            return polar(
                near != bool(asked.has("far from")), asked, note + about, note + about, f"near {other.name}:{near}"
            )
    if asked.has("how far|distance|how close|kilomet\\w+|miles|how many hours"):
        return told(about, f"distance:{_round(far)}")
    return None


def _round(far: float) -> int:
    return int(round(far, -1 if far < 500 else -2))


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip


def _warmth(city: City, asked: Asked) -> tuple[float, str]:
    """Degrees in the season or month that a question names, or in the mean of the year, and the words for that time."""
    month = next((k for k, name in enumerate(_MONTHS) if asked.has(f"in {name}")), None)
    if month is not None:
        swing = math.cos((month - (6 if city.latitude > 0 else 0)) * math.pi / 6)
        return (city.warm + city.cold) / 2 + swing * (city.warm - city.cold) / 2, f"in {_MONTHS[month].capitalize()}"
    if asked.has("summers?"):
        return city.warm, "in the warmest month"
    if asked.has("winters?"):
        return city.cold, "in the coldest month"
    return (city.warm + city.cold) / 2, "in the mean of the year"


def _which_warmer(city: City, twin: City, asked: Asked) -> Said:
    one, when = _warmth(city, asked)
    two, _ = _warmth(twin, asked)
    true = one > two if asked.has("hotter|warmer|milder") else one < two
    said = f"it has about {one:.0f} degrees {when}, against {two:.0f}"
    if not asked.polar or asked.either:
        return told(said, f"warmth:{one:.0f}")
    return polar(true, asked, said, said, f"warmth:{when}:{twin.names[0]}:{true}")


def _which_more(city: City, asked: Asked, other: Place) -> Said | None:
    its_country = next((one for one in countries().values() if one.names[0] == other.name), None)
    country = asked.has("country|nation") and its_country is not None
    mine = city.country.millions if country else city.millions
    twin = next((one for one in cities() if one.names[0] == other.name), None)
    by_area = country and not asked.has("people|popul\\w*|inhabitants|crowded")
    if its_country and by_area and asked.has("bigger|larger|smaller|as big|as large"):
        said = f"the country has about {city.country.area * 1000:,.0f} square kilometres, against some {its_country.area * 1000:,.0f}"
        true = (city.country.area > its_country.area) != bool(asked.has("smaller"))
        return polar(true, asked, said, said, f"area:{other.name}:{true}")
    if asked.has("area|land ?mass|territory") and its_country:
        return polar(
            city.country.area > its_country.area,
            asked,
            f"the country has about {city.country.area * 1000:,.0f} square kilometres",
            f"the country has about {city.country.area * 1000:,.0f} square kilometres",
            f"area:{other.name}",
        )
    if asked.has(
        "bigger|larger|more people|more populous|more inhabitants|greater|as big|as large|as populous|smaller|fewer|less populous|population"
    ):
        less = asked.has("smaller|fewer|less") is not None
        said = f"it has about {mine:g} million people{'' if country else ' with its suburbs'}, against some {other.millions:g}"
        return polar(
            (mine < other.millions) if less else mine > other.millions,
            asked,
            said,
            said,
            f"bigger:{other.name}:{mine > other.millions}",
        )
    if twin is None:
        if asked.has("hotter|warmer|colder|cooler"):
            hotter = abs(city.latitude) < abs(other.latitude)
            true = hotter if asked.has("hotter|warmer") else not hotter
            return polar(true, asked, "most of the year", "hardly so", f"hotter:{other.name}:{hotter}")
        return None
    if asked.has("hotter|warmer|milder|colder|cooler|chillier"):
        return _which_warmer(city, twin, asked)
    if asked.has("richer|wealthier|poorer"):
        wealth, other_wealth = (3 * one.country.wealth + one.prices for one in (city, twin))
        true = wealth < other_wealth if asked.has("poorer") else wealth > other_wealth
        said = f"it is {'richer' if wealth > other_wealth else 'poorer' if wealth < other_wealth else 'about as rich'}"
        return polar(true, asked, said, said, f"wealth:{other.name}:{true}")
    pairs = (
        ("older", -city.founded, -twin.founded, f"it goes back to about {_year(city.founded)}"), ("younger|newer", city.founded, twin.founded, f"it goes back to about {_year(city.founded)}"),
        ("wetter|rainier", city.rain, twin.rain, f"it has {city.rain} millimetres of rain a year, against {twin.rain}"), ("drier|sunnier", -city.rain, -twin.rain, f"it has {city.rain} millimetres of rain a year, against {twin.rain}"),
        ("higher", city.altitude, twin.altitude, f"it lies at {city.altitude} metres, the other at {twin.altitude}"), ("lower", -city.altitude, -twin.altitude, f"it lies at {city.altitude} metres, the other at {twin.altitude}"),
        ("more expensive|pricier", city.prices, twin.prices, "as far as prices go"), ("cheaper|less expensive", -city.prices, -twin.prices, "as far as prices go"), ("safer", city.safety, twin.safety, "as far as crime goes"),
        ("more dangerous|less safe", -city.safety, -twin.safety, "as far as crime goes"),
    )  # fmt: skip
    for pattern, one, two, said in pairs:
        if asked.has(pattern):
            return polar(one > two, asked, said, said, f"{pattern}:{other.name}:{one > two}")
    return None


def _year(year: int) -> str:
    return f"{-year} BC" if year < 0 else f"the year {year}" if year > 1000 else f"{year} AD"
