"""What a place is like: rich, dear, safe, crowded, lovely; and what every large city has."""

import re

from tasks.simulators.asked import Asked, Said, polar, told
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, group

_RICH = frozenset(("Shanghai", "Beijing", "Shenzhen", "Guangzhou", "Hong Kong"))

VISITED = group(
    "Tokyo,Osaka,Istanbul,Paris,London,Rome,Milan,Barcelona,Madrid,Berlin,Munich,Vienna,Prague,Budapest,Athens,"
    "Amsterdam,Copenhagen,Stockholm,Lisbon,Dublin,New York City,Los Angeles,San Francisco,Las Vegas,Miami,"
    "Chicago,Boston,Washington D.C.,Seattle,Bangkok,Singapore,Hong Kong,Kuala Lumpur,Dubai,Seoul,Taipei,Hanoi,"
    "Ho Chi Minh City,Beijing,Shanghai,Delhi,Mumbai,Cairo,Cape Town,Casablanca,Sydney,Melbourne,Auckland,"
    "Rio de Janeiro,Buenos Aires,Mexico City,Havana,Lima,Toronto,Montreal,Vancouver,Moscow,Saint Petersburg,"
    "Nairobi,Chengdu,Warsaw,Kyiv,Philadelphia"
)

_POLLUTED = group(
    "Delhi,Dhaka,Lahore,Kolkata,Mumbai,Karachi,Cairo,Beijing,Tianjin,Jakarta,Hanoi,Tehran,Baghdad,Mexico City,"
    "Santiago,Ahmedabad,Surat,Chengdu,Chongqing,Wuhan,Nanjing,Kinshasa,Lagos,Bangkok,Accra,Ho Chi Minh City,"
    "Riyadh,Johannesburg,Shanghai,Hyderabad,Pune,Chennai,Bangalore,Manila,Los Angeles,Seoul"
)

_SHAKEN = group(
    "Tokyo,Osaka,Nagoya,Mexico City,Istanbul,Tehran,Jakarta,Manila,Lima,Santiago,San Francisco,Los Angeles,"
    "Taipei,Athens,Lisbon,Auckland,Seattle,Vancouver,Bogota,Chengdu,Delhi,Dhaka,Yangon,Tianjin,Ahmedabad"
)

_FLOODED = group(
    "Dhaka,Jakarta,Bangkok,Mumbai,Chennai,Kolkata,Lagos,Accra,Dakar,Manila,Ho Chi Minh City,Houston,Miami,"
    "New York City,Wuhan,Guangzhou,Shenzhen,Prague,Dar es Salaam,Kinshasa,Surat,Hanoi,Paris,Karachi,Yangon,"
    "Sao Paulo,Dublin,Lahore"
)

_ALIVE = group(
    "Rio de Janeiro,Buenos Aires,Barcelona,Madrid,Berlin,New York City,Las Vegas,Miami,Bangkok,Tokyo,Seoul,"
    "London,Lisbon,Amsterdam,Hong Kong,Istanbul,Dublin,Sao Paulo,Lagos,Prague,Budapest,Taipei,Ho Chi Minh City,"
    "Shanghai,Osaka,Manila,Havana,Montreal,Melbourne,Johannesburg,Kinshasa,Dakar,Accra,Paris,Los Angeles,"
    "Athens,Kyiv,Beijing,Dubai,Mexico City,Luanda,Nairobi,San Francisco,Sydney,Cape Town,Rome,Milan,Chicago,"
    "Atlanta,Bangalore,Toronto,Copenhagen,Stockholm,Warsaw,Moscow,Saint Petersburg,Bogota,Kuala Lumpur,Hanoi,Singapore,Mumbai"
)

_SINKING = group(
    "Jakarta,Bangkok,Mexico City,Ho Chi Minh City,Shanghai,Manila,Lagos,Tianjin,Houston,Amsterdam,Dhaka,Tehran"
)

_PLANNED = {
    "Washington D.C.": "it was planned on a drawing board by L'Enfant",
    "Saint Petersburg": "Peter the Great had it planned and built on swamps",
    "Shenzhen": "it was planned as a special zone after 1979",
    "New York City": "the streets of Manhattan are a planned grid",
    "Barcelona": "the quarter Eixample is a planned grid", "Philadelphia": "William Penn had it planned as a grid",
    "Baghdad": "a caliph had it planned as a round city", "Melbourne": "its centre is a planned grid by Hoddle",
    "Buenos Aires": "the streets are a planned Spanish grid", "Lima": "its old centre is a planned Spanish grid",
    "Chicago": "its streets are a planned grid", "Beijing": "its old town was planned around the palace",
    "Dubai": "much of it was planned in recent decades",
}  # fmt: skip

