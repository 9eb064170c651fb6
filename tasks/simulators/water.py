"""Questions about seas, islands, rivers and lakes."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.gazetteer import City, group

_BODIES = {
    "pacific": "Pacific", "atlantic": "Atlantic", "mediterranean": "Mediterranean", "indian ocean": "Indian Ocean",
    "baltic": "Baltic", "arabian sea": "Arabian", "black sea": "Black Sea", "north sea": "North Sea",
    "(?:persian|arabian) gulf": "Persian Gulf", "caribbean": "Caribbean", "red sea": "Red Sea",
    "bay of bengal": "Bengal", "great lakes?": "Lake", "irish sea": "Irish Sea", "aegean": "Aegean",
    "adriatic": "Adriatic", "caspian": "Caspian", "south china sea": "South China Sea", "yellow sea": "Yellow Sea",
    "east china sea": "East China", "gulf of mexico": "Gulf of Mexico", "gulf of guinea": "Guinea", "arctic": "Arctic",
    "english channel": "Channel", "sea of japan": "Sea of J", "dead sea": "Dead Sea", "java sea": "Java Sea",
    "southern ocean": "Southern", "tasman": "Tasman", "north atlantic": "Atlantic", "south atlantic": "Atlantic",
    "andaman": "Andaman",
}  # fmt: skip

_SEA = (
    r"coast\w*|seas?|seaside|sea ?side|oceans?|beach\w*|sea ?ports?|ports?|harbou?rs?|shores?|shoreline|inland|land ?locked|bays?|by the water|water ?front|"
    r"bod(?:y|ies) of water|gulf|near water|on the water|next to water|peninsula|maritime|lagoon|water\b(?! polo|fall|way)|swim|surf|sail|dock|"
    + "|".join(_BODIES)
)

_RIVERS = ("thames", "seine", "nile", "danube", "yangtze", "ganges", "amazon", "hudson", "rhine", "tiber", "tigris", "euphrates", "mekong", "volga", "mississippi", "congo",
           "vistula", "tagus", "neva", "moskva", "indus", "yamuna", "han", "spree", "elbe", "huangpu", "niger", "potomac", "hooghly", "isar", "vltava", "liffey", "pearl", "red river", "chao phraya", "yellow river", "sumida", "charles")  # fmt: skip

_COASTS = {
    "Mumbai": "west", "Karachi": "south", "Lagos": "southwest", "Los Angeles": "west", "San Francisco": "west",
    "Seattle": "west (the Pacific northwest)", "Vancouver": "west", "New York City": "east", "Boston": "east",
    "Miami": "east", "Philadelphia": "east", "Washington D.C.": "east", "Sydney": "east (southeast)",
    "Shanghai": "east", "Chennai": "southeast", "Dakar": "west", "Luanda": "west", "Lima": "west",
    "Casablanca": "west", "Dar es Salaam": "east", "Barcelona": "northeast", "Lisbon": "west", "Dublin": "east",
    "Rio de Janeiro": "southeast", "Accra": "south", "Cape Town": "southwest", "Copenhagen": "east",
    "Stockholm": "east", "Havana": "north", "Buenos Aires": "east", "Tokyo": "east", "Osaka": "south",
    "Nagoya": "south", "Hong Kong": "south", "Shenzhen": "south", "Guangzhou": "south", "Tianjin": "northeast",
    "Melbourne": "south", "Surat": "west", "Jakarta": "north", "Manila": "west", "Dubai": "north",
    "Houston": "south (the Gulf)", "Singapore": "south",
}  # fmt: skip

_PORTS = group(
    "Shanghai,Tianjin,Guangzhou,Shenzhen,Hong Kong,Singapore,Mumbai,Chennai,Kolkata,Karachi,Tokyo,Osaka,Nagoya,"
    "Manila,Jakarta,Ho Chi Minh City,Bangkok,Yangon,Dubai,Istanbul,Saint Petersburg,Barcelona,Lisbon,Athens,"
    "Amsterdam,Copenhagen,Stockholm,Dublin,London,New York City,Los Angeles,San Francisco,Seattle,Houston,"
    "Miami,Boston,Philadelphia,Vancouver,Montreal,Toronto,Chicago,Havana,Rio de Janeiro,Buenos Aires,Lima,"
    "Lagos,Accra,Dakar,Luanda,Casablanca,Cape Town,Dar es Salaam,Sydney,Melbourne,Auckland,Surat,Taipei,Dhaka,"
    "Kinshasa,Wuhan,Chongqing,Nanjing,Vienna,Budapest,Kyiv"
)

ISLANDS = {
    "Tokyo": "the main island Honshu", "Osaka": "the main island Honshu", "Nagoya": "the main island Honshu",
    "Manila": "the island of Luzon", "Jakarta": "the island of Java", "London": "the largest island of its country",
    "Dublin": "an island shared by two states", "Taipei": "the main island of its country",
    "Havana": "the largest island of the Caribbean", "Singapore": "an island at the tip of a peninsula",
    "Auckland": "the North Island", "Hong Kong": "several islands and a peninsula of the mainland",
    "Montreal": "a large island in a river", "Stockholm": "fourteen islands",
    "Copenhagen": "the islands of Zealand and Amager",
    "New York City": "islands such as Manhattan and Long Island, partly",
    "Lagos": "islands in a lagoon and the mainland", "Mumbai": "what was once seven islands, now a peninsula",
    "Saint Petersburg": "the islands of a river delta", "Melbourne": "a huge island that is a continent",
    "Sydney": "a huge island that is a continent", "Amsterdam": "some ninety little islands between canals",
}  # fmt: skip

_LOCAL_ISLANDS = group(
    "Singapore,Montreal,Hong Kong,Stockholm,Copenhagen,Manila,Jakarta,Tokyo,Osaka,Nagoya,London,Dublin,Taipei,"
    "Havana,Auckland"
)


def coastal(city: City) -> bool:
    """The sea reaches the city itself."""
    water = city.water
    return (
        not water.startswith(("far", "inland", "a little inland", "near", "in a river delta"))
        and "Lake" not in water
        and "river" not in water
    )


def _near(city: City) -> bool:
    return (
        not city.water.startswith("far")
        and "far from the sea" not in city.water
        and "Lake" not in city.water
        and "Andes" not in city.water
    )


def sea(city: City, asked: Asked) -> Said | None:
    if not asked.has(_SEA) or asked.has(
        "bridges?|tunnels?|statue|mermaid|drive|flag|sea level|airports?|sea ?food|drinking water|water polo|sparkling|port wine"
    ):
        return None
    if (
        asked.has("country|nation")
        and asked.has("the country|country'?s?|its country")
        and not asked.has("city .*country|of the country|in the country|of its country")
    ):
        return _country_sea(city, asked)
    said = f"it lies {city.water}"
    if asked.either and asked.has("mountains?|hills?"):
        return told(f"{said}; the land around is {city.land}", f"water:{city.water}:land")
    if not asked.polar or asked.either:
        return _open_sea(city, asked, said)
    return _polar_sea(city, asked, said)


def _open_sea(city: City, asked: Asked, said: str) -> Said | None:
    if asked.has(
        "(?:which|what) (?:is the name of the |is the )?(?:famous |popular |best |most popular )?(?:beach\\w*|ports?|harbou?rs?)|(?:beach\\w*|ports?|harbou?rs?) (?:called|named)|name .*beach|beach\\w*"
    ):
        return None
    if asked.has("which coast|what coast") or asked.has("(?:east|west|north|south)\\w* coast"):
        coast = _COASTS.get(city.names[0])
        if coast:
            return told(f"it is on the {coast} coast, {city.water}", f"coast:{coast}")
    if asked.has("how far|distance|how close"):
        near = (
            "right at the water"
            if coastal(city)
            else "within some dozen kilometres to a hundred or two"
            if _near(city)
            else "hundreds of kilometres away"
        )
        return told(f"{said}; the sea is {near}", f"water:{city.water}")
    if not coastal(city) and "Lake" not in city.water and not city.river.startswith("no "):
        said = f"{said}; the river there is {city.river}"
        return told(said, f"water:{city.water}")
    return Said(
        (f"{capital(said)}.", f"The city lies {city.water}.", f"Looking for water: it lies {city.water}."),
        f"water:{city.water}",
    )


def _country_sea(city: City, asked: Asked) -> Said:
    seas = city.country.seas
    none = seas.startswith("none")
    said = "the country is landlocked, without a coast" if none else f"the country borders {seas}"
    if not asked.polar:
        return told(said, f"seas:{seas}")
    true = none if asked.has("land ?locked") else not none
    wanted = [name for word, name in _BODIES.items() if asked.has(word)]
    if wanted:
        true = any(name in seas for name in wanted)
    return polar(true, asked, said, said, f"seas:{wanted}:{true}")


def _in_body(city: City, wanted: list[str]) -> bool:
    water = city.water
    if "Indian Ocean" in wanted and re.search("Arabian Sea|Bengal|Andaman|Persian Gulf", water):
        return True
    if "Pacific" in wanted and re.search("China Sea|Java Sea|Puget|Yellow Sea|Bohai|Gulf of Thailand|Tonkin", water):
        return True
    if "Atlantic" in wanted and re.search("Guinea|Irish Sea|Gulf of Mexico", water):
        return True
    if "Caribbean" in wanted and city.country.code == "CU":
        return True
    if "Lake" in wanted:
        return "Lake" in water
    return any(name in water for name in wanted)


_ON_SEAS = group("Barcelona,Istanbul,Copenhagen,Stockholm,Saint Petersburg,Dubai,Dublin")
"""On a sea that is no ocean."""


def _polar_sea(city: City, asked: Asked, said: str) -> Said | None:
    wanted = [name for word, name in _BODIES.items() if asked.has(word)]
    near, on = _near(city), coastal(city)
    side = asked.has("(east|west|north|south)\\w* (?:coast|shore)")
    if wanted:
        true = _in_body(city, wanted) and (near or "Lake" in wanted)
        if asked.has("(?:directly |right )?on the") and city.water.startswith("inland"):
            true = False
    elif asked.has("oceans?") and not asked.has("sea|coast\\w*|seaside|near|close|far") and city.names[0] in _ON_SEAS:
        true = False
    elif side:
        true = side[1] in _COASTS.get(city.names[0], "") and city.names[0] in _COASTS
    elif asked.has("land ?locked"):
        true = not near
    elif asked.has("inland"):
        true = not on
    elif asked.has("ports?|harbou?rs?|docks?|sea ?ports?"):
        true = city.names[0] in _PORTS
        if true and not near and not city.river.startswith("no "):
            said = f"it has a river port; the river there is {city.river}"
    elif asked.has("beach\\w*|swim|surf\\w*|sunbath\\w*"):
        true = (on and city.names[0] not in ("Shanghai", "Saint Petersburg", "Luanda", "Buenos Aires")) or city.names[
            0
        ] in (
            "Chicago",
            "Toronto",
            "Barcelona",
            "Athens",
            "Dar es Salaam",
        )
        true = true or city.names[0] in ("Luanda",)
        return _beaches(city, asked, true)
    elif asked.has("far"):
        true = not near
    elif asked.has("peninsula"):
        true = city.names[0] in (
            "Mumbai",
            "San Francisco",
            "Dakar",
            "Boston",
            "Lisbon",
            "Cape Town",
            "Istanbul",
            "Hong Kong",
            "Seoul",
        )
    elif asked.has("bays?|lagoon|strait|gulf"):
        word = (asked.has("bay|lagoon|strait|gulf") or [""])[0]
        true = word in city.water.lower() or (
            word == "bay" and city.names[0] in ("San Francisco", "Boston", "Dublin", "Rio de Janeiro", "Cape Town")
        )
    elif asked.has("near|close|nearby|next to|reach"):
        true = near
    elif asked.has("water|waterfront|body of water|bodies of water|sail"):
        by_river = not city.river.startswith("no ") and city.names[0] not in _STREAMS
        true = near or "Lake" in city.water or by_river
        if by_river:
            said = (
                f"{said}; the river there is {city.river}"
                if near
                else f"it is on a river, {city.river}, though far from the sea"
            )
    else:
        true = on
    return polar(true, asked, said, said, f"water:{wanted or asked.text}:{true}")


def _beaches(city: City, asked: Asked, true: bool) -> Said | None:
    if asked.has("famous|known|well known|popular") and not re.search(
        "beach", f"{city.famous} {city.landmarks} {city.parks}", re.I
    ):
        true = False
    found = re.search(r"[^,]*\b[Bb]each(?:es)?\b[^,]*", city.parks)
    yes = f"there are beaches, for it lies {city.water}" + (
        f"; one is {found[0].strip().removeprefix('and ')}" if found and "beaches" not in found[0] else ""
    )
    return polar(true, asked, yes, f"it lies {city.water}", f"beach:{true}")


def island(city: City, asked: Asked) -> Said | None:
    if not asked.has("islands?|mainland|archipelago") or asked.has(
        "prison|artificial|man made|slaves?|called|famous|palm|statue|how many|nearby|off the coast|ferry|visit|reach|near(?:by)?"
    ):
        return None
    name, code = city.names[0], city.country.code
    where = ISLANDS.get(name)
    nation = code in ("JP", "PH", "GB", "IE", "NZ", "CU", "TW", "ID", "SG", "AU")
    if asked.has("country|nation|made (?:up )?of|archipelago") and not asked.has("of the country"):
        said = "the country lies on islands" if nation else "the country is on the mainland"
        return polar(nation, asked, said, said, f"islands:{nation}") if asked.polar else told(said, f"islands:{nation}")
    if not asked.polar or asked.either:
        if not asked.either and not asked.has("which island|what island|island is it|island|name"):
            return None
        if (
            not where
            and not asked.either
            and not asked.has("(?:which|what) island (?:is it|is the city|does|are)|on (?:which|what) island")
        ):
            return None
        return told(f"it lies on {where}" if where else "it lies on the mainland, not on an island", f"island:{where}")
    yes = f"it lies on {where}" if where else f"it lies {city.water}"
    true = name in _LOCAL_ISLANDS or (where is not None and bool(asked.has("islands|partly|built on")))
    particular = asked.has(
        "honshu|hokkaido|kyushu|shikoku|luzon|mindanao|java|sumatra|bali|borneo|north island|south island|zealand|manhattan|great britain|sicily|lantau|hawaii"
    )
    if particular:
        true = where is not None and particular[0] in where.lower()
    elif asked.has("mainland"):
        true = name not in _LOCAL_ISLANDS
    elif asked.has("are there|any|have"):
        true = where is not None or coastal(city)
    elif asked.has("mainland"):
        true = name not in _LOCAL_ISLANDS
    return polar(
        true,
        asked,
        yes,
        f"it lies {'on ' + where if where else 'on the mainland, ' + city.water}",
        f"island:{particular and particular[0]}:{true}",
    )


_STREAMS = group(
    "Los Angeles,Athens,Santiago,Madrid,Jakarta,Nairobi,Lima,Houston,Miami,Barcelona,Chennai,Karachi,Pune,Bogota,"
    "Shenzhen,Toronto,Kuala Lumpur,Havana,Singapore,Sydney,Hyderabad,Dallas,Dublin"
)
"""Where the river is a small one."""


def river(city: City, asked: Asked) -> Said | None:
    named = [word for word in _RIVERS if asked.has(rf"{word}(?! (?:wall|republic|restaurant|people))")]
    if not asked.has(
        r"rivers?|riverbank|riverside|waterways?|delta|streams?|creeks?|estuary|straits?|fjords?|flows?|runs? through"
    ) and not (named and asked.has("river|on the|near the|by the|is it the")):
        return None
    if asked.has(r"bridges?|boats?|cruises?|along the river|other side|other bank|metro|train|street|museum"):
        return None
    none = city.river.startswith("no ")
    extra = re.search("Bosporus", city.river)
    said = (
        f"there is {city.river}, but no great river"
        if none and "but" not in city.river and "creek" not in city.river
        else f"it has {city.river}"
        if none
        else f"the river there is {city.river}"
    )
    if none and "but" not in city.river:
        said = "there is no big river"
        said += f"; it lies {city.water}" if asked.has("waterways?|straits?|fjords?") else ""
    if extra or (asked.has("straits?") and "strait" in city.water):
        said = (
            "the Bosphorus strait (Bosporus) runs through it, between the Black Sea and the Sea of Marmara"
            if extra
            else f"it lies {city.water}"
        )
    if asked.polar and not asked.either:
        true = any(word in f"{city.river} {city.water}".lower() for word in named) if named else not none
        if (
            true
            and not named
            and city.names[0] in _STREAMS
            and asked.has("big|large|major|great|important|wide|huge|famous|well known")
        ):
            true, said = False, f"only a small one, {city.river}"
        if asked.has("delta|estuary|strait|fjord"):
            word = (asked.has("delta|estuary|strait|fjord") or [""])[0]
            true = word in f"{city.water} {city.land} {city.river}".lower()
        return polar(true, asked, said, said, f"river:{true}:{named}")
    return Said((f"{capital(said)}.",), f"river:{city.river}")


def lake(city: City, asked: Asked) -> Said | None:
    if not asked.has("lakes?|lakeside|great lakes|reservoirs?|ponds?") or asked.has("salt lake|lakers"):
        return None
    found = re.search(r"Lake \w+", f"{city.water} {city.land} {city.nearby} {city.parks}")
    other = {"Hanoi": "Hoan Kiem Lake and West Lake", "Wuhan": "the East Lake", "Hyderabad": "Hussain Sagar", "Nanjing": "Xuanwu Lake", "Seattle": "Lake Washington and Lake Union", "Toronto": "Lake Ontario",
             "Mexico City": "the remains of the drained Lake Texcoco and the canals of Xochimilco", "Stockholm": "Lake Mälaren", "Yangon": "Inya and Kandawgyi Lakes", "Ahmedabad": "Kankaria Lake", "Bangalore": "Ulsoor and many tanks",
             "Berlin": "the Wannsee and the Müggelsee", "Munich": "Lake Starnberg nearby", "Milan": "Lake Como, not far away", "Budapest": "Lake Balaton, an hour away", "Chicago": "Lake Michigan", "Manila": "Laguna de Bay"}.get(city.names[0])  # fmt: skip
    name = other or (found[0] if found else "")
    if not name and not asked.polar:
        return told("there is no great lake; it lies " + city.water, "lake:")
    if asked.polar and not asked.either:
        particular = asked.has("great lakes|michigan|ontario|victoria|superior|erie|huron|como|titicaca|baikal|balaton")
        true = bool(name) and (
            particular is None
            or particular[0] in name.lower()
            or (particular[0] == "great lakes" and "Lake" in city.water)
        )
        return polar(
            true,
            asked,
            f"there is {name}",
            f"it lies {city.water}" if not name else f"the lake there is {name}",
            f"lake:{name}",
        )
    return told(f"there is {name}; it lies {city.water}", f"lake:{name}")
