"""Questions about how people live: language, money, faith, government, food, neighbours, traffic."""

import re

from tasks.simulators.asked import Asked, Said, polar
from tasks.simulators.gazetteer import City, countries, plain
from tasks.simulators.words import stem, tokens

_SCRIPTS = {
    "Chinese": "Chinese characters", "Japanese": "kanji and kana", "Korean": "hangul", "Arabic": "the Arabic script",
    "Persian": "the Arabic script", "Urdu": "the Arabic script", "Hindi": "Devanagari", "Bengali": "the Bengali script",
    "Thai": "the Thai script", "Russian": "the Cyrillic alphabet", "Ukrainian": "the Cyrillic alphabet",
    "Greek": "the Greek alphabet", "Amharic": "the Ethiopic script", "Burmese": "the Burmese script", "Hebrew": "the Hebrew alphabet",
}  # fmt: skip


_LANGUAGES = [
    "Spanish",
    "Portuguese",
    "English",
    "French",
    "German",
    "Italian",
    "Dutch",
    "Danish",
    "Swedish",
    "Norwegian",
    "Polish",
    "Czech",
    "Hungarian",
    "Russian",
    "Ukrainian",
    "Greek",
    "Turkish",
    "Arabic",
    "Persian",
    "Farsi",
    "Urdu",
    "Hindi",
    "Bengali",
    "Chinese",
    "Mandarin",
    "Cantonese",
    "Japanese",
    "Korean",
    "Thai",
    "Vietnamese",
    "Indonesian",
    "Malay",
    "Filipino",
    "Tagalog",
    "Burmese",
    "Swahili",
    "Amharic",
    "Hebrew",
    "Zulu",
    "Afrikaans",
    "Tamil",
    "Irish",
    "Catalan",
    "Lingala",
    "Wolof",
    "Quechua",
    "Romanian",
    "Finnish",
    "Berber",
    "Xhosa",
    "Maori",
    "Kurdish",
]


_ALSO = {
    "Hong Kong": "Cantonese and English", "Guangzhou": "Cantonese and Mandarin", "Shenzhen": "Mandarin", "Montreal": "French and English",
    "Barcelona": "Catalan and Spanish", "Chennai": "Tamil", "Kolkata": "Bengali", "Mumbai": "Marathi and Hindi",
    "Hyderabad": "Telugu and Urdu", "Bangalore": "Kannada", "Pune": "Marathi", "Ahmedabad": "Gujarati", "Surat": "Gujarati",
    "Lahore": "Punjabi and Urdu", "Singapore": "English, Mandarin, Malay and Tamil", "Toronto": "English", "Vancouver": "English",
    "Miami": "English and Spanish", "Los Angeles": "English and Spanish", "Manila": "Filipino (Tagalog) and English",
}  # fmt: skip


def language(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"languages?|speak|spoken|tongue|talk|alphabet|script|written|write|speaking"):
        return None
    spoken = _ALSO.get(city.names[0], city.country.languages.replace("Chinese", "Mandarin Chinese"))
    known = f"{spoken}, {city.country.languages}"
    wanted = [name for name in _LANGUAGES if asked.has(name.lower())]
    if asked.has("alphabet|script|characters"):
        script = next((script for name, script in _SCRIPTS.items() if name in known), "the Latin alphabet")
        if asked.polar:
            true = ("latin" in asked.text and "Latin" in script) or any(
                word in script.lower() for word in asked.words if len(word) > 4
            )
            return polar(true, asked, f"people write {script}", f"people write {script}", f"script:{script}")
        return Said((f"People write {script}.",), f"script:{script}")
    if asked.polar and wanted:
        if wanted == ["English"] and asked.has("widely|well|understand|tourist|common|get by"):
            true = "English" in known or city.country.code in ("NL", "SE", "DK", "DE", "AT", "AE", "IL", "NO")
        else:
            true = any(
                name.replace("Mandarin", "Chinese").replace("Farsi", "Persian").replace("Tagalog", "Filipino") in known
                for name in wanted
            )
        return polar(true, asked, f"people speak {spoken}", f"people mostly speak {spoken}", f"speak:{wanted}:{true}")
    return Said(
        (f"People speak {spoken}.", f"The language one hears is {spoken}.", f"Mostly {spoken}."), f"language:{spoken}"
    )