_HUBS = group(
    "New York City,London,Hong Kong,Singapore,Tokyo,Shanghai,Dubai,Sao Paulo,Mumbai,Paris,Toronto,Milan,"
    "Johannesburg,Beijing,Shenzhen,Chicago,Sydney,San Francisco,Seoul,Amsterdam,Dublin,Boston,Madrid,"
    "Los Angeles,Taipei,Istanbul,Buenos Aires,Mexico City,Santiago,Lagos,Nairobi,Casablanca,Karachi,Osaka,"
    "Moscow,Munich,Stockholm,Warsaw,Vienna,Atlanta,Dallas,Houston,Kuala Lumpur,Jakarta,Bangkok,Manila,Riyadh,"
    "Melbourne,Washington D.C.,Guangzhou"
)

_WALLS = group("Nanjing,Beijing,Lahore,Delhi,Dublin,Rome,Istanbul,Seoul,Manila,Berlin,Lisbon,Madrid,London")


_DISASTER = re.compile(
    r"\b(?:[Ee]arthquake|[Ff]lood|[Gg]reat [Ff]ire|fire of|[Tt]yphoon|[Tt]sunami|[Hh]urricane|[Cc]yclone|[Pp]lague)"
)

_CHINATOWNS = group(
    "Boston,New York City,San Francisco,Los Angeles,Chicago,Philadelphia,Washington D.C.,Seattle,Houston,Las Vegas,London,"
    "Paris,Melbourne,Sydney,Toronto,Vancouver,Montreal,Bangkok,Kuala Lumpur,Singapore,Manila,Jakarta,Ho Chi Minh City,"
    "Kolkata,Lima,Havana,Buenos Aires,Mexico City,Milan,Amsterdam,Johannesburg,Yangon"
)

_CASINOS = group(
    "Las Vegas,Manila,Singapore,Buenos Aires,London,Amsterdam,Lisbon,Berlin,Vienna,Prague,Budapest,Warsaw,Seoul,"
    "Johannesburg,Cape Town,Nairobi,Sydney,Melbourne,Auckland,Montreal,Philadelphia,Chicago,Copenhagen,Madrid,Barcelona,"
    "Accra,Dakar,Dar es Salaam,Lagos,Lima,Bogota,Mexico City,Cairo,Boston,Toronto,Vancouver,Kinshasa,Luanda,Athens,New York City"
)

_WALKABLE = group(
    "Paris,London,Rome,Milan,Barcelona,Madrid,Berlin,Munich,Vienna,Prague,Budapest,Warsaw,Athens,Amsterdam,Copenhagen,"
    "Stockholm,Lisbon,Dublin,Istanbul,New York City,Boston,San Francisco,Philadelphia,Washington D.C.,Chicago,Montreal,"
    "Vancouver,Seattle,Buenos Aires,Havana,Tokyo,Osaka,Seoul,Taipei,Singapore,Hong Kong,Melbourne,Sydney,Saint Petersburg,"
    "Moscow,Kyiv,Hanoi,Cape Town"
)

_BICYCLES = group(
    "Amsterdam,Copenhagen,Berlin,Munich,Stockholm,Vienna,Barcelona,Paris,Montreal,Vancouver,Bogota,Tokyo,Osaka,Nagoya,"
    "Taipei,Beijing,Shanghai,Chengdu"
)

_DRY = group("Riyadh,Tehran,Lahore,Karachi,Dhaka,Ahmedabad,Surat")


def night(city: City) -> str:
    if city.names[0] in _DRY:
        return "there is hardly any night life of bars, for alcohol is forbidden; people meet in tea houses and restaurants"
    if city.names[0] in _ALIVE:
        return "the night life is lively, with many bars and clubs"
    return "there are bars and clubs as in any large city, but it is not known for its night life"


