"""Questions about water, weather, height and clocks."""

import re

from tasks.simulators.asked import Asked, Said, polar
from tasks.simulators.customs import mentions
from tasks.simulators.gazetteer import City
from tasks.simulators.words import stem, tokens


def sea(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"coast\w*|sea|seaside|ocean|beach\w*|port|harbou?r|shore|island|islands|inland|landlocked|bay|by the water|waterfront|body of water|bodies of water|gulf|mediterranean|pacific|atlantic|indian ocean|lake|near water|peninsula|maritime|baltic|arabian|caribbean"
    ):
        return None
    if asked.has("drive|flag|sea level"):
        return None
    water = city.water
    coastal = not water.startswith(("far", "inland", "a little inland"))
    near = not water.startswith("far") and "far from the sea" not in water
    said = f"it lies {water}"
    if not asked.polar:
        return Said((f"{said}.", f"The city lies {water}."), f"water:{water}")
    bodies = {"pacific": "Pacific", "atlantic": "Atlantic", "mediterranean": "Mediterranean", "indian ocean": "Indian Ocean", "baltic": "Baltic", "arabian": "Arabian", "black sea": "Black Sea", "north sea": "North Sea", "persian gulf": "Persian Gulf", "lake": "Lake", "caribbean": "Caribbean", "red sea": "Red Sea", "bay of bengal": "Bengal", "great lakes": "Lake", "indian": "Indian Ocean"}  # fmt: skip
    wanted = [name for word, name in bodies.items() if asked.has(word)]
    indian = "Indian Ocean" in wanted and re.search("Arabian Sea|Bengal|Andaman|Persian Gulf", water)
    if wanted:
        true = near and (any(name in water for name in wanted) or bool(indian))
        if "Pacific" in wanted and re.search("China Sea|Java Sea|Puget|Yellow Sea", water):
            true = near
        if "Caribbean" in wanted:
            true = city.country.code == "CU"
    elif asked.has("island|islands"):
        true = "island" in water or city.country.code in ("JP", "PH", "GB", "IE", "NZ", "CU", "TW", "ID", "SG")
    elif asked.has("landlocked|inland"):
        true = not coastal
    elif asked.has("beach\\w*"):
        true = coastal and (
            re.search("beach|surf", f"{city.famous} {city.landmarks}") is not None or "lake" not in water.lower()
        )
    elif asked.has("near|close"):
        true = near
    else:
        true = coastal and "Lake" not in water
    return polar(true, asked, said, said, f"water:{wanted or asked.words[-1]}:{true}")


def river(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"rivers?|canals?|bridges?|thames|seine|nile|danube|yangtze|ganges|amazon|hudson|rhine|tiber|delta"
    ):
        return None
    if asked.has(r"canals?|bridges?"):
        return None if not asked.polar else mentions(city, asked)
    river = city.river
    none = river.startswith("no ")
    said = "there is no big river" if none else f"the river there is {river}"
    if asked.polar:
        named = [
            w
            for w in ("thames", "seine", "nile", "danube", "yangtze", "ganges", "amazon", "hudson", "rhine", "tiber")
            if asked.has(w)
        ]
        true = any(w in river.lower() for w in named) if named else not none
        return polar(true, asked, said, said, f"river:{true}:{named}")
    return Said((f"{said}.",), f"river:{river}")


def climate(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"climate|weather|hot|cold|warm|snow\w*|rain\w*|temperatures?|winters?|summers?|humid|dry|desert|tropical|sunny|freez\w*|monsoon|season\w*|mild|cool|wet|fog\w*|typhoons?|windy|ice"
    ):
        return None
    if asked.has(r"winter olympics?|summer olympics?|olympics?|ice hockey|wind"):
        return None
    climate = city.climate
    said = (
        f"the climate has {climate}"
        if re.search("winter|summer", climate) and not climate.startswith(("hot", "mild", "cold, windy", "sunny"))
        else f"it is {climate}"
    )
    said = f"the weather there is like this: {climate}"
    if not asked.polar:
        return Said((f"{said}.", f"Think of {climate}."), f"climate:{climate}")
    return polar(_weather(city, asked), asked, said, said, f"weather:{asked.words[-1]}:{_weather(city, asked)}")


