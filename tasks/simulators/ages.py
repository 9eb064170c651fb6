"""Questions about the past: how old a city is, who founded it, what it was."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.citywords import EMPTY, content
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City
from tasks.simulators.words import stem


def _age(city: City) -> str:
    year = city.founded
    when = f"about {-year} BC" if year < 0 else f"{year} AD" if year < 1000 else str(year)
    since = 2025 - year
    old = f"some {since} years" if since < 1000 else f"more than {since // 100 * 100} years"
    return f"it goes back to {when}, so it is {old} old"


_FOUNDERS = {
    "Tokyo": "the lord Ota Dokan built a castle there in 1457, and the shogun Tokugawa Ieyasu made it great from 1603",
    "Delhi": "the Tomar kings built the first fort there in the eighth century",
    "Shanghai": "it has no single founder; it became a county town in 1291",
    "Mexico City": "the Aztecs founded a city there in 1325, and Cortés rebuilt it after 1521",
    "Mumbai": "fishing people lived on its seven islands; the Portuguese came in 1534 and the English in 1661",
    "Beijing": "it has no single founder; Kublai Khan and the emperor Yongle made it the capital",
    "Dhaka": "the Mughals made it a capital in 1608",
    "Osaka": "it has no single founder; Toyotomi Hideyoshi built its castle in 1583",
    "Karachi": "merchants fortified a fishing place there in 1729",
    "Chongqing": "the ancient state of Ba had its capital there",
    "Istanbul": "Greeks founded it about 660 BC, led by Byzas, as legend says",
    "Kolkata": "Job Charnock of an English trading company founded it in 1690, by tradition",
    "Lagos": "Awori fishing people settled it, and the Portuguese gave it its name",
    "Tianjin": "the Ming emperor Yongle had it fortified in 1404",
    "Rio de Janeiro": "Estácio de Sá, a Portuguese knight, founded it in 1565",
    "Guangzhou": "Ren Xiao, a general of the Qin, founded it in 214 BC",
    "Lahore": "nobody knows; legend names a son of the god Rama",
    "Shenzhen": "Deng Xiaoping made a fishing town a special zone in 1980",
    "Moscow": "Prince Yuri Dolgoruky founded it in 1147, by tradition",
    "Paris": "a Celtic tribe settled there, and then the Romans",
    "Jakarta": "Prince Fatahillah took the harbour in 1527, and the Dutch built a fortress in 1619",
    "Seoul": "King Taejo of Joseon made it the capital in 1394",
    "Nagoya": "Tokugawa Ieyasu had its castle built in 1610",
    "Tehran": "it has no single founder; Agha Mohammad Khan made it the capital in 1786",
    "Chicago": "Jean Baptiste Point du Sable was the first settler, and the town was founded in 1833",
    "Chengdu": "a king of Shu moved there in the fourth century BC",
    "Nanjing": "it has no single founder; the first Ming emperor made it his capital in 1368",
    "Wuhan": "it has no single founder; three old towns were joined in 1927",
    "Ho Chi Minh City": "it was a Khmer port, which the Nguyen lords settled in 1698",
    "Ahmedabad": "the Sultan Ahmad Shah founded it in 1411",
    "Kuala Lumpur": "tin miners, Chinese above all, founded it in 1857", "Hong Kong": "Britain founded the town in 1841",
    "Riyadh": "it has no single founder; Ibn Saud took it in 1902",
    "Surat": "a Brahmin named Gopi founded it about 1500, by tradition",
    "Madrid": "the Moorish emir Muhammad I built a fortress there about 860",
    "Pune": "it has no single founder; the Marathas made it great", "Saint Petersburg": "Peter the Great founded it in 1703",
    "Los Angeles": "Spanish settlers founded it in 1781",
    "Toronto": "the British governor John Graves Simcoe founded it in 1793",
    "Miami": "Julia Tuttle founded it in 1896, with the railway of Henry Flagler",
    "Atlanta": "a railway founded it in 1837 as the end of its line",
    "Washington D.C.": "Congress and the first president founded it in 1790, and L'Enfant planned it",
    "Boston": "Puritans from England, led by John Winthrop, founded it in 1630",
    "Dallas": "John Neely Bryan founded it in 1841", "San Francisco": "Spanish soldiers and monks founded it in 1776",
    "Seattle": "settlers of the Denny party founded it in 1851", "Las Vegas": "a railway sold the first plots in 1905",
    "Barcelona": "the Romans founded it; legend names Hamilcar Barca",
    "Berlin": "it has no single founder; traders settled it before 1237",
    "Munich": "Duke Henry the Lion founded it in 1158", "Milan": "Celts founded it about 590 BC",
    "Athens": "nobody knows; legend names the kings Cecrops and Theseus",
    "Vienna": "the Romans built a camp there, called Vindobona",
    "Prague": "legend names Princess Libuše; the dukes built the castle about 885",
    "Budapest": "the Romans had the town Aquincum there; three towns were joined in 1873",
    "Warsaw": "the dukes of Mazovia founded it about 1300",
    "Amsterdam": "fishing people who dammed the river founded it in the thirteenth century",
    "Copenhagen": "Bishop Absalon founded it in 1167, by tradition",
    "Lisbon": "Phoenicians settled it; legend names Ulysses",
    "Dublin": "the Vikings founded it in the ninth century",
    "Sydney": "Captain Arthur Phillip founded it in 1788, with a British fleet of convicts",
    "Melbourne": "settlers from Tasmania such as John Batman founded it in 1835",
    "Auckland": "the British governor William Hobson founded it in 1840",
    "Nairobi": "the builders of the British railway founded it in 1899",
    "Casablanca": "Berbers founded it as Anfa, and a sultan rebuilt it in the eighteenth century",
    "Accra": "the Ga people settled it", "Dakar": "the French founded the colonial town in 1857",
    "Taipei": "settlers from the mainland founded it in the eighteenth century",
    "Hanoi": "Emperor Ly Thai To founded it as the capital in 1010",
    "Dubai": "the Maktoum family settled there in 1833", "Yangon": "King Alaungpaya founded it in 1755",
    "Havana": "the Spaniard Diego Velázquez founded it, at its present place in 1519",
    "Vancouver": "British settlers founded it, and a railway made it its end in 1886",
}  # fmt: skip

_FOUNDED = r"(?:which|what) (?:\w+ )?people (?:built|founded|settled|made) (?:it|the city)|(?:older|younger|more|less) than (?:a|an|\d+|one|two|three|five|half a|five hundred|a thousand|one hundred|a hundred) ?(?:hundred|thousand|hundred years|thousand years|years?|yrs|century|centuries|millenni\w+)|who (?:built|created|started|established|settled|discovered) (?:it|the city|this city)|found(?:ed|ing|ation|er|ers)|how old|what age|age of|when was (?:it|the city|this city) (?:built|established|created|settled|started|born)|(?:city|it) (?:built|established|created|settled)|established|settle[dr]s?|oldest cit\w+|since when|origins?|date back|dates? from|how (?:ancient|young|long has it)|came into being|come into being"


def founding(city: City, asked: Asked) -> Said | None:
    if asked.either and asked.has(
        "(?:old|ancient|historic) or (?:\\w+ )?(?:new|modern|young|recent)|(?:new|modern|young) or (?:\\w+ )?(?:old|ancient|historic)"
    ):
        return told(_age(city), f"age:{city.founded}")
    if not asked.has(_FOUNDED) or asked.has(
        "company|firm|university|religion|mosque|church|museum|tower|people from|communist|party|newspaper|club|temple|cathedral|fish|cuisine|dish|drink|brand|pizza|castle|opera|bridge|built (?:of|on|upon|with|from|in wood)|(?:metal|hill|island|swamp|water|river|lake)\\w*|cable|palace|statue"
    ):
        return None
    who = re.compile(r"\b(?:found(?:ed|er|ers)|established|began|settle)")
    facts = [
        text
        for text in (city.past[0].upper() + city.past[1:], *(one.text.rstrip(".") for one in own(city.names[0], "-")))
        if who.search(text)
        and not re.search(
            r"founder|were founded|was founded (?:there|in the city)|^[A-Z]\w+ (?:and \w+ )?(?:was|were) founded|school|hospital|bank|empire began|war began|settled there",
            text,
        )
        and not re.search("Party|University|university|club|company (?!founded)|museum|newspaper", text)
    ]
    if asked.polar and not asked.either:
        return _polar_founding(city, asked, facts)
    founders = _FOUNDERS.get(city.names[0])
    if founders and asked.has(
        "who|founders?|by whom|(?:which|what) (?:\\w+ )?(?:people|king|emperor|nation|country|power)|what people|origins?"
    ):
        return told(
            f"{founders}. {capital(_age(city))}" if asked.has("when|origins?") else founders, f"founded:{founders}"
        )
    first = facts[:2] if asked.has("who|founder|founders|by whom|found\\w*") else facts[:1]
    parts = [*first, _age(city)] if first else [city.past, _age(city)]
    if not asked.has("who|founder|founders|by whom|origins?|settlers?") and not who.search(city.past):
        parts = [_age(city)]
    return told(". ".join(capital(part.rstrip(".")) for part in parts), f"founded:{city.names[0]}")


def _polar_founding(city: City, asked: Asked, facts: list[str]) -> Said:
    said = f"{city.past}; {_age(city)}"
    age = asked.has(r"(\d+|a thousand|thousand|two thousand|five hundred|hundred|three hundred) (?:years?|yrs)")
    year = asked.has(r"(?:before|after|since|in) (?:the year )?(\d{3,4})")
    century = asked.has(r"(\d\d?)(?:th|st|nd|rd) century")
    words = {
        "a thousand": 1000,
        "thousand": 1000,
        "two thousand": 2000,
        "five hundred": 500,
        "hundred": 100,
        "three hundred": 300,
    }
    span = asked.has(
        "(?:older|younger|more|less) than (a|an|\\d+|one|two|three|five|half a) (century|centuries|millennium|millennia)"
    )
    if span:
        many = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "five": 5.0, "half a": 0.5}
        years = (many.get(span[1]) or float(span[1])) * (1000 if span[2].startswith("mill") else 100)
        true = (2025 - city.founded < years) if asked.has("younger|less") else 2025 - city.founded > years
    elif asked.has("romans?"):
        true = city.names[0] in ("Rome", "Vienna", "Budapest", "London", "Paris", "Barcelona")
    elif age:
        years = words.get(age[1]) or int(age[1])
        older = 2025 - city.founded
        true = older < years if asked.has("less|younger|under") else older >= years
    elif year:
        true = city.founded > int(year[1]) if asked.has("after|since") else city.founded < int(year[1])
    elif century:
        true = (city.founded - 1) // 100 + 1 == int(century[1])
    elif asked.has("by (?:the )?\\w+"):
        wanted = [
            stem(word)
            for word in asked.words
            if stem(word) not in EMPTY
            and word
            not in (
                "founded",
                "city",
                "established",
                "settlers",
                "colonists",
                "europeans",
                "created",
                "built",
                "settled",
            )
        ]
        text = " ".join((city.past, *facts, city.country.colony)).lower()
        alike = {
            "spaniard": "span",
            "spain": "span",
            "spanish": "span",
            "british": "brit",
            "english": "engl",
            "england": "engl",
            "french": "french",
            "dutch": "dutch",
            "portugues": "portug",
            "viking": "viking",
        }
        true = (
            any(alike.get(word, word) in text for word in wanted)
            if wanted
            else bool(asked.has("europeans|colonists|settlers")) and city.country.continent not in ("Europe", "Asia")
        )
    elif asked.has("oldest"):
        true = city.founded < (-500 if asked.has("world") else 0) or city.names[0] in ("Mexico City", "Athens", "Rome")
    else:
        true = city.founded > 1750 if asked.has("recently|recent|new|young|modern") else True
    return polar(true, asked, said, said, f"founded:{asked.text}:{true}")


_TOOK_PLACE = r"events? (?:that )?(?:took|happen\w*|occurr\w*)|(?:what|anything) (?:ever )?happened (?:there|here|in it)|took place (?:there|here|in it)"

_PAST = (
    _TOOK_PLACE
    + r"|histor\w*|old|older|oldest|ancient|medieval|past|romans?|century|centuries|modern|new city|young|age|ages|revolution\w*|war|wars|battles?|sieges?|destroyed|divided|empires?|used to be|once|ruins|civili[sz]ations?|antiquity|archaeolog\w*|wartime|bombed|bombings?|bombs?|rebuilt|burn\w*|burnt|invad\w*|"
    r"liberated|massacre|uprising|independence|dynast\w+|colonial|cold war|historic"
)


def past(city: City, asked: Asked) -> Said | None:
    if not asked.has(_PAST) or asked.has(
        "museum|film|movie|song|book|novel|old man|star wars|newspaper|game|old fashioned|oil|old cars|cars"
    ):
        return None
    if asked.polar and not asked.either and asked.has("happen\\w*|(?:took|taken|take) place|events?|occurr\\w*"):
        return _events(city, asked)
    if asked.polar and not asked.either:
        if asked.has(
            r"(?:very |really |quite |pretty |an? |so |it )?(?:old|ancient|historic(?:al)?|modern|young|medieval|new)(?: city| town| place| one|\b$)|long history|rich history|much history|old buildings|historic"
        ):
            return _old(city, asked)
        return None
    century = asked.has(r"(1[0-9]|20|21)(?:th|st) century|in the (1[0-9]|20)00s")
    if century and not asked.polar:
        return _century(city, int(century[1]) if century[1] else int(century[2]) + 1)
    if asked.has(_TOOK_PLACE) and not asked.polar and (event := _event(city, asked)):
        return told(event, "events")
    asked_words = content(asked.text)
    wanted = asked_words - content(
        "history past old war ancient empire century what happened once revolution important historical event events period role world second first people big"
    )
    facts = [
        one.text
        for one in own(city.names[0], "-")
        if re.search(
            r"\b(?:1[0-9]|20)\d\d\b|\bwar\b|empire|founded|destroyed|ruled|king|revolution|earthquake|century|ancient|built",
            one.text,
        )
    ]
    near = sorted(facts, key=lambda text: -len(asked_words & content(text)))
    if wanted:
        return None
    parts = [city.past, *(text.rstrip(".") for text in near[:2])]
    if asked.has("revolution|war|wars|battle|destroy\\w*|bomb\\w*"):
        words = asked.has("revolution|war|battle|destroy|bomb")
        near = [text.rstrip(".") for text in facts if words and words[0] in text.lower()]
        parts = [*near[:2], city.past]
    return told(". ".join(capital(part) for part in parts), f"past:{city.past}")


_DATED = re.compile(
    r"\b1[0-9]{3}\b|\b20\d\d\b|\bwar\b|destroyed|assassinated|was shot|killed|massacre|earthquake|revolution|treaty|uprising"
)


def _century(city: City, number: int) -> Said:
    """What is told of the years of one century."""
    facts = [
        one.text
        for one in own(city.names[0], "-")
        if any((int(year) - 1) // 100 + 1 == number for year in re.findall(r"\b\d{4}\b", one.text))
    ]
    return told(
        " ".join(facts[:3]) if facts else f"I know of no event of that century; {city.past}", f"century:{number}"
    )


def _events(city: City, asked: Asked) -> Said | None:
    """Something of note has happened in every city; what is told is dated."""
    event = _event(city, asked)
    return polar(True, asked, event, event, "events") if event else None


_GRAVE = re.compile(
    r"killed|shot|assassinat|war|revolution|uprising|destroy|battle|fell|earthquake|bomb|massacre", re.I
)
_HARMLESS = re.compile(r"opened|museum|football|club|allowed|tower|film|cup|held|kilomet", re.I)


def _event(city: City, asked: Asked) -> str:
    """The gravest of the dated facts; empty where a question asks for something particular."""
    if content(asked.text) - content(
        "history historic historical happened event events important famous big major past world great place took"
    ):
        return ""
    own_facts = (one.text for one in own(city.names[0], "-"))
    facts = [text for text in own_facts if _DATED.search(text) and not _HARMLESS.search(text)]
    strong = sorted(facts, key=lambda text: _GRAVE.search(text) is None)
    return " ".join(strong[:2]).rstrip(".") or capital(city.past)


def _old(city: City, asked: Asked) -> Said:
    year = city.founded
    old = year < 1550
    if asked.has("ancient"):
        true = year < 500 or city.names[0] in ("Mexico City", "Cairo", "Baghdad", "Delhi", "Hanoi")
    elif asked.has("medieval"):
        true = year < 1450
    elif asked.has("modern|new|young"):
        true = year > 1800 or (
            bool(asked.has("modern")) and city.names[0] in ("Tokyo", "Seoul", "Singapore", "Hong Kong", "Shanghai")
        )
    elif asked.has("history|historic|historical|old buildings"):
        true = year < 1850 or city.names[0] in ("Berlin",)
    else:
        true = old or year < 1700
    said = f"{city.past}; {_age(city)}"
    return polar(true, asked, said, said, f"old:{asked.text}:{true}")


_CAPITALS = {
    "Karachi": "it was the first capital of its country, until 1959",
    "Kolkata": "it was the capital of British India until 1911", "Rio de Janeiro": "it was the capital until 1960",
    "Lagos": "it was the capital until 1991",
    "Dar es Salaam": "it was the capital until the seat moved inland in 1974 and after",
    "Istanbul": "it was the capital of the Byzantine and the Ottoman empires, until 1923",
    "Yangon": "it was the capital until 2006", "Saint Petersburg": "it was the imperial capital from 1712 to 1918",
    "Nanjing": "it was the capital of several dynasties and of the republic before 1949",
    "Ho Chi Minh City": "it was the capital of the south until 1975",
    "Chongqing": "it was the wartime capital, from 1937 to 1946",
    "Philadelphia": "it was the capital from 1790 to 1800, and earlier at times",
    "New York City": "it was the capital from 1785 to 1790", "Melbourne": "it was the seat of parliament until 1927",
    "Auckland": "it was the capital from 1841 to 1865",
    "Toronto": "it was a capital of the united province at times in the nineteenth century",
    "Montreal": "it was the capital of the united province from 1844 to 1849",
    "Houston": "it was the capital of an independent republic from 1837 to 1839",
    "Lahore": "it was a capital of the Mughals and of the Sikh empire",
    "Milan": "it was a capital of the late Roman Empire and of Napoleon's kingdom",
    "Munich": "it was the capital of the kingdom of Bavaria",
    "Barcelona": "it was the last seat of the republic in 1937 to 1939",
    "Chengdu": "it was the capital of the kingdom of Shu",
    "Wuhan": "it was the capital for some months in 1927 and 1938",
    "Cape Town": "it is still one of the three capitals, with the parliament",
    "Hyderabad": "it was the capital of the Nizams", "Pune": "it was the seat of the Maratha ministers",
    "Guangzhou": "it was the seat of republican governments in the 1920s",
    "Osaka": "an ancient capital, Naniwa, stood there", "Hong Kong": "it was the capital of a British colony",
}  # fmt: skip


def former_capital(city: City, asked: Asked) -> Said | None:
    if (
        not asked.has("capitals?")
        or not asked.has(
            "ever|once|was|were|used to|former\\w*|before|history|historic\\w*|raj|british india|empire|always|past|previous\\w*|ancient|imperial|old|first|changed?(?: the| its)?"
        )
        or asked.has("now|today|still|nowadays|moved")
    ):
        return None
    said = _CAPITALS.get(city.names[0]) or (
        "it is the capital today" if city.capital else "it has never been the capital of the whole country"
    )
    true = city.names[0] in _CAPITALS or city.capital
    if asked.has("always"):
        true = city.capital and city.names[0] in (
            "London",
            "Paris",
            "Lisbon",
            "Copenhagen",
            "Stockholm",
            "Dublin",
            "Budapest",
        )
    if asked.has("empire|raj|british india|kingdom"):
        wanted = content(asked.text) - content("capital empire city")
        texts = " ".join((said, city.past, *(one.text for one in own(city.names[0], "-"))))
        true = bool(re.search("[Ee]mpire|imperial|empero|Raj|British India|kings|tsar|dynast", texts)) and (
            not wanted or bool(wanted & content(texts))
        )
        said = f"{said}; {city.past}"
    if not asked.polar:
        return told(said, f"former:{said}")
    return polar(true, asked, said, said, f"former:{said}:{true}")