def qualities(city: City, asked: Asked) -> Said | None:
    """`Is it expensive?`, `How safe is it?`"""
    found = _found(city, asked)
    if found is None:
        return None
    true, said, name = found
    if asked.polar and not asked.either:
        return polar(true, asked, said, said, f"quality:{name}:{true}")
    return told(said, f"quality:{name}:{said}")


def _found(city: City, asked: Asked) -> tuple[bool, str, str] | None:
    name = city.names[0]
    if asked.has("not (?:very )?(?:expensive|safe)"):
        return None
    if asked.has("expensive|cheap\\w*|costs?|cost of living|prices?|pricey|costly|affordable|rents?|budget|dear"):
        words = ("very cheap", "cheap", "of middling prices", "expensive", "very expensive")
        cheap = asked.has("cheap\\w*|affordable")
        return (
            (city.prices <= 2 if cheap else city.prices >= 4),
            f"life there is {words[city.prices - 1]} by the standards of the world",
            f"prices{bool(cheap)}",
        )
    if asked.has(
        "safe\\w*|dangerous|danger|crime|criminals?|violent|violence|security|murders?|pickpockets?|theft|gangs?|cartels?|mafia|unsafe"
    ):
        words = (
            "dangerous in parts, with much crime",
            "rather risky in parts, with a good deal of crime",
            "fairly safe with the usual care",
            "quite safe",
            "very safe, with little crime",
        )
        safe = asked.has("safe\\w*|security")
        return (
            (city.safety >= 3 if safe else city.safety <= 2),
            f"it is {words[city.safety - 1]}",
            f"safety{bool(safe)}",
        )
    if not (
        not asked.polar
        and asked.has("(?:made|makes|make|got|get) (?:it|them|the city|the country) rich|rich (?:from|by)")
    ) and asked.has(
        "(?<!made the country )(?<!makes the country )(?<!make it )(?<!makes it )rich(?! in| from)|wealthy|wealth|prosperous|developed|poor|poverty|slums?|favelas?|first world|third world|developing|gdp|living standards?|standard of living|shanty ?towns?|beggars|homeless"
    ):
        wealth = ("a poor one, where many have little", "neither rich nor poor, with great differences", "a rich one")
        poor = asked.has("poor|poverty|slums?|favelas?|third world|developing|shanty ?towns?|beggars|homeless")
        rich = city.country.wealth == 3 or (name in _RICH and not asked.has("country|nation"))
        if name in _RICH and not asked.has("country|nation"):
            return not poor, "it is a rich city", f"wealth{bool(poor)}"
        if asked.has("slums?|favelas?|shanty ?towns?") and city.country.wealth == 2:
            return (
                name
                in (
                    "Sao Paulo",
                    "Rio de Janeiro",
                    "Lima",
                    "Bogota",
                    "Buenos Aires",
                    "Mexico City",
                    "Johannesburg",
                    "Cape Town",
                    "Jakarta",
                    "Luanda",
                    "Casablanca",
                    "Bangkok",
                ),
                "the country is neither rich nor poor, with great differences",
                "slums",
            )
        return (
            (
                city.country.wealth == 1 or (city.country.wealth == 2 and not rich and bool(asked.has("developing")))
                if poor
                else rich
            ),
            f"the country is {wealth[city.country.wealth - 1]}",
            f"wealth{bool(poor)}",
        )
    if asked.has("pollut\\w*|smog|air quality|dirty|clean(?:est|er)?|air|litter|garbage|trash"):
        bad = name in _POLLUTED
        clean = asked.has("clean(?:est|er)?|good air|fresh")
        clean_ones = name in (
            "Singapore",
            "Tokyo",
            "Copenhagen",
            "Vienna",
            "Stockholm",
            "Munich",
            "Auckland",
            "Vancouver",
            "Osaka",
            "Nagoya",
            "Taipei",
            "Melbourne",
            "Sydney",
            "Toronto",
            "Boston",
            "Seattle",
            "Montreal",
            "Seoul",
            "Dubai",
            "Amsterdam",
            "Lisbon",
            "Prague",
            "Warsaw",
            "Berlin",
        )
        return (
            ((clean_ones or not bad) if clean else bad),
            "the air is often bad and the streets are dusty" if bad else "air and streets are fairly clean",
            f"air{bool(clean)}",
        )
    if asked.has(
        "tourist(?:s|y|ic)?|tourism|visitors|visited|travell?ers|holidaymakers|sightseers|worth (?:a visit|visiting|seeing)|holiday destination|vacation|backpackers"
    ):
        if not asked.polar:
            return None
        return (
            name in VISITED,
            f"{'many visitors come' if name in VISITED else 'it is not much of a destination for visitors'}; one would see {city.landmarks}",
            "visited",
        )
    if asked.has("earthquakes?|quakes?|tremors?|seismic|fault line|ring of fire"):
        hit = name in _SHAKEN
        if not asked.polar:
            return None
        return hit, "earthquakes are a danger there" if hit else "earthquakes are no great danger there", "quakes"
    if asked.has("floods?|flooding|flooded"):
        hit = name in _FLOODED
        return hit, "floods happen there" if hit else "floods are no great danger there", "floods"
    if asked.has("sinks?|sinking"):
        return (
            name in _SINKING,
            "the ground is sinking" if name in _SINKING else "the ground is not known to sink",
            "sinking",
        )
    if asked.has("natural disasters?|disasters?"):
        told_of = [one.text for one in own(name, "-") if _DISASTER.search(one.text)]
        if told_of and not asked.polar:
            return True, told_of[0].rstrip("."), "disasters"
        dangers = [word for word, places in (("earthquakes", _SHAKEN), ("floods", _FLOODED)) if name in places]
        return (
            bool(dangers),
            f"{' and '.join(dangers)} are a danger there" if dangers else "no great natural disasters threaten it",
            "disasters",
        )
    if not asked.has(
        "airports?|traffic|streets?|roads?|ports?|harbou?rs?|stations?|metro|markets?|nightlife"
    ) and asked.has(
        "crowded|busy|bustling|hectic|noisy|loud|chaotic|overcrowded|lively|vibrant|never sleeps|buzzing|quiet|calm|peaceful|sleepy|relaxed|laid back"
    ):
        calm = asked.has("quiet|calm|peaceful|sleepy|relaxed|laid back")
        busy = city.millions > 4 or name in _ALIVE
        return (
            (not busy if calm else busy),
            f"with {city.millions:g} million people {'it is busy and lively' if busy else 'it is rather relaxed for its size'}",
            f"busy{bool(calm)}",
        )
    if asked.has("party(?! member)|partying|night ?life|clubbing|night out|good night|nightclubs") and not asked.has(
        "communist|political|tea party|ruling|which|why|every year|annual\\w*|big party|biggest party|famous party|carnival|festival"
    ):
        return name in _ALIVE, night(city), "night"
    if asked.has("china ?town|chinese quarter") and asked.polar:
        true = name in _CHINATOWNS
        return true, "there is one" if true else "there is none of note", "chinatown"
    if (
        asked.has("(?:religious|spiritual|pilgrimage|holy) (?:cent(?:re|er)|city|place|site)|pilgrim\\w*")
        and asked.polar
    ):
        true = name in ("Rome", "Yangon", "Mexico City")
        return true, "pilgrims come to it" if true else "it is not one of the great places of pilgrimage", "holy"
    if asked.polar and asked.has(
        "walkable|easy to walk|walk(?:ing)? (?:around|about|everywhere)|(?:explore|see|get around|do it) (?:it |the city )?(?:on foot|by foot|walking)|pedestrian friendly"
    ):
        true = name in _WALKABLE
        return (
            true,
            "much of the centre can be seen on foot" if true else "distances are long, and one rather rides",
            "walk",
        )
    if asked.polar and asked.has("christmas") and asked.has("celebrat\\w*|holiday|observe|keep|have christmas|big"):
        none = (
            city.country.code in ("JP", "CN", "SA", "IR", "MA", "TR", "TH", "VN", "TW", "AE", "PK")
            and name != "Hong Kong"
        )
        return not none, "few people do, for it is no public holiday" if none else "it is a holiday there", "christmas"
    if asked.polar and asked.has("casinos?|gambl\\w*"):
        true = name in _CASINOS
        return true, "there are casinos" if true else "it has no casinos of note", "casinos"
    if (
        asked.polar
        and asked.has("(?:cover|covered|veils?|headscar\\w+|hijabs?|head scarf)")
        and asked.has("women|hair|head\\w*|veils?|hijabs?|wear")
    ):
        if name == "Tehran":
            return True, "the law asks women to cover their hair", "veil"
        common = city.country.code in ("SA", "PK", "BD", "EG", "MA", "IQ", "AE", "ID", "MY", "TR", "SN")
        return False, "no law demands it, though many women do" if common else "no law demands it", "veil"
    if asked.polar and asked.has(
        "(?:good|great|easy|safe|nice|popular|suited) (?:place )?(?:for|to|with) (?:cycling|cycle|cyclists|bike|biking|ride a bike)|(?:bike|bicycle|cycle|cycling) (?:friendly|city)"
    ):
        true = name in _BICYCLES
        return true, "many people go by bicycle" if true else "it is not a city of bicycles", "cycling"
    if asked.polar and asked.has(
        "grow(?:s|ing)? (?:very |so |really )?(?:fast|quick\\w*|rapid\\w*)|(?:fast|quickly|rapidly) growing|growing|booming"
    ):
        true = city.country.wealth < 3 or name in (
            "Dubai",
            "Riyadh",
            "Houston",
            "Dallas",
            "Atlanta",
            "Toronto",
            "Melbourne",
        )
        return true, "it grows fast" if true else "it grows only slowly", "growth"
    if asked.has("planned|grid|laid out"):
        plan = _PLANNED.get(name)
        return plan is not None, plan or "it grew by itself over time", "planned"
    if asked.has(
        "beautiful|pretty|lovely|nice|scenic|picturesque|romantic|charming|ugly|interesting|boring|fun|exciting|attractive|pleasant|good place|great place|cool place|worth it"
    ):
        if asked.has("which|what|where|who|study|university|students?"):
            return None
        bad = asked.has("ugly|boring") is not None
        true = (name in VISITED and not asked.has("romantic")) or name in (
            "Paris",
            "Rome",
            "Prague",
            "Vienna",
            "Budapest",
            "Lisbon",
            "Barcelona",
            "Amsterdam",
        )
        return (not true if bad else true), f"people come for {city.landmarks}", f"beauty{bool(bad)}"
    if asked.has("modern|futuristic|high tech|hi tech|advanced"):
        true = name in (
            "Tokyo",
            "Shanghai",
            "Shenzhen",
            "Dubai",
            "Singapore",
            "Hong Kong",
            "Seoul",
            "Taipei",
            "Guangzhou",
            "Beijing",
            "Osaka",
            "Nagoya",
        ) or (city.founded > 1800 and city.country.wealth == 3)
        return (
            true,
            f"it has towers such as these: {city.towers}" if true else f"it has an older face: {city.past}",
            "modern",
        )
    about_it = (
        re.match(r"(?:is|was|does|has) (?:it|this|that|the (?:city|country|place))\b|it\b", asked.text) is not None
    )
    if (about_it or not asked.has("important|significant")) and asked.has(
        "important|powerful|influential|global|world class|significant|cosmopolitan|international|multicultural|diverse|immigrants|melting pot|expats|foreigners|migrants|ethnic\\w*"
    ):
        many = name in ("Toronto", "New York City", "London", "Singapore", "Dubai", "Sydney", "Melbourne", "Auckland", "Los Angeles", "Miami", "Houston", "Paris", "Vancouver", "Montreal", "Amsterdam", "Kuala Lumpur", "Berlin", "San Francisco", "Johannesburg", "Cape Town", "Sao Paulo", "Chicago", "Hong Kong", "Boston", "Washington D.C.", "Stockholm", "Las Vegas", "Dallas", "Atlanta", "Seattle", "Mumbai", "Riyadh", "Vienna", "Munich", "Buenos Aires", "Dublin", "Copenhagen", "Barcelona", "Madrid", "Milan", "Rome", "Lisbon", "Philadelphia", "Karachi")  # fmt: skip
        if asked.has("multicultural|diverse|immigrants|melting pot|expats|foreigners|migrants|ethnic\\w*|cosmopolitan"):
            if not asked.polar:
                return None
            return (
                many,
                "people of many origins live there" if many else "most people there are natives of the country",
                "diverse",
            )
        return True, f"it is known for {city.famous}", "important"
    if (
        asked.has(
            "financial (?:hub|cent(?:re|er)|capital)|business (?:hub|cent(?:re|er)|capital)|finance hub|economic (?:hub|cent(?:re|er)|capital)|commercial (?:hub|cent(?:re|er)|capital)|big business|banking cent(?:re|er)"
        )
        and asked.polar
    ):
        banks = re.search("bank|stock exchange|financ|funds", city.economy) is not None
        return name in _HUBS or banks, f"its economy lives on {city.economy}", "hub"
    if asked.has("city state"):
        true = name == "Singapore"
        return (
            true,
            "it is a city-state, an independent country on an island"
            if true
            else "it is one city among others of its country",
            "state",
        )
    if (
        asked.has(
            "(?:its|it is|is it|be|also) (?:an? |its )?(?:own |independent |sovereign )?(?:country|state|nation)(?: as well| too| itself| of its own)?$|also a (?:country|state)|independent (?:state|country|city)|country (?:as well|too|itself)|a country in itself"
        )
        and asked.polar
    ):
        true = name == "Singapore"
        return (
            true,
            "it is a city-state, a country and a city at once" if true else "it is a city in a larger country",
            "country",
        )
    if (
        asked.has(
            "real (?:city|place)|still exist|exists?|famous city|well known(?: city)?$|known world ?wide|world famous|famous(?: city| place)?$|popular(?: city| place)?$"
        )
        and asked.polar
        and (about_it or re.match(r"(?:is there|do people|famous|well known|popular)\b", asked.text))
    ):
        return True, f"it is known for {city.famous}", "famous"
    if not asked.has("gay|lgbt\\w*|bike|bicycle|cycl\\w+|child|family|disabled") and asked.has(
        "friendly|people (?:there )?like$|kind people|people kind|welcoming|polite|hospitable|rude"
    ):
        return not asked.has("rude"), "most people are friendly to guests, as far as one hears", "friendly"
    if asked.has("gay|lgbt\\w*|pride parade|same sex"):
        free = city.country.code in (
            "US",
            "CA",
            "GB",
            "FR",
            "DE",
            "AT",
            "ES",
            "PT",
            "NL",
            "SE",
            "DK",
            "IE",
            "AU",
            "NZ",
            "BR",
            "AR",
            "CL",
            "CO",
            "MX",
            "ZA",
            "TW",
            "CU",
            "GR",
            "TH",
        )
        return (
            free,
            "same-sex marriage is legal in the country" if free else "same-sex marriage is not legal in the country",
            "pride",
        )
    if asked.has("at war|in war|war zone|conflict|peace"):
        true = city.country.code in ("UA", "MM", "RU")
        return (
            (not true if asked.has("peace") else true),
            "its country is at war" if true else "its country is at peace, by and large",
            "war",
        )
    if asked.has("city walls?|walled|town wall"):
        return (
            name in _WALLS,
            "old city walls or parts of them stand there" if name in _WALLS else "no great city walls stand there",
            "walls",
        )
    return None