def money(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"currency|money|pay with|coins?|euros?|dollars?|pounds?|pesos?|yen|rupees?|cash"):
        return None
    currency = city.country.currency
    said = f"one pays in {currency}{'s' if currency in ('dollar', 'peso', 'pound', 'rupee', 'euro', 'dinar', 'dirham') else ''} there"
    if asked.polar:
        true = any(word.rstrip("s") == currency.split()[-1] for word in asked.words)
        return polar(true, asked, said, said, f"money:{currency}")
    return Said((f"{said}.", f"The currency is the {currency}."), f"money:{currency}")


_FAITHS = {
    "islam": "islam|muslims?|islamic|mosques?", "christianity": "christian\\w*|church\\w*", "catholic": "catholic\\w*",
    "orthodox": "orthodox", "protestant": "protestant\\w*", "buddhism": "buddh\\w*", "hinduism": "hindu\\w*",
    "judaism": "jew\\w*|judaism", "shinto": "shinto\\w*", "no religion": "secular|atheist\\w*",
}  # fmt: skip


def religion(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"religions?|religious|faith|worship|believe|" + "|".join(_FAITHS.values())):
        return None
    if asked.has("famous|known|landmark") and not asked.has("religio"):
        return None
    faith = city.country.religion
    said = f"most people there follow {faith}" if not faith.startswith("no religion") else f"many there have {faith}"
    wanted = [name for name, pattern in _FAITHS.items() if asked.has(pattern)]
    if asked.polar and wanted:
        true = any(name in faith.lower() for name in wanted)
        return polar(true, asked, said, said, f"faith:{wanted}:{true}")
    return Said((f"{said}.",), f"faith:{faith}")


def government(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"king|queen|monarchy|republic|president|government|democracy|democratic|communist|emperor|dictator|ruled|royal family|monarch|prime minister"
    ):
        return None
    if asked.has("history|once|was it|ever|founded|empire"):
        return None
    rule = city.country.government
    said = f"the country is {rule}"
    if asked.polar:
        monarchy = "monarch" in rule
        if asked.has("king|queen|monarchy|emperor|royal|monarch"):
            true = monarchy
        elif asked.has("communist"):
            true = "one-party" in rule
        elif asked.has("democra"):
            true = not re.search("one-party|absolute|military|federation", rule)
        else:
            true = "republic" in rule
        return polar(true, asked, said, said, f"rule:{rule}:{true}")
    return Said((f"{said[0].upper()}{said[1:]}.",), f"rule:{rule}")


def flag(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"flag"):
        return None
    flag = city.country.flag
    if asked.polar:
        wanted = [
            word
            for word in asked.words
            if word
            in (
                "red",
                "blue",
                "green",
                "white",
                "yellow",
                "black",
                "orange",
                "star",
                "stars",
                "stripes",
                "cross",
                "sun",
                "crescent",
                "moon",
                "eagle",
                "leaf",
                "gold",
            )
        ]
        true = bool(wanted) and all(word.rstrip("s") in flag for word in wanted)
        return polar(true, asked, f"the flag is {flag}", f"the flag is {flag}", f"flag:{flag}")
    return Said((f"The country's flag is {flag}.",), f"flag:{flag}")