def _weather(city: City, asked: Asked) -> bool:
    climate, north = city.climate, abs(city.latitude)
    snowy = "snow" in climate or ("cold" in climate and "winter" in climate)
    hot = bool(re.search(r"\bhot|tropical|desert", climate))
    if asked.has("snow\\w*|freez\\w*|ice"):
        return snowy or city.names[0] in (
            "Tokyo",
            "Seoul",
            "Beijing",
            "Tehran",
            "Madrid",
            "Milan",
            "London",
            "Istanbul",
            "Paris",
            "Amsterdam",
            "Copenhagen",
            "Tianjin",
            "Nagoya",
        )
    if asked.has("desert"):
        return bool(re.search("desert|very dry", climate)) or city.names[0] in (
            "Riyadh",
            "Cairo",
            "Dubai",
            "Baghdad",
            "Las Vegas",
            "Lima",
            "Karachi",
        )
    if asked.has("tropical"):
        return ("tropical" in climate and "sub" not in climate) or (north < 23 and hot)
    if asked.has("humid"):
        return bool(re.search("humid|tropical|monsoon", climate))
    if asked.has("dry"):
        return "dry" in climate or "desert" in climate
    if asked.has("rain\\w*|wet|monsoon"):
        return bool(re.search("rain|monsoon|wet|tropical", climate))
    if asked.has("cold|cool|chilly"):
        return "cold" in climate or "cool" in climate if not asked.has("summer") else False
    if asked.has("winters?") and asked.has("warm|hot|mild"):
        return not snowy
    if asked.has("hot|warm"):
        return hot or "warm" in climate or "sunny" in climate
    if asked.has("fog\\w*|windy|sunny|typhoons?|mild"):
        return any(stem(word) in [stem(t) for t in tokens(climate)] for word in asked.words if len(word) > 3)
    return True


def height(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"altitude|elevation|how high|high up|high does|mountains?|mountainous|hills?|hilly|flat|sea level|andes|himalayas?|alps|volcano\w*|highlands?|meters above|metres above|plateau|valley"
    ):
        return None
    said = (
        f"it lies about {city.altitude} metres above the sea"
        if city.altitude >= 0
        else "it lies a little below the level of the sea"
    )
    near = (
        re.search("mountain|hill|volcan|andes|peak", f"{city.landmarks} {city.famous} {city.water}".lower()) is not None
    )
    if not asked.polar:
        return Said((f"{said}.",), f"height:{city.altitude // 200}")
    if asked.has("flat|sea level"):
        true = city.altitude < 60 and not near
    elif asked.has("volcano\\w*"):
        true = "volcan" in f"{city.landmarks} {city.famous}".lower() or city.country.code in (
            "MX",
            "JP",
            "ID",
            "NZ",
            "PH",
            "CL",
        )
    elif asked.has("alps"):
        true = city.names[0] in ("Munich", "Milan", "Vienna") and asked.has("near|close") is not None
    elif asked.has("andes"):
        true = city.names[0] in ("Santiago", "Bogota")
    elif asked.has("himalayas?"):
        true = False
    else:
        true = (
            city.altitude > 1000
            or near
            or city.names[0]
            in (
                "Santiago",
                "Tehran",
                "Seoul",
                "Bogota",
                "Mexico City",
                "Taipei",
                "Kuala Lumpur",
                "Vancouver",
                "Los Angeles",
                "Cape Town",
                "Barcelona",
                "Chongqing",
                "Seattle",
                "Las Vegas",
                "Hong Kong",
                "Rio de Janeiro",
            )
        )
    return polar(true, asked, said, said, f"height:{asked.words[-1]}:{true}")


def which_river(city: City, asked: Asked) -> Said | None:
    return (
        river(city, asked)
        if not asked.polar and asked.has(r"(?:which|what|what's|name of the|whats) (?:is )?(?:the )?(?:\w+ )?rivers?")
        else None
    )


def season(city: City, asked: Asked) -> Said | None:
    if asked.polar or not asked.has(r"when (?:is|does|do)\b.*(?:summer|winter|spring|autumn|fall)"):
        return None
    summer = "from June to August" if city.latitude > 0 else "from December to February"
    winter = "from December to February" if city.latitude > 0 else "from June to August"
    return Said(
        (f"Winter there is {winter}." if asked.has("winter") else f"Summer there is {summer}.",), f"season:{summer}"
    )


def clock(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"time ?zone|what time|gmt|utc|hours (?:ahead|behind)|zone"):
        return None
    hours: float = round(city.longitude / 15)
    hours = {
        "CN": 8,
        "IN": 5.5,
        "ES": 1,
        "FR": 1,
        "AR": -3,
        "SG": 8,
        "MY": 8,
        "TR": 3,
        "RU": 3,
        "KR": 9,
        "IR": 3.5,
        "MM": 6.5,
    }.get(city.country.code, hours)
    return Said((f"Its clocks are at about UTC{hours:+g}.",), f"clock:{hours}")
