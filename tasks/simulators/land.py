"""Questions about height and what the land looks like."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.gazetteer import City, group

_VOLCANOES = {
    "Mexico City": "Popocatépetl, an active volcano, is near", "Tokyo": "Mount Fuji is a volcano to the west",
    "Auckland": "the city is built on some fifty old volcanoes", "Manila": "Taal and Pinatubo are volcanoes near it",
    "Jakarta": "volcanoes such as Salak and Gede rise to the south",
    "Santiago": "volcanoes such as San José and Tupungato rise in the Andes nearby",
    "Seattle": "Mount Rainier is a volcano in sight of it", "Rome": "the Alban Hills nearby are an old volcano",
    "Taipei": "Yangmingshan to the north is a sleeping volcano",
    "Addis Ababa": "old volcanoes such as Zuqualla stand near it",
    "Vancouver": "Mount Baker is a volcano in sight of it", "Tehran": "Mount Damavand is a volcano near it",
    "Nagoya": "Mount Ontake is a volcano some way off",
}  # fmt: skip

_RANGES = {
    "andes": "Santiago,Bogota,Lima", "alps": "Munich,Milan,Vienna", "himalayas?": "", "rocky mountains|rockies": "",
    "alborz": "Tehran", "atlas": "", "pyrenees": "", "urals?": "", "appalachians?": "Atlanta",
    "cascades?": "Seattle,Vancouver", "carpathians?": "", "drakensberg": "",
}  # fmt: skip

_DESERT = {
    "Riyadh": "desert", "Cairo": "desert", "Dubai": "desert", "Las Vegas": "desert", "Lima": "desert",
    "Baghdad": "desert",
}  # fmt: skip


def height(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"altitude|elevation|how high|high up|high does|high above|high (?:is it|is the city)|sea level|met(?:er|re)s above|altitudes|thin air|is it high|high place|situated high|feet above|elevated|lie high|(?:located|built|lies|is it) high"
    ) or asked.has("buildings?|tower|skyscraper|prices|crime|cost"):
        return None
    about = city.altitude if city.altitude < 100 else round(city.altitude, -1)
    said = f"it lies about {about} metres above sea level" if city.altitude >= 0 else "it lies a little below sea level"
    if not asked.polar or asked.either:
        feet = f" ({round(city.altitude * 3.28, -1):.0f} feet)" if asked.has("feet") else ""
        return Said((f"{capital(said)}{feet}.",), f"height:{city.altitude // 200}")
    number = asked.has(r"(\d{2,5})")
    if number and city.altitude >= 0:
        limit = int(number[1]) * (0.305 if asked.has("feet|ft") else 1)
        true = city.altitude < limit if asked.has("below|under|less|lower") else city.altitude > limit
    elif asked.has("below (?:the )?sea level|under sea level"):
        true = city.altitude < 0
    elif asked.has("high above|well above|far above|much above|way above"):
        true = city.altitude >= 400
    elif asked.has("above (?:the )?sea level|above the sea"):
        true = city.altitude > 0
    elif asked.has("sea level|low"):
        true = city.altitude < 60
    else:
        true = city.altitude >= 900
    return polar(true, asked, said, said, f"height:{asked.text}:{true}")


_DESERT_COUNTRIES = group("US,MX,CL,PE,AR,EG,MA,DZ,SA,AE,IQ,IR,PK,IN,CN,AU,ZA,AO,IL,KE,ET,ES")
_BY_MOUNTAINS = group("Barcelona,Kuala Lumpur,Nagoya,Sydney,Pune,Mumbai,Nanjing,Shenzhen,Sao Paulo,Melbourne")
_NO_MOUNTAINS = group("Delhi,Prague,Istanbul")


_HIGHEST = {
    "JP": "Mount Fuji, 3776 metres", "IN": "Kangchenjunga, 8586 metres", "CN": "Mount Everest on the border, 8849 metres", "BR": "the Pico da Neblina, 2995 metres",
    "MX": "the Pico de Orizaba, 5636 metres", "EG": "Mount Catherine in Sinai, 2629 metres", "BD": "a hill of about 1000 metres", "US": "Denali, 6190 metres",
    "PK": "K2, 8611 metres", "AR": "Aconcagua, 6961 metres", "TR": "Mount Ararat, 5137 metres", "NG": "Chappal Waddi, 2419 metres",
    "CD": "Mount Stanley, 5109 metres", "PH": "Mount Apo, 2954 metres", "RU": "Mount Elbrus, 5642 metres", "FR": "Mont Blanc, 4808 metres",
    "CO": "a peak of the Sierra Nevada, about 5700 metres", "ID": "Puncak Jaya, 4884 metres", "PE": "Huascarán, 6768 metres", "TH": "Doi Inthanon, 2565 metres",
    "KR": "Hallasan, 1947 metres", "GB": "Ben Nevis, 1345 metres", "IR": "Damavand, 5610 metres", "VN": "Fansipan, 3143 metres", "AO": "Mount Moco, 2620 metres",
    "MY": "Mount Kinabalu, 4095 metres", "SA": "a peak of about 3000 metres in the southwest", "CL": "Ojos del Salado, 6893 metres", "ES": "Teide on Tenerife, 3715 metres",
    "IQ": "Cheekha Dar, 3611 metres", "SG": "a hill of 164 metres", "CA": "Mount Logan, 5959 metres", "TZ": "Kilimanjaro, 5895 metres", "DE": "the Zugspitze, 2962 metres",
    "IT": "Mont Blanc on the border, 4808 metres", "GR": "Mount Olympus, 2917 metres", "AT": "the Grossglockner, 3798 metres", "CZ": "Sněžka, 1603 metres",
    "HU": "Kékes, 1014 metres", "PL": "Rysy, 2499 metres", "UA": "Hoverla, 2061 metres", "NL": "the Vaalserberg, 322 metres", "SE": "Kebnekaise, about 2100 metres",
    "DK": "a hill of 171 metres", "PT": "Mount Pico in the Azores, 2351 metres", "IE": "Carrauntoohil, 1039 metres", "AU": "Mount Kosciuszko, 2228 metres",
    "NZ": "Aoraki, also called Mount Cook, 3724 metres", "ZA": "Mafadi, about 3450 metres", "KE": "the peak after which the country is named, 5199 metres",
    "ET": "Ras Dashen, about 4550 metres", "MA": "Toubkal, 4167 metres", "GH": "Mount Afadja, 885 metres", "SN": "a ridge of some 650 metres", "TW": "Yushan, 3952 metres",
    "AE": "a mountain of about 1900 metres near Jebel Jais", "MM": "Hkakabo Razi, 5881 metres", "CU": "the Pico Turquino, 1974 metres",
}  # fmt: skip


def highest(city: City, asked: Asked) -> Said | None:
    """The country's highest mountain."""
    if (
        (asked.polar and not asked.either)
        or not asked.has("(?:highest|tallest|biggest) (?:mountain|peak|point|hill)")
        or not asked.has("country\\w*|nation")
    ):
        return None
    return told(f"the highest of the country is {_HIGHEST[city.country.code]}", f"highest:{city.country.code}")


