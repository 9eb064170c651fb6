"""Questions about weather and seasons."""

import re

from tasks.simulators.asked import Asked, Said, polar, told
from tasks.simulators.gazetteer import City, group

_WEATHER = (
    r"(?:which|what) months?|best (?:time|months?|season|part of the year)|(?:when|what time of (?:the )?year)\b.*\b(?:visit|go there|travel there)|(?:christmas|xmas|december|january|february|june|july|august)\b.*\b(?:winter|summer)|climates?|weather|(?:hottest|coldest|warmest|wettest|driest) (?:month|season|time|part of the year)|hot|hotter|cold|warm|warmer|snow\w*|rain\w*|temperatures?|winters?|summers?|humid\w*|dry|arid|tropical|sunny|sunshine|sun shine|"
    r"freez\w*|frost|monsoons?|seasons?|mild|cool|chilly|wet|fog\w*|mist\w*|typhoons?|hurricanes?|cyclones?|tornado\w*|windy|winds?|ice|icy|cloudy|degrees|"
    r"heat|sweat\w*|umbrella|coat|jacket|sweater|autumn|spring|fall|thunder\w*|storms?|drizzle|(?:cooler|hotter|warmer|colder)(?! than)|in (?:january|february|july|august|december)"
)

_NOT_WEATHER = (
    r"coat of arms|sports?|events?|tournaments?|race|parade|museum|olympics?|ice (?:hockey|cream)|winter games|springs|hot (?:dogs?|springs?|pot|chocolate)|cold war|spicy|monarchs?|winter palace|fall of|did .* fall|wall fall|"
    r"spicy|rain ?forest|waterfalls?|wind ?(?:mills?|power)|heat\b.*\bteam|festivals?|food|eat|dish|sun god|dry (?:noodles|martini)|snow white"
)

_DESERTS = group("Riyadh,Cairo,Dubai,Baghdad,Las Vegas,Lima,Karachi")

_STORMS = {
    "typhoon": "Tokyo,Osaka,Nagoya,Manila,Taipei,Hong Kong,Shenzhen,Guangzhou,Shanghai,Seoul,Hanoi",
    "hurricane": "Miami,Houston,Havana,New York City",
    "cyclone": "Mumbai,Chennai,Kolkata,Dhaka,Yangon,Karachi,Surat",
    "tornado": "Dallas,Chicago,Atlanta,Houston,Dhaka,Kolkata",
}


def weather(city: City, asked: Asked) -> Said | None:
    if not asked.has(_WEATHER) or asked.has(_NOT_WEATHER):
        return None
    if asked.has("season") and asked.has("football|baseball|basketball|tourist|tv|series"):
        return None
    if asked.has("why") or asked.text.startswith("why"):
        high = f"it lies {city.altitude} metres high" if city.altitude > 400 else f"it lies {city.water}"
        return told(
            f"{high}, at {abs(city.latitude):.0f} degrees {'north' if city.latitude > 0 else 'south'}; the weather in short: {city.climate}",
            "why",
        )
    half = _half(city, asked)
    if half is not None:
        return half
    when = _when(city, asked)
    if when is not None:
        return when
    if asked.polar and not asked.either:
        return _polar(city, asked)
    return Said((f"{_open(city, asked)}.",), f"climate:{city.climate}:{_season(asked)}")


def _half(city: City, asked: Asked) -> Said | None:
    """`Is Christmas in winter there?`, `Is July a summer month?`"""
    late = asked.has("christmas|xmas|new year|december|january|february|july|august|june")
    wanted = asked.has("winter|summer")
    if late is None or wanted is None or asked.has("olympics?|games|white christmas|snow\\w*|hot|cold|warm|degrees"):
        return None
    cold = (late[0] not in ("july", "august", "june")) == (city.latitude > 0)
    season = "winter" if cold else "summer"
    said = f"{late[0].capitalize()} falls in {season} there"
    if abs(city.latitude) < 12:
        said = f"{late[0].capitalize()} falls in {season} by the calendar, though the temperature hardly changes in the year"
    if not asked.polar or asked.either:
        return told(said, f"half:{season}")
    return polar(wanted[0] == season, asked, said, said, f"half:{season}:{wanted[0]}")