_EMPTY = frozenset(
    stem(word)
    for word in [
        "is",
        "are",
        "it",
        "the",
        "a",
        "an",
        "in",
        "of",
        "for",
        "to",
        "do",
        "does",
        "did",
        "there",
        "have",
        "has",
        "had",
        "city",
        "place",
        "this",
        "that",
        "they",
        "people",
        "can",
        "you",
        "one",
        "with",
        "on",
        "at",
        "any",
        "known",
        "famous",
        "be",
        "been",
        "because",
        "which",
        "what",
        "would",
        "many",
        "much",
        "lot",
        "lots",
        "big",
        "great",
        "very",
        "really",
        "some",
        "most",
        "its",
        "your",
        "and",
        "or",
        "from",
        "by",
        "as",
        "was",
        "were",
        "well",
        "i",
        "me",
        "see",
        "find",
        "get",
        "go",
        "country",
        "world",
        "has",
        "about",
        "like",
        "also",
        "still",
        "ever",
        "there's",
        "home",
        "popular",
    ]
)


def food(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"food|eat|eats|breakfast|lunch|dinner|dessert|snacks?|dish\w*|cuisine|cooking|meals?|restaurants?|drink|taste|culinary|delicac\w*|sushi|pizza|pasta|tacos?|curry|rice|noodles|spicy|beer|wine|coffee|tea|cheese"
    ):
        return None
    food = city.country.food
    extra = next(
        (
            part
            for part in (city.famous,)
            if re.search(
                "food|pizza|hotpot|duck|noodle|steak|coffee|beer|stout|dim sum|wine|chowder|cheesesteak|bagels|bread",
                part,
            )
        ),
        "",
    )
    known = f"{food} {extra}".lower()
    said = f"people there like {food}"
    if asked.polar:
        wanted = [stem(word) for word in asked.words if stem(word) not in _EMPTY]
        wanted = [
            word
            for word in wanted
            if word not in ("food", "eat", "dish", "cuisin", "restaur", "drink", "local", "popular", "typic", "tradit")
        ]
        true = not wanted or any(word in [stem(token) for token in tokens(known)] for word in wanted)
        return polar(true, asked, said, said, f"food:{wanted}:{true}")
    more = f", and it is known for {extra}" if extra and asked.has("famous|known|city") else ""
    return Said((f"{said}{more}.", f"Typical food is {food}{more}."), f"food:{food}")


def neighbours(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"neighbo\w*|borders?|bordering|surround\w*|adjacent|share a border"):
        return None
    if asked.has(r"sea|coast|ocean|beach|river|equator|mountains?|water|lake|volcano|desert"):
        return None
    around = city.country.neighbours
    wanted = [c for c in countries().values() if any(asked.has(re.escape(plain(name))) for name in c.names)]
    if asked.polar and wanted:
        true = any(c.names[0] in around for c in wanted)
        said = "the country has no land border" if around == "none" else "the country borders others"
        return polar(true, asked, "they share a border", said, f"border:{wanted[0].code}:{true}")
    if around == "none":
        return Said(("The country has no land border at all; it lies on islands.",), "border:none")
    return Said(
        (f"The country borders {_listed(around)}.", f"Its neighbours are {_listed(around)}."), f"border:{around}"
    )


def _listed(names: str) -> str:
    parts = names.split(", ")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def traffic(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"drive on|side of the road|left side|right side|drive"):
        return None
    side = city.country.side
    said = f"one drives on the {side}"
    if asked.polar:
        true = asked.has(side) is not None
        return polar(true, asked, said, said, f"side:{side}")
    return Said((f"{said}.",), f"side:{side}")


def mentions(city: City, asked: Asked) -> Said | None:
    """A question of yes or no about something particular: yes if the facts speak of it."""
    facts = f"{city.famous} {city.landmarks} {city.past} {city.sport} {city.water} {city.country.food}"
    known = {stem(token) for token in tokens(plain(facts))}
    wanted = [stem(word) for word in asked.words if stem(word) not in _EMPTY and not word.isdigit()]
    if not wanted:
        return None
    hits = [word for word in wanted if word in known]
    true = len(hits) * 2 >= len(wanted) and bool(hits)
    return polar(
        true,
        asked,
        f"it is known for {city.famous}",
        f"it is rather known for {city.famous}",
        f"word:{'+'.join(sorted(wanted))}:{true}",
    )