def mountains(city: City, asked: Asked) -> Said | None:
    """Hills and mountains, volcanoes, flat land, and the landscape as a whole."""
    ranges = [pattern for pattern in _RANGES if asked.has(pattern)]
    if not ranges and not asked.has(
        r"mountains?|mountainous|hills?|hilly|flat|flatland|steep|volcano\w*|volcanic|highlands?|plateau|valleys?|plains?|peaks?|mount|landscapes?|terrain|topography|geography|scenery|countryside|"
        r"surroundings|forests?|jungles?|rainforest|deserts?|sand dunes|dunes|swamps?|cliffs?|nature|skiing|ski|hik\w+|what (?:is|does) the (?:land|area|region)"
    ):
        return None
    if asked.has(
        "dew|animals?|capitol hill|on (?:top of )?(?:the|that|a) (?:hill|mountain)|upon|dish|food|statue|flat white|plain white|flat mountain|called|table mountain|name the|film|song"
    ):
        return None
    said = f"the land around is {city.land}"
    high = (
        bool(re.search(r"mount|alps|andes|peaks?\b|volcano|highland|ridge|rocks|cordillera", city.land, re.I))
        or city.hills == 2
    )
    high = (high or city.names[0] in _BY_MOUNTAINS) and city.names[0] not in _NO_MOUNTAINS
    if not asked.polar or asked.either:
        height = f", and it lies about {city.altitude} metres above sea level" if city.altitude > 400 else ""
        return Said((f"{capital(said)}{height}.", f"Around it one finds {city.land}."), f"land:{city.land}")
    return _polar_land(city, asked, said, high, ranges)