def _season(asked: Asked) -> str:
    if asked.has("summers?|hottest|warmest|heat"):
        return "summer"
    return "winter" if asked.has("winters?|coldest|snow\\w*|freez\\w*|cold") else ""


def _words(degrees: int, summer: bool) -> str:
    names: tuple[tuple[int, str], ...]
    if summer:
        names = ((33, "extremely hot"), (27, "hot"), (21, "warm to hot"), (17, "mild"), (-99, "cool"))
    else:
        names = (
            (22, "warm, even hot"),
            (15, "warm and mild"),
            (8, "mild"),
            (3, "cool to chilly"),
            (-3, "cold, around freezing"),
            (-99, "very cold, below freezing"),
        )
    return next(name for least, name in names if degrees >= least)


def _snow(city: City) -> str:
    return ("it never snows", "snow is rare", "it snows now and then", "there is much snow")[city.snow]


def _wet(city: City) -> str:
    names = (
        (1400, "it rains a lot"),
        (900, "it rains quite a lot"),
        (550, "it rains a fair amount, often but moderately"),
        (250, "it does not rain much"),
        (0, "it hardly ever rains"),
    )
    if city.names[0] in ("London", "Dublin", "Amsterdam", "Copenhagen", "Seattle", "Vancouver", "Auckland", "Paris"):
        return "it rains often, though seldom hard"
    return next(name for least, name in names if city.rain >= least)


def summer(city: City) -> str:
    return f"summers are {_words(city.warm, True)}, about {city.warm} degrees Celsius on average"


def winter(city: City) -> str:
    return f"winters are {_words(city.cold, False)}, about {city.cold} degrees Celsius on average, and {_snow(city)}"


def alike_all_year(city: City) -> bool:
    return city.warm - city.cold <= 5


def _open(city: City, asked: Asked) -> str:
    if asked.has("which season|what season|seasons") and not asked.has("in (?:summer|winter)"):
        wet = ", with a rainy and a dry season" if re.search("monsoon|season|tropical", city.climate) else ""
        steady = f"the temperature hardly changes in the year, {city.cold} to {city.warm} degrees{wet}"
        return _capital(
            steady if alike_all_year(city) else f"four seasons or nearly so: {summer(city)}; {winter(city)}{wet}"
        )
    if asked.has("spring|autumn|fall") and not asked.has("summers?|winters?"):
        return f"Spring and autumn lie between: about {(city.cold + city.warm) / 2:.0f} degrees Celsius on average; the weather in short: {city.climate}"
    season = _season(asked)
    month = asked.has("january|february|december|july|august|june")
    if month:
        southern = city.latitude < 0
        season = "winter" if (month[0] in ("january", "february", "december")) != southern else "summer"
    if season == "summer":
        return _capital(f"{summer(city)}{_hard(city)}")
    if season == "winter":
        return _capital(winter(city))
    if asked.has("rain\\w*|wet|monsoon|precipitation"):
        return _capital(f"{_wet(city)}, some {city.rain} millimetres a year; the weather in short: {city.climate}")
    return f"The weather there is like this: {city.climate}; {city.cold} degrees in the coldest month and {city.warm} in the warmest, and {_snow(city)}"