_EVERYWHERE = (
    "hospitals?|schools?|hotels?|shops?|shopping|restaurants?|caf[e]s?|parks?|banks?|taxis?|bus(?:es)?|cars?|internet|wifi|electricity|police|cinemas?|theat(?:re|er)s?|museums?|universit\\w+|airports?|"
    "train stations?|railway stations?|stations?|markets?|malls?|supermarkets?|churches|libraries|library|bridges?|traffic|tall buildings|stadiums?|zoo|mcdonald'?s?|starbucks|gyms?|statues?|monuments?|offices?|streets|roads|trees|people|houses|apartments|football|soccer|musicians?|"
    "artists?|students|children|dogs|cats|birds|pigeons|food|nightlife|bars|history|culture|tourists?|landmarks?|attractions?|fountains?|street ?art|graffiti|hostels?"
)


def everywhere(city: City, asked: Asked) -> Said | None:
    """What any city of that size has, unless it is asked for as something of fame."""
    if (
        not asked.polar
        or asked.either
        or not asked.has(
            f"(?:is|are) there (?:an? |any |some |many |lots of |good |a lot of )*(?:{_EVERYWHERE})$|(?:have|has|got|find|see|any|many) (?:an? |any |some |many |lots of |good |a lot of |big |nice |public )*(?:{_EVERYWHERE})$|^(?:any |lots of )?(?:{_EVERYWHERE})$"
        )
    ):
        return None
    return polar(
        True, asked, f"as in any city of its size; people go to see {city.landmarks}", "", f"everywhere:{asked.text}"
    )