def _polar_land(city: City, asked: Asked, said: str, high: bool, ranges: list[str]) -> Said:
    name = city.names[0]
    volcano = _VOLCANOES.get(name)
    if asked.has("volcan\\w*"):
        true, said = volcano is not None, volcano or "there is no volcano near it"
    elif ranges:
        true = any(name in _RANGES[pattern].split(",") for pattern in ranges)
    elif asked.has("flat|plains?|level"):
        true = city.hills == 0
    elif asked.has("hills?|hilly|steep"):
        true = (
            city.hills >= 1
            if asked.has("any|hills|nearby|there") and not asked.has("hilly")
            else city.hills == 2
            or name in ("Chongqing", "Seoul", "Johannesburg", "Nairobi", "Sao Paulo", "Bogota", "Barcelona")
        )
    elif asked.has("deserts?") and asked.has("country|nation") and not asked.has("city"):
        true = city.country.code in _DESERT_COUNTRIES
        said = f"the country has {city.country.nature}"
    elif asked.has("deserts?|dunes?"):
        true = name in _DESERT or (name in ("Karachi",) and asked.has("near|close|nearby") is not None)
    elif asked.has("forests?|jungles?|rainforest"):
        true = bool(re.search("forest|wood|jungle|green mountains", city.land)) or name in ("Kuala Lumpur", "Singapore")
    elif asked.has("valley"):
        true = "valley" in city.land
    elif asked.has("plateau"):
        true = bool(re.search("plateau|highland|highveld", city.land)) or city.altitude > 1000
    elif asked.has("swamps?|marsh\\w*"):
        true = bool(re.search("swamp|marsh|bayou", city.land))
    elif asked.has("cliffs?"):
        true = "cliff" in f"{city.land} {city.landmarks}"
    elif asked.has("skiing|ski"):
        true = name in (
            "Santiago",
            "Tehran",
            "Vancouver",
            "Munich",
            "Milan",
            "Seoul",
            "Stockholm",
            "Montreal",
            "Vienna",
            "Seattle",
            "Beijing",
            "Madrid",
            "Boston",
            "Dubai",
            "Toronto",
            "Tokyo",
            "Nagoya",
            "Athens",
            "Casablanca",
        )
        said = (
            "there is skiing near it" + (", even indoors in a mall" if name == "Dubai" else "")
            if true
            else f"one does not ski there; {said}"
        )
        true = true and name != "Casablanca"
    elif asked.has("hik\\w+|nature|countryside|scenery"):
        true = True
    elif asked.has("surrounded|in the mountains|mountainous|ringed"):
        true = (
            bool(re.search("ring|surround|valley|under|mountains|highland|basin", city.land)) and high
        ) or city.altitude > 1500
    else:
        true = high
    return polar(true, asked, said, said, f"land:{asked.text}:{true}")