def _hard(city: City) -> str:
    parts = re.split(r",| and (?=\w+,? \w* ?(?:winters|summers))", city.climate)
    of_summer = [part for part in parts if "summer" in part] or [part for part in parts if "winter" not in part]
    found = re.search("humid|dry|desert|foggy|rainy|monsoon|sunny", " ".join(of_summer))
    return f" and {found[0]}" if found else ""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _when(city: City, asked: Asked) -> Said | None:
    """`When is summer?`, `When should one go?`"""
    if (
        asked.has(
            r"(?:when|what (?:months?|time of (?:the )?year)|which months?)\b.*(?:summer|winter|warmest|hottest|coldest|spring|autumn|fall|snow|visit|go|hot|cold|rain\w*|monsoon)|(?:hottest|warmest|coldest) (?:months?|time|part of the year)"
        )
        is None
    ):
        return None
    north = city.latitude > 0
    if asked.has("rain\\w*|monsoon|wet"):
        if city.country.region == "South Asia" or city.country.code in ("TH", "MM", "VN"):
            return told("the monsoon rains come from about June to September or October", "when:monsoon")
        return told(f"{_wet(city)}; the weather in short: {city.climate}", f"when:rain:{city.climate}")
    halves = ("from June to August", "from December to February")
    hot, cold = halves if north else halves[::-1]
    if asked.has("hottest|warmest|coldest|hot|cold") and alike_all_year(city):
        return told(f"the temperature hardly changes in the year, {city.cold} to {city.warm} degrees", "when:steady")
    if city.country.region == "South Asia" or city.country.code in ("TH", "MM", "VN"):
        hot = "from April to June"
    if asked.has("winter|cold\\w*|snow"):
        return told(f"winter there is {cold}", f"winter:{cold}")
    if asked.has("spring|autumn|fall"):
        spring = asked.has("spring") is not None
        months = "from March to May" if spring == north else "from September to November"
        return told(f"{'spring' if spring else 'autumn'} there is {months}", f"season:{months}")
    if asked.has("visit|go") and not asked.has("summer"):
        best = (
            "in the cooler, drier months, November to February"
            if city.cold > 14 and north
            else "in late spring or early autumn"
        )
        return told(f"it is best {best}", f"visit:{best}")
    return told(f"summer there is {hot}", f"summer:{hot}")


def _polar(city: City, asked: Asked) -> Said:
    true, said = _truth(city, asked)
    return polar(true, asked, said, said, f"weather:{asked.text}:{true}")


def _truth(city: City, asked: Asked) -> tuple[bool, str]:
    """What the question asks, in the order in which words decide."""
    climate, cold, warm, name = city.climate, city.cold, city.warm, city.names[0]
    lands = f"the weather in short: {climate}, {cold} to {warm} degrees by the month"
    storms = [storm for storm in _STORMS if asked.has(f"{storm}s?|{storm}es")]
    if storms:
        hits = [storm for storm in storms if name in _STORMS[storm].split(",")]
        words = " and ".join(f"{storm}{'es' if storm == 'tornado' else 's'}" for storm in hits or storms)
        return bool(hits), f"{words} do hit it at times" if hits else f"{words} do not hit it"
    if asked.has("desert|arid"):
        desert = name in _DESERTS
        return desert, f"{'dry desert country surrounds it' if desert else 'no desert is there'}; {_wet(city)}"
    if asked.has("snow\\w*|ice|icy|white christmas|blizzards?"):
        much = asked.has("lots?|much|heavy|heavily|often|every|always|usually|snowy")
        if city.snow == 1 and not much and not asked.has("ever|sometimes|can it|rarely|seldom|at all|never"):
            often = "though only rarely" if city.cold < 8 else "hardly ever"
            return city.cold < 8, f"{often}, with about {cold} degrees in the coldest month"
        return city.snow >= (3 if asked.has("lots?|much|heavy|heavily") else 2 if much else 1), _snow(
            city
        ) + f", with about {cold} degrees in the coldest month"
    if asked.has("freez\\w*|below zero|frost|minus"):
        return cold <= 2, winter(city)
    if asked.has("monsoons?"):
        wet = (
            "monsoon" in climate
            or (city.country.region == "South Asia" and name not in ("Karachi",))
            or city.country.code in ("TH", "MM", "VN", "PH", "KR")
        )
        return (
            wet,
            f"{'the monsoon brings heavy rain in the rainy season' if wet else 'the monsoon does not come there'}",
        )
    if asked.has("tropical|tropics"):
        true = (
            abs(city.latitude) < 23.6 and warm > 22 and city.altitude < 1500 and name not in ("Riyadh", "Dubai", "Lima")
        )
        true = (true or "tropical" in climate.replace("subtropical", "")) and name not in ("Sao Paulo",)
        if name in ("Hong Kong", "Guangzhou", "Shenzhen", "Dhaka"):
            true = bool(asked.has("tropics")) != (name == "Dhaka")
        return true, lands
    if asked.has("humid\\w*|sweat\\w*|sticky"):
        return bool(re.search("humid|tropical|monsoon", climate)), lands
    if asked.has("dry"):
        true = "dry" in climate or city.rain < 420
        return true, f"{_wet(city)}; the weather in short: {climate}"
    if asked.has("rain\\w*|wet|umbrella|drizzle"):
        rare = asked.has("rarely|seldom|hardly|never|little")
        true = city.rain >= (850 if asked.has("rainy|lots?|much|heav\\w+") else 400) or _wet(city).startswith(
            "it rains often"
        )
        return (not true if rare else true), f"{_wet(city)}, with some {city.rain} millimetres a year"
    if asked.has("fog\\w*|mist\\w*|smog"):
        foggy = "fog" in climate or "fog" in city.famous or name in ("London", "Delhi", "Lima")
        return (
            foggy,
            f"{'fog is common there' if foggy else 'fog is not common there'}; the weather in short: {climate}",
        )
    if asked.has("wind\\w*|storms?|thunder\\w*"):
        true = "wind" in climate or name in (
            "Chicago",
            "Dakar",
            "Cape Town",
            "Copenhagen",
            "Casablanca",
            "Amsterdam",
            "Auckland",
            "Dublin",
        )
        return true, f"{'it is windy there' if true else 'it is not very windy'}; the weather in short: {climate}"
    if asked.has("sunny|sunshine|sun|sun shine"):
        true = (
            (
                city.rain < 650
                and city.names[0]
                not in (
                    "London",
                    "Paris",
                    "Copenhagen",
                    "Warsaw",
                    "Berlin",
                    "Prague",
                    "Stockholm",
                    "Moscow",
                    "Saint Petersburg",
                    "Lima",
                    "Kyiv",
                )
            )
            or "sunny" in climate
            or warm > 27
        )
        return true, lands
    if asked.has("cloudy|grey|gray|overcast"):
        true = bool(re.search("cloudy|foggy|rainy|often rainy|mild summers", climate))
        return true, lands
    return _temperature(city, asked, lands)


