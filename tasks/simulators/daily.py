"""Questions about daily life: how people greet, eat and dress, who lived there first, where one goes with time to spend."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.citywords import content
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, group, since
from tasks.simulators.water import coastal

_HELLO = {
    "JP": "konnichiwa", "CN": "ni hao", "TW": "ni hao", "IN": "namaste", "PK": "assalamu alaikum", "BD": "assalamu alaikum",
    "MX": "hola", "AR": "hola", "CL": "hola", "CO": "hola", "PE": "hola", "ES": "hola", "CU": "hola", "BR": "olá or oi",
    "PT": "olá", "AO": "olá", "EG": "salam or ahlan", "SA": "salam", "AE": "salam or marhaba", "IQ": "salam",
    "MA": "salam", "DZ": "salam", "IR": "salam", "TR": "merhaba", "CD": "bonjour or mbote", "FR": "bonjour",
    "SN": "bonjour or salamaleikum", "CI": "bonjour", "PH": "kumusta", "RU": "privet or zdravstvuyte",
    "ID": "halo or selamat", "TH": "sawasdee", "KR": "annyeonghaseyo", "VN": "xin chào", "MY": "selamat or hai",
    "TZ": "jambo or habari", "KE": "jambo or habari", "DE": "hallo or guten Tag", "AT": "servus or grüß Gott",
    "IT": "ciao or buongiorno", "GR": "yia sou", "CZ": "ahoj or dobrý den", "HU": "szia", "PL": "cześć or dzień dobry",
    "UA": "pryvit", "NL": "hallo or hoi", "SE": "hej", "DK": "hej", "NO": "hei", "ZA": "hello, molo or sawubona",
    "ET": "selam", "GH": "hello or akwaaba", "MM": "mingalaba", "IL": "shalom", "RO": "bună", "NZ": "hello or kia ora",
}  # fmt: skip
_HELLO_CITY = {
    "Hong Kong": "nei hou", "Guangzhou": "nei hou", "Montreal": "bonjour", "Barcelona": "hola", "Chennai": "vanakkam",
    "Kolkata": "nomoshkar", "Hyderabad": "namaskaram", "Bangalore": "namaskara",
}  # fmt: skip

_CHOPSTICKS = group("JP,CN,KR,TW,VN,SG")
_HANDS = group("IN,PK,BD,ET,GH,NG,SN,MM,TZ,KE,CD,ID,MY")

_DRESS = {
    "JP": "western clothes, and the kimono at feasts", "IN": "saris, kurtas and western clothes",
    "PK": "the shalwar kameez, a long shirt with wide trousers", "BD": "saris, lungis and western clothes",
    "KR": "western clothes, and the hanbok at feasts", "VN": "western clothes, conical hats and the ao dai",
    "SA": "white robes called thobes, and black abayas", "AE": "white robes called kanduras, abayas and western clothes",
    "EG": "western clothes, galabeya robes and headscarves", "MA": "western clothes, djellaba robes and caftans",
    "NG": "bright printed cloth, agbada robes and gele headwraps", "GH": "kente and other printed cloth, and western clothes",
    "SN": "boubou robes and western clothes", "KE": "western clothes; the Maasai wear red cloaks",
    "TZ": "kanga and kitenge cloth and western clothes", "ET": "western clothes and white cotton dresses and shawls",
    "ID": "western clothes, batik and sarongs", "MY": "western clothes, baju kurung and sarongs",
    "MM": "sarongs called longyi", "CD": "bright printed cloth, and the suits of the sapeurs",
    "IR": "western clothes, and headscarves or chadors for women", "MX": "western clothes; sombreros and ponchos at feasts",
    "PE": "western clothes; ponchos and bright hats in the mountains", "AT": "western clothes; dirndl and loden at feasts",
    "DE": "western clothes; dirndl and leather trousers in the south", "CO": "western clothes; woollen ruanas in the cold",
}  # fmt: skip

_FIRST = {
    "Auckland": "the Maori, a Polynesian people", "Sydney": "the Gadigal and other Aboriginal people of the Eora",
    "Melbourne": "the Wurundjeri and other Aboriginal people of the Kulin", "New York City": "the Lenape",
    "Philadelphia": "the Lenape", "Boston": "the Massachusett", "Los Angeles": "the Tongva", "San Francisco": "the Ohlone",
    "Chicago": "the Potawatomi and Miami", "Seattle": "the Duwamish and Suquamish", "Miami": "the Tequesta",
    "Houston": "the Akokisa and Karankawa", "Dallas": "the Caddo and Wichita", "Atlanta": "the Creek and Cherokee",
    "Washington D.C.": "the Nacotchtank", "Las Vegas": "the Southern Paiute", "Vancouver": "the Musqueam, Squamish and Tsleil-Waututh",
    "Toronto": "the Wendat, Seneca and Mississauga", "Montreal": "the Iroquoians of the Saint Lawrence",
    "Mexico City": "the Mexica, also called Aztecs, and peoples before them", "Lima": "the Ichma, then under the Inca",
    "Bogota": "the Muisca", "Buenos Aires": "the Querandí", "Santiago": "the Picunche, kin of the Mapuche",
    "Rio de Janeiro": "the Tupi people called Tamoio", "Sao Paulo": "the Tupi", "Havana": "the Taíno", "Manila": "the Tagalog",
    "Cape Town": "the Khoikhoi and San", "Johannesburg": "the San, then the Sotho and Tswana", "Nairobi": "the Maasai and Kikuyu",
    "Lagos": "the Awori, a Yoruba people", "Accra": "the Ga", "Dakar": "the Lebu", "Kinshasa": "the Teke and Humbu",
    "Luanda": "the Mbundu", "Dar es Salaam": "the Zaramo", "Addis Ababa": "the Oromo", "Casablanca": "Berbers",
    "Taipei": "the Ketagalan", "Singapore": "Malays and sea people called Orang Laut", "Kuala Lumpur": "Malays and the Orang Asli",
    "Jakarta": "Sundanese people", "Paris": "a Celtic tribe, the Parisii", "London": "Celtic Britons", "Milan": "Celts, the Insubres",
    "Vienna": "Celts", "Budapest": "Celts, the Eravisci", "Dublin": "Gaelic Celts, and then the Vikings", "Berlin": "Slavs",
    "Barcelona": "Iberians, the Laietani", "Rome": "Latins and Sabines", "Istanbul": "Thracians, and then Greeks",
    "Mumbai": "Koli fishing people", "Ho Chi Minh City": "the Khmer", "Bangkok": "Thais and Mon", "Yangon": "the Mon",
    "Tokyo": "people of the Jomon and then the Yayoi age", "Stockholm": "Norse people", "Lisbon": "Celts and Phoenicians",
    "Kyiv": "Slavs, the Polans", "Saint Petersburg": "Finnic people, the Izhorians", "Prague": "Celts, the Boii, and then Slavs",
}  # fmt: skip


def daily(city: City, asked: Asked) -> Said | None:
    return (
        _greeting(city, asked)
        or _at_table(city, asked)
        or _first_people(city, asked)
        or _dress(city, asked)
        or _news(city, asked)
        or _once_small(city, asked)
        or _destroyed(city, asked)
        or _to_do(city, asked)
        or _nature(city, asked)
        or _worship(city, asked)
        or _dance(city, asked)
        or _mix(city, asked)
        or _beginning(city, asked)
        or _crops(city, asked)
        or _revolution(city, asked)
        or _kings(city, asked)
        or _new_year(city, asked)
        or _football(city, asked)
    )


def _greeting(city: City, asked: Asked) -> Said | None:
    if (
        asked.polar
        or not asked.has(
            "(?:say|greet\\w*|word for|how .* say)\\b.*\\b(?:hello|hi|good day|each other|people)|greetings?"
        )
        or asked.has("languages?")
    ):
        return None
    hello = _HELLO_CITY.get(city.names[0]) or _HELLO.get(city.country.code, "hello")
    return told(f"people greet each other with {hello}", f"hello:{hello}")


def _at_table(city: City, asked: Asked) -> Said | None:
    """With what people eat."""
    if not asked.has(
        "chop ?sticks?|(?:eat|food|eating)\\b.*\\b(?:hands?|fingers?|forks?|knives|knife|cutlery|spoons?)|cutlery"
    ):
        return None
    code = city.country.code
    way = (
        "chopsticks"
        if code in _CHOPSTICKS
        else "the right hand, or a spoon and fork"
        if code in _HANDS
        else "knife and fork"
    )
    way = "spoon and fork" if code in ("TH", "PH") else way
    said = f"people mostly eat with {way}"
    if not asked.polar or asked.either:
        return told(said, f"table:{way}")
    wanted = "chopsticks" if asked.has("chop ?sticks?") else "hand" if asked.has("hands?|fingers?") else "fork"
    return polar(wanted in way, asked, said, said, f"table:{wanted}:{wanted in way}")


_NATIVES = (
    "(?:first|original|earliest|native|indigenous|aboriginal) (?:people|peoples|inhabitants|settlers|residents|tribes?|nations?|population|ones)|indigenous|aborigin\\w+|native (?:american|tribe|people)\\w*|natives|"
    "(?:who|which (?:people|tribes?)|what (?:people|tribes?)|people)\\b.*\\b(?:lived|living|was|were|been) (?:there|here|in the area|on the land|around there) (?:before|first|originally)"
)


def _first_people(city: City, asked: Asked) -> Said | None:
    if not asked.has(_NATIVES) or asked.has("language|food|museum|art|crew|world war"):
        return None
    first = _FIRST.get(city.names[0])
    if asked.polar and not asked.either:
        new = city.country.continent in ("North America", "South America", "Australia") or city.country.code == "TW"
        yes = f"the first who lived there were {first}" if first else ""
        no = "most people are natives of the country, and there is no other native people there"
        return polar(new and first is not None, asked, yes, no, f"natives:{new}")
    said = (
        f"the first people known to have lived there were {first}"
        if first
        else f"it is not known who came first; {city.past}"
    )
    return told(said, f"first:{first}")


def _dress(city: City, asked: Asked) -> Said | None:
    if asked.polar or not asked.has(
        "wear|wears|dress|dressed|clothes do|clothing do|costumes?|traditional (?:clothes|clothing|dress)"
    ):
        return None
    said = f"people wear {_DRESS.get(city.country.code, 'western clothes, as in most large cities')}"
    texts = [one.text for one in own(city.names[0], "-") if re.search(r"\bwear\b", one.text)]
    return told(f"{said}. {texts[0]}" if texts else said, f"dress:{said}")


_RECENT = re.compile(r"\b20[012]\d\b|covid|coronavirus|pandemic", re.I)


def _news(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        "news|headlines?|(?:in|of) (?:the )?recent (?:years|times|history)|happened (?:recently|lately)|recent events?"
    ):
        return None
    if asked.has("newspapers?|news ?agency|channel|war|wars"):
        return None
    texts = [f"It is known for {city.famous}."] if _RECENT.search(city.famous) else []
    texts += [one.text for one in own(city.names[0], "-") if _RECENT.search(one.text)]
    said = " ".join(texts[:2]) or f"I know of no great news of late; it is known for {city.famous}"
    if asked.polar and not asked.either:
        return polar(bool(texts), asked, said.rstrip("."), "not that I know of", f"news:{bool(texts)}")
    return told(said, f"news:{said}")


def _once_small(city: City, asked: Asked) -> Said | None:
    """`Was it just a village once?`"""
    if not asked.polar or not asked.has(
        "(?:small|little|tiny|fishing|quiet|sleepy) (?:\\w+ )?(?:place|town|village|settlement|port)|village"
    ):
        return None
    if not asked.has("was|once|used to|were|before|originally|until|began|start\\w*"):
        return None
    texts = [capital(city.past), *(one.text.rstrip(".") for one in own(city.names[0], "-"))]
    small = [
        text for text in texts if re.search(r"\b(?:village|fishing|hamlet|small town|settlement|little port)\b", text)
    ]
    true = bool(small) or city.founded > 1700
    said = (small or texts)[0]
    return polar(true, asked, said, said, f"small:{true}")


_RUINED = re.compile(
    r"\b(?:destroyed|burnt|burned|great fire|razed|in ruins|from ruins|flattened|levelled|rebuilt after|laid waste|sacked)\b",
    re.I,
)


def _destroyed(city: City, asked: Asked) -> Said | None:
    if not asked.polar or not asked.has(
        "(?:ever|once|was|been|got|get)\\b.*\\b(?:destroyed|burnt|burned|ruined|razed|flattened|rebuilt|levelled)"
    ):
        return None
    if asked.has("war|wars|bomb\\w*|second|fire|earthquake|romans?|by"):
        return None
    texts = [one.text.rstrip(".") for one in own(city.names[0], "-") if _RUINED.search(one.text)]
    return polar(bool(texts), asked, texts[0] if texts else "", "not that I know of", f"destroyed:{bool(texts)}")


def _to_do(city: City, asked: Asked) -> Said | None:
    """Where to go with children, on a free day, for a swim, and what to bring home."""
    if asked.polar or asked.has("schools?|learn|famous|born"):
        return None
    if asked.has("souvenirs?|(?:bring|take|buy) (?:back )?(?:home|as a present)|gifts?|presents?"):
        taste = re.split(r",| and ", city.table)[0]
        return told(
            f"one brings home something of what it is known for, {city.famous}, or a taste of it, such as {taste}",
            "gift",
        )
    if asked.has("weekends?|sundays?|saturdays?|free time|spare time|days? off|children|kids|famil(?:y|ies)|for fun"):
        return told(f"people go to places such as {city.parks}; nearby are {city.nearby}", f"free:{city.parks}")
    if asked.has("where\\b.*\\b(?:swim|swimming|beach|bathe|surf)"):
        near = re.search(r"[^,]*\b[Bb]each(?:es)?\b[^,]*", city.parks)
        shore = "at the beaches and in pools" if coastal(city) else "in pools and baths"
        place = f"at {near[0].strip().removeprefix('and ')}" if near else shore
        return told(f"one can swim {place}; it lies {city.water}", f"swim:{place}")
    return None


def _nature(city: City, asked: Asked) -> Said | None:
    """Plants, and the beast that stands for the country."""
    if asked.polar and not asked.either:
        return None
    if asked.has("animals?|beast|bird") and asked.has("symbol\\w*|national|emblem|stands? for|represents?"):
        return told(f"animals of the country are {city.country.animals}", f"animal:{city.country.code}")
    if asked.has("trees|plants|flowers|vegetation|flora") and not asked.has("festival|market|giant steel|christmas"):
        texts = [
            one.text
            for one in own(city.names[0], city.country.code)
            if re.search(r"\b(?:trees?|flowers?|blossoms?|palms?|forests?|tulips?)\b", one.text)
        ]
        said = f"the land around is {city.land}, and the country has {city.country.nature}"
        return told(f"{' '.join(texts[:1])} {capital(said)}".strip(), f"plants:{city.names[0]}")
    return None


_HOUSES = {
    "temples?|pagodas?|shrines?": ("temple|pagoda|shrine|stupa", "Hindu|Buddh|Shinto|Tao"), "mosques?|minarets?": ("mosque|minaret", "Islam|Muslim"),
    "synagogues?": ("synagogue", "Jud"), "cathedrals?|basilicas?": ("cathedral|basilica|duomo", "Christian|Catholic|Orthodox"),
    "castles?|fort(?:ress)?(?:es)?|citadels?": ("castle|fort|fortress|citadel|kremlin", "-"), "palaces?": ("palace|palazzo", "-"),
    "opera houses?": ("opera|ballet|Theatro|Teatro", "-"), "zoos?": ("zoo", "."), "canals?": ("canal", "-"), "aquariums?": ("aquarium", "-"),
    "statues?|monuments?": ("statue|monument|memorial", "."), "hotels?": ("hotel", "."), "clocks?": ("clock", "-"),
    "pyramids?": ("pyramid", "-"), "cable cars?": ("cable car", "-"), "fountains?": ("fountain", "."),
}  # fmt: skip
"""What is built: the words by which facts call it, and the faiths with which it is found anywhere."""

_PLAIN = content(
    "big large great old ancient famous beautiful pretty important nice huge main many several special person people hero king someone impressive interesting"
)


def _worship(city: City, asked: Asked) -> Said | None:
    """Temples are no churches, and palaces no museums: a building is there if it is called by its name."""
    if not asked.polar or asked.either:
        return None
    for words, (shown, faiths) in _HOUSES.items():
        if not asked.has(
            f"(?:(?:are|is) there|have|has|see|got|find|any) (?:\\w+ ){{0,4}}?(?:{words})(?: there| in it| nearby| in the city| of an? (?:\\w+ )?(?:person|king|hero))?$"
        ):
            continue
        if (
            content(asked.text)
            - content(
                re.sub("[^a-z ]", " ", re.sub(r"\(.*?\)|\?", "", words))
                + " "
                + words.replace("?", "").replace("|", " ")
            )
            - _PLAIN
        ):
            return None
        texts = [
            f"One can see {city.landmarks}",
            f"there is this: {city.museums}",
            f"there is this: {city.parks}",
            f"there is this: {city.towers}",
        ]
        texts += [one.text.rstrip(".") for one in own(city.names[0], "-")]
        found = [text for text in texts if re.search(rf"(?<!no )\b(?:{shown})s?\b", text, re.I)]
        faith = faiths != "-" and re.search(faiths, city.country.religion) is not None
        said = (
            found[0]
            if found
            else f"most people there follow {city.country.religion}"
            if faiths not in ("-", ".")
            else "as in most large cities"
            if faith
            else "not that I know of"
        )
        return polar(bool(found) or faith, asked, said, said, f"built:{shown}:{bool(found) or faith}")
    return None


_DANCES = {
    "AR": "tango", "BR": "samba", "ES": "flamenco", "CU": "rumba, son and salsa", "IN": "classical dances such as Kathak and Bharatanatyam",
    "AT": "the waltz", "US": "jazz, swing and hip-hop dance", "IE": "step dance", "CO": "cumbia and salsa", "EG": "belly dance",
    "TR": "folk dances and the whirling of dervishes", "PL": "the polonaise and mazurka", "UA": "the hopak", "HU": "the csárdás", "NZ": "the haka",
    "CZ": "the polka", "RU": "ballet", "GR": "the sirtaki", "PE": "the marinera", "CL": "the cueca", "MX": "the hat dance", "CD": "rumba",
    "TH": "masked khon dance", "ZA": "gumboot dance", "SN": "sabar dance", "AO": "semba and kizomba", "CN": "lion and dragon dances", "TW": "lion dances",
    "SG": "lion dances", "PH": "the bamboo dance tinikling", "KE": "the jumping dance of the Maasai", "GH": "azonto and highlife dances", "NG": "Afrobeats dances",
    "DE": "techno parties, and folk dance in the south", "FR": "ballet and the cancan", "GB": "ballroom and morris dance", "DK": "ballet", "JP": "bon dances in summer",
    "ID": "masked and court dances", "MY": "the zapin", "MA": "folk dances of Berbers", "ET": "shoulder dances", "KR": "fan dances and K-pop dance",
}  # fmt: skip


def _dance(city: City, asked: Asked) -> Said | None:
    if (
        (asked.polar and not asked.either)
        or not asked.has("dance|dances|dancing")
        or asked.has("who|where|when|festivals?")
    ):
        return None
    texts = [one.text for one in own(city.names[0], "-") if re.search(r"\bdanc", one.text)]
    dances = _DANCES.get(city.country.code, "folk dances, none of them famous in the world")
    return told(f"in the country people dance {dances}. {' '.join(texts[:1])}".strip(), f"dance:{dances}")


def _mix(city: City, asked: Asked) -> Said | None:
    """Who the people are."""
    if asked.polar or not asked.has(
        "(?:population|people) (?:made|consist|compos)\\w*|made up of|ethnic\\w*|what (?:kinds? of |sort of )?(?:people|nationalit\\w+) live|races?"
    ):
        return None
    if asked.has("race(?:s|d)? (?:is|are|track|takes?)|formula|horse|car|islands?"):
        return None
    return told(
        f"people there speak {city.country.languages} for the most part, and by faith it is {city.country.religion}",
        f"mix:{city.country.code}",
    )


def _beginning(city: City, asked: Asked) -> Said | None:
    if asked.polar or not asked.has(
        "(?:start|started|begin|began|begun)(?: (?:out|off|life))? as|used to be (?:before|there)|stood there before|before it (?:was|became) a city"
    ):
        return None
    if asked.has("who|capital"):
        return None
    return told(
        f"{city.past}; its beginnings go back to {since(city)}",
        f"beginning:{city.past}",
    )


_CROPS = {
    "JP": "rice, tea, apples and mandarins", "CN": "rice, wheat, tea and vegetables", "IN": "rice, wheat, mangoes, tea, spices and cotton",
    "PK": "wheat, cotton, rice and mangoes", "BD": "rice, jute and tea", "BR": "coffee, soya, sugar cane and oranges", "AR": "wheat, soya, maize and grapes",
    "CL": "grapes, cherries, apples and avocados", "CO": "coffee, flowers and bananas", "PE": "potatoes, asparagus, avocados and coffee", "MX": "maize, avocados, agave and tomatoes",
    "CU": "sugar cane, tobacco and coffee", "US": "maize, soya, wheat, oranges and almonds", "CA": "wheat, canola and maple syrup", "EG": "cotton, wheat, dates and oranges",
    "NG": "cassava, yams, cocoa and maize", "CD": "cassava, coffee and oil palms", "ZA": "maize, grapes, oranges and apples", "KE": "tea, coffee and flowers",
    "TZ": "coffee, cashew nuts, cloves and maize", "ET": "coffee, teff and sesame", "MA": "olives, oranges and wheat", "GH": "cocoa, yams and cassava",
    "SN": "groundnuts, millet and mangoes", "AO": "coffee, cassava and bananas", "TR": "hazelnuts, figs, wheat and tea", "IR": "pistachios, saffron and dates",
    "IQ": "dates, wheat and barley", "SA": "dates", "AE": "dates", "TH": "rice, rubber, pineapples and durian", "VN": "rice, coffee and pepper",
    "MM": "rice and beans", "MY": "oil palms, rubber and durian", "ID": "oil palms, rice, coffee and spices", "PH": "rice, coconuts, bananas and mangoes",
    "SG": "orchids and vegetables, on very little land", "KR": "rice, ginseng and cabbage", "TW": "rice, tea, pineapples and mangoes", "AU": "wheat, grapes, cotton and sugar cane",
    "NZ": "kiwi fruit, apples and grapes, with sheep and cows on grass", "GB": "wheat, barley, potatoes and apples", "IE": "grass, barley and potatoes", "FR": "wheat, grapes and sugar beet",
    "DE": "wheat, potatoes, hops and grapes", "AT": "wheat, grapes and apples", "IT": "grapes, olives, tomatoes, wheat and lemons", "ES": "olives, oranges and grapes",
    "PT": "grapes, olives and cork", "GR": "olives, grapes and oranges", "NL": "tulips, tomatoes and potatoes", "DK": "wheat, barley and fodder for pigs",
    "SE": "wheat, oats and berries", "PL": "apples, rye and potatoes", "CZ": "hops, wheat and barley", "HU": "paprika, wheat, maize and grapes", "UA": "wheat, sunflowers and maize",
    "RU": "wheat, sunflowers and potatoes",
}  # fmt: skip


def _crops(city: City, asked: Asked) -> Said | None:
    if (asked.polar and not asked.either) or not asked.has(
        "crops?|harvest\\w*|farmers?|farms?|farming|(?:grow|grows|grown)(?! up| as)|vegetables|fruits?"
    ):
        return None
    if asked.has("people grow|population|market|dish|city grow|grew"):
        return None
    crops = _CROPS.get(city.country.code, city.country.products)
    return told(
        f"in the country one grows {crops}; the country makes and sells {city.country.products}", f"crops:{crops}"
    )


_REVOLUTIONS = {
    "FR": "of 1789", "RU": "of 1917", "US": "against Britain from 1775", "CN": "of 1911 and the communist one of 1949", "CU": "of 1959", "IR": "of 1979",
    "MX": "of 1910", "EG": "of 1952 and 2011", "DE": "of 1918, and a peaceful one in 1989", "PT": "of the carnations in 1974", "HU": "of 1956", "UA": "on its main square in 2014",
    "CZ": "of 1989, called velvet", "GR": "against the Ottomans in 1821", "PH": "of 1986", "ET": "of 1974", "AR": "of May 1810", "IQ": "of 1958", "VN": "of August 1945",
    "AT": "of 1848", "GB": "of 1688", "TH": "of 1932", "PL": "of the trade union Solidarity in the 1980s", "TR": "of the Young Turks in 1908", "IE": "called the Easter Rising in 1916",
}  # fmt: skip


def _revolution(city: City, asked: Asked) -> Said | None:
    if not asked.has("revolutions?") or asked.has(
        "industrial|cultural|museum|began|begin|start\\w*|square|french|american|russian|communist|islamic|part in|role|famous"
    ):
        return None
    found = _REVOLUTIONS.get(city.country.code)
    said = f"the country had a revolution {found}" if found else "I know of no great revolution there"
    if not asked.polar or asked.either:
        return told(said, f"revolution:{found}")
    return polar(found is not None, asked, said, said, f"revolution:{found}")


def _kings(city: City, asked: Asked) -> Said | None:
    """Which crowned heads the facts name."""
    if asked.polar or not asked.has(
        "(?:which|what|name the|name a) (?:\\w+ )?(?:kings?|queens?|emperors?|tsars?|sultans?|monarchs?)"
    ):
        return None
    texts = [
        one.text
        for one in own(city.names[0], "-")
        if re.search(
            r"\b(?:[Kk]ings?|[Ee]mperors?|[Tt]sars?|[Ss]ultans?|Shah|shahs?|Empress|caliphs?|Queen (?!Street|Victoria Market)[A-Z]\w+)\b",
            one.text,
        )
    ]
    return told(
        " ".join(texts[:2]) or f"I know of no king or queen of note there; the head of state is {city.country.head}",
        f"kings:{texts[:2]}",
    )


_YEARS = {
    "CN": "the Lunar New Year in January or February, with dragons, red lanterns and fireworks", "TW": "the Lunar New Year in January or February, with fireworks",
    "SG": "the Lunar New Year in January or February, beside that of 1 January", "KR": "the Lunar New Year called Seollal, in January or February", "VN": "the Lunar New Year called Tet",
    "IR": "Nowruz, the new year of spring in March", "TH": "Songkran, the new year of water in April", "MM": "Thingyan, the new year of water in April", "ET": "Enkutatash, the new year in September",
    "JP": "the first days of January, with visits to shrines", "BD": "the Bengali new year in April", "MY": "new years of several peoples, the Lunar New Year among them",
}  # fmt: skip


def _new_year(city: City, asked: Asked) -> Said | None:
    if (asked.polar and not asked.either) or not asked.has("new year'?s?"):
        return None
    said = _YEARS.get(city.country.code, "New Year on 1 January, with parties and fireworks the night before")
    return told(f"people keep {said}", f"new year:{said}")


_OTHER_SPORTS = group("US,CA,IN,PK,BD,AU,NZ,PH,TW,CU,JP,IE")


def _football(city: City, asked: Asked) -> Said | None:
    """Football is loved in most of the world, also where a city is better known for another sport."""
    if (
        not asked.polar
        or asked.either
        or not asked.has("football|soccer")
        or asked.has(
            "american|most popular|main|number one|main sport|clubs?|teams?|famous|known|world cup|players?|stadiums?"
        )
    ):
        return None
    if city.country.code in _OTHER_SPORTS or not asked.has(
        "big|popular|love\\w*|like|follow\\w*|important|play|played|plays|watch\\w*|fans?|crazy|mad|into"
    ):
        return None
    return polar(True, asked, f"many people follow it; clubs and stadiums: {city.clubs}", "", "football")