def _temperature(city: City, asked: Asked, lands: str) -> tuple[bool, str]:
    cold, warm = city.cold, city.warm
    in_summer, in_winter = asked.has("summers?|july|august"), asked.has("winters?|january|december|february")
    if city.latitude < 0 and asked.has("july|august|january|december|february"):
        in_summer, in_winter = in_winter, in_summer
    all_year = asked.has("all year|year round|always|whole year|all the time|entire year|all through")
    number = asked.has(r"(?:above|over|more than|below|under|reach|hit|exceed) (\d+)")
    if number:
        below = asked.has("below|under") is not None
        return (cold < int(number[1]) if below else warm + 5 > int(number[1])), lands
    if asked.has("coldest|cold|cool|cooler|chilly|coat|jacket|sweater|freezing"):
        if in_summer:
            return warm < 17, summer(city)
        if asked.has("very|really|extremely|freezing|bitter\\w*") and not all_year:
            return cold <= 1, winter(city)
        if all_year:
            return warm < 16, lands
        return (cold < 8 if in_winter or asked.has("ever|get|gets") else (cold + warm) / 2 < 13 or warm <= 15), winter(
            city
        )
    if asked.has("mild|moderate|temperate|pleasant|comfortable"):
        return (cold >= 5 if in_winter else warm <= 25 and cold >= -1), lands
    if asked.has("hot|hotter|warm|warmer|heat|boiling|scorching"):
        least = 20 if asked.has("warm") else 23
        if in_winter:
            return cold >= 14, winter(city)
        if all_year:
            return cold >= 19, lands
        if in_summer:
            return warm >= min(least, 21), summer(city)
        return ((warm >= 24 and cold >= 10) or warm >= 27), f"{summer(city)}; the coldest month has about {cold}"
    if asked.has("seasons?"):
        true = warm - cold > 9
        if asked.has("rainy|wet|dry|monsoon"):
            true = bool(re.search("monsoon|season|tropical|summer rain|rainy", city.climate))
        return true, lands
    if asked.has("spring"):
        return not alike_all_year(city), lands
    return True, lands
