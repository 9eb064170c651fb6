"""Questions about a city's name, which is never said."""

import re

from tasks.simulators.asked import Asked, Said, polar, told
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, plain

_NUMBERS = {
    "one": 1, "single": 1, "1": 1, "two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5,
    "six": 6, "6": 6, "seven": 7, "7": 7, "eight": 8, "8": 8, "nine": 9, "9": 9, "ten": 10, "10": 10, "eleven": 11,
    "11": 11, "twelve": 12, "12": 12, "13": 13, "14": 14, "15": 15, "16": 16,
}  # fmt: skip

_FORMER = {
    "Istanbul": "Byzantium and then Constantinople", "Ho Chi Minh City": "Saigon", "Mumbai": "Bombay",
    "Kolkata": "Calcutta", "Chennai": "Madras", "Beijing": "Peking, and Peiping for a while",
    "Guangzhou": "Canton in the west", "Saint Petersburg": "Petrograd and Leningrad", "Tokyo": "Edo",
    "Jakarta": "Batavia", "Kinshasa": "Léopoldville", "Yangon": "Rangoon and before that Dagon", "Toronto": "York",
    "New York City": "New Amsterdam", "Mexico City": "Tenochtitlan", "Hanoi": "Thang Long",
    "Bangalore": "Bangalore in English, Bengaluru now", "Lima": "City of the Kings", "Bogota": "Santa Fe",
    "Casablanca": "Anfa", "Singapore": "Temasek", "Nanjing": "Jinling, and Nanking in the west",
    "Montreal": "Ville-Marie", "Atlanta": "Terminus and Marthasville", "Dallas": "",
    "Vancouver": "Granville, or Gastown", "Los Angeles": "a longer Spanish one about the Queen of the Angels",
    "Delhi": "Indraprastha in legend and Shahjahanabad", "Paris": "Lutetia under the Romans",
    "London": "Londinium under the Romans", "Vienna": "Vindobona under the Romans",
    "Milan": "Mediolanum under the Romans", "Lisbon": "Olisipo under the Romans",
    "Barcelona": "Barcino under the Romans", "Budapest": "Aquincum under the Romans, then Buda, Óbuda and Pest",
    "Dublin": "Dubh Linn and Baile Átha Cliath", "Manila": "Maynila", "Seoul": "Hanyang, and Keijo under foreign rule",
    "Bangkok": "Thonburi across the river; locals say Krung Thep", "Osaka": "Naniwa",
    "Taipei": "Taihoku under foreign rule", "Shanghai": "Hu, in short", "Philadelphia": "",
    "Luanda": "São Paulo da Assunção de Loanda", "San Francisco": "Yerba Buena", "Pune": "Poona",
    "Dhaka": "Jahangirnagar, and Dacca", "Baghdad": "the City of Peace", "Melbourne": "Batmania for a short time",
    "Dar es Salaam": "Mzizima", "Accra": "", "Boston": "Shawmut and Trimountaine", "Houston": "", "Kuala Lumpur": "",
    "Cairo": "Fustat, its older part", "Stockholm": "", "Copenhagen": "Havn", "Madrid": "Mayrit under the Moors",
    "Buenos Aires": "a longer name with the Holy Trinity and Saint Mary", "Hyderabad": "Bhagyanagar",
    "Ahmedabad": "Ashaval and Karnavati", "Surat": "Suryapur", "Tehran": "", "Moscow": "", "Lagos": "Eko",
    "Auckland": "Tāmaki Makaurau", "Sydney": "Port Jackson's settlement", "Chengdu": "",
    "Tianjin": "Tientsin in the west", "Chongqing": "Chungking in the west, Yuzhou of old",
    "Wuhan": "Hankou, Wuchang and Hanyang, its three towns", "Lahore": "Lavapuri in legend", "Karachi": "Kolachi",
    "Dubai": "", "Addis Ababa": "Finfinne", "Hong Kong": "", "Rio de Janeiro": "", "Nagoya": "", "Johannesburg": "",
}  # fmt: skip

_MEANS = {
    "Tokyo": "eastern capital", "Beijing": "northern capital", "Nanjing": "southern capital",
    "Shanghai": "upon the sea", "Buenos Aires": "good airs", "Casablanca": "white house", "Los Angeles": "the angels",
    "Rio de Janeiro": "January river", "Sao Paulo": "Saint Paul", "San Francisco": "Saint Francis",
    "Las Vegas": "the meadows", "Dar es Salaam": "abode of peace", "Addis Ababa": "new flower",
    "Hong Kong": "fragrant harbour", "Kuala Lumpur": "muddy river mouth", "Singapore": "lion city",
    "Philadelphia": "brotherly love", "Montreal": "royal mountain", "Cairo": "the victorious", "Riyadh": "the gardens",
    "Dublin": "black pool", "Copenhagen": "merchants' harbour", "Amsterdam": "dam on a river",
    "Munich": "by the monks", "Nairobi": "cool water", "Hanoi": "inside the river", "Taipei": "north of the island",
    "Lagos": "lakes", "Cape Town": "what it says, a town at a headland", "Seoul": "capital", "Osaka": "large slope",
    "Manila": "place of a water plant", "Delhi": "threshold, perhaps", "Chengdu": "become a capital",
    "Chongqing": "double celebration", "Shenzhen": "deep ditches", "Guangzhou": "broad prefecture",
    "Jakarta": "victorious deed", "Santiago": "Saint James", "Chicago": "wild onion, perhaps",
    "Auckland": "the name of an English lord", "Sydney": "the name of an English lord",
    "Melbourne": "the name of an English lord", "Houston": "the name of a general",
    "Vancouver": "the name of a captain", "Washington D.C.": "the name of a first president",
    "Seattle": "the name of a native chief", "Ho Chi Minh City": "the name of a leader", "Yangon": "end of strife",
    "Baghdad": "given by God, perhaps", "Istanbul": "to the town", "Toronto": "trees standing in water",
    "Johannesburg": "town of two men called John", "Saint Petersburg": "town of the apostle Peter",
    "Mexico City": "the place of an Aztec people", "Berlin": "swamp, perhaps", "Athens": "the goddess of wisdom",
    "Dallas": "the name of a man not quite known", "Atlanta": "after the Atlantic railway", "Accra": "ants",
    "Vienna": "a river of the woods", "Warsaw": "belonging to one Warsz", "Kyiv": "belonging to one Kyi",
    "Mumbai": "after the goddess Mumba", "Dhaka": "after a goddess, perhaps", "New York City": "after an English duke",
    "Kolkata": "field of the goddess Kali, perhaps", "Tianjin": "ford of the heavens", "Lahore": "after a son of the god Rama, as legend says",
    "Moscow": "after its river", "Paris": "after a Celtic tribe", "Bogota": "after a place of the Muisca",
    "Lima": "after its river, in a native tongue", "Hyderabad": "town of the lion", "London": "an old Celtic word, not quite known",
    "Wuhan": "three towns' names put together", "Ahmedabad": "town of the sultan who founded it", "Surat": "good land, perhaps",
    "Pune": "place of merit", "Miami": "after a native people or a lake", "Boston": "after a town in England",
    "Rome": "after its founder, as legend says", "Milan": "in the middle of the plain", "Prague": "threshold or ford, perhaps",
    "Budapest": "two towns' names put together", "Stockholm": "log island", "Lisbon": "safe harbour, perhaps", "Havana": "after a native chief, perhaps",
    "Dubai": "a little locust, perhaps", "Kinshasa": "after a village", "Karachi": "after a fisherwoman, as legend says",
    "Bangkok": "village of wild plums, perhaps", "Madrid": "place of much water, perhaps", "Nagoya": "calm old house, perhaps",
    "Tehran": "a warm place, perhaps", "Dakar": "tamarind tree, perhaps", "Luanda": "flat land or tax, perhaps",
    "Chennai": "after a local ruler, perhaps", "Bangalore": "town of boiled beans, as legend says", "Barcelona": "after Barca or an Iberian word",
}  # fmt: skip


def spelling(city: City, asked: Asked) -> Said | None:
    return (
        _country_letters(city, asked)
        or _letters(city, asked)
        or _lengths(city, asked)
        or _other_names(city, asked)
        or _secret(city, asked)
    )


def _country_letters(city: City, asked: Asked) -> Said | None:
    if not asked.has("country(?:'?s)?") or not asked.has(
        "letters?|starts? with|begins? with|end with|ends with|name .*(?:long|start|begin)|words?"
    ):
        return None
    name = city.country.names[0]
    letter = asked.has(r"(?:start|begin)s?(?: in)?(?: with)? (?:the |a |an )?(?:letter )?([a-z])\b")
    if asked.polar and letter:
        return polar(
            plain(name).startswith(letter[1]),
            asked,
            f"its name begins with {name[0]}",
            f"its name begins with {name[0]}",
            f"country letter:{letter[1]}",
        )
    if asked.has("how many letters"):
        return told(f"the country's name has {sum(c.isalpha() for c in name)} letters", f"country letters:{len(name)}")
    return told(f"the country's name begins with {name[0]}", f"country letter:{name[0]}")


def _vowels(letters: str, asked: Asked) -> Said | None:
    """Vowels and consonants at either end, and letters that stand twice in a row."""
    if asked.polar and asked.has("more (?:vowels?|consonants?) than (?:vowels?|consonants?)"):
        count = sum(c in "aeiou" for c in letters)
        true = 2 * count > len(letters) if asked.has("more vowels?") else 2 * count < len(letters)
        said = f"its name has {count} vowels among {len(letters)} letters"
        return polar(true, asked, said, said, f"vowels:{count}:{true}")
    kind = asked.has("(?:(start|begin|first|end|last|finish)\\w*)\\b.*\\b(vowel|consonant)")
    if kind:
        letter = letters[-1] if kind[1] in ("end", "last", "finish") else letters[0]
        said = f"the {'last' if letter is letters[-1] and kind[1] in ('end', 'last', 'finish') else 'first'} letter is a {'vowel' if letter in 'aeiou' else 'consonant'}"
        if not asked.polar or asked.either:
            return told(said, f"{kind[1]}:{said}")
        return polar((letter in "aeiou") == (kind[2] == "vowel"), asked, said, said, f"{kind[1]}:{kind[2]}:{said}")
    if asked.has(
        "(?:double|doubled|repeated|repeating|same|twin) letters?|letters? (?:twice|doubled|repeated|more than once)|any letter(?:s)? repeat\\w*|two (?:of the same|identical) letters"
    ):
        row = asked.has("double|doubled|in a row|twin") is not None
        true = re.search(r"(.)\1", letters) is not None if row else len(set(letters)) < len(letters)
        return polar(true, asked, "there is one in its name", "there is none in its name", f"double:{row}:{true}")
    return None


def _letters(city: City, asked: Asked) -> Said | None:
    name = plain(city.names[0])
    letters = "".join(c for c in name if c.isalpha())
    if (found := _vowels(letters, asked)) is not None:
        return found
    first = asked.has(
        r"(?:start|begin)s?(?:ing|s)?(?: off)?(?: with| by| in) (?:the |an? )?(?:letter )?([a-z])\b(?! [a-z]* ?(?:name|word))"
    )
    if first:
        return polar(
            name.startswith(first[1]),
            asked,
            f"it begins with {first[1].upper()}",
            f"it does not begin with {first[1].upper()}",
            f"letter:{first[1]}:{name.startswith(first[1])}",
        )
    last = asked.has(r"ends? (?:with|in|on) (?:the |an? )?(?:letter )?([a-z])\b")
    if last and asked.polar:
        return polar(
            letters.endswith(last[1]),
            asked,
            f"it ends in {last[1].upper()}",
            f"it does not end in {last[1].upper()}",
            f"ends:{last[1]}:{letters.endswith(last[1])}",
        )
    within = asked.has(
        r"(?:contain|include|have|has|with)s?(?: in it)? (?:the |an? )?letters? ([a-z])\b|(?:is there|does it have|contains?) (?:the |an? )(?:letter )?([a-z])(?: in (?:its|the|it))"
    )
    if within and asked.polar:
        letter = within[1] or within[2]
        return polar(
            letter in letters,
            asked,
            f"there is a letter {letter.upper()} in it",
            f"there is no {letter.upper()} in it",
            f"within:{letter}:{letter in letters}",
        )
    if asked.has(
        r"first letter|starting letter|initials?|(?:what|which) letters? does (?:it|the|its)|letter (?:does it|it) (?:start|begin)|(?:start|begin)s? with(?: what| which)|what does (?:its name|the name|it) (?:start|begin)"
    ):
        if asked.has("last|end"):
            return told(f"its name ends in {letters[-1].upper()}", f"ends:{letters[-1]}")
        return told(f"its name begins with {name[0].upper()}", f"letter:{name[0]}")
    if asked.has("last letter|final letter|letter does (?:it|the name|its name) end"):
        return told(f"its name ends in {letters[-1].upper()}", f"ends:{letters[-1]}")
    if asked.has("vowels?") and asked.has("how many|vowels"):
        count = sum(c in "aeiou" for c in letters)
        return told(f"its name has {count} vowels", f"vowels:{count}")
    return None


def _lengths(city: City, asked: Asked) -> Said | None:
    name = city.names[0]
    length = sum(c.isalpha() for c in name)
    between = asked.has(r"between (\w+) and (\w+) (?:letters?|characters)|letters? .*between (\w+) and (\w+)")
    if between and asked.polar and not asked.has("million|people"):
        low, high = (_NUMBERS.get(word, 0) for word in between.groups() if word)
        said = f"its name has {length} letters"
        return polar(low <= length <= high, asked, said, said, f"letters:{low}-{high}")
    if asked.has(r"letters?|characters long") and asked.has("name|letters") and not asked.has("love letters|letter to"):
        number = asked.has(
            r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: or (?:more|fewer|less))? letters?"
        )
        if asked.polar and number:
            wanted = _NUMBERS.get(number[1], 0) or int(number[1]) if number[1].isdigit() else _NUMBERS[number[1]]
            more, fewer = (
                asked.has("more than|over|longer than|longer"),
                asked.has("less than|fewer than|under|shorter"),
            )
            true = length > wanted if more else length < wanted if fewer else length == wanted
            if asked.has("at least|or more|minimum|no fewer than|no less than|or longer"):
                true = length >= wanted
            elif asked.has("at most|or fewer|or less|up to|maximum|no more than|or shorter"):
                true = length <= wanted
            said = f"its name has {length} letters"
            return polar(true, asked, said, said, f"letters:{wanted}:{true}")
        if asked.has("how many|number of|how long|long") or asked.has("letters in"):
            return told(f"its name has {length} letters", f"letters:{length}")
    if asked.has("how long is (?:its|the|the city's) name|length of (?:its|the) name"):
        return told(f"its name has {length} letters", f"letters:{length}")
    if asked.has("(?:long|short) name|name (?:long|short)"):
        long = length > 8
        said = f"its name has {length} letters"
        return polar(long if asked.has("long") else length < 7, asked, said, said, f"long:{long}")
    words = asked.has(r"(one|two|three|single|1|2|3|how many|more than one|several|multiple) words?")
    if words:
        count = len(name.split())
        said = f"its name has {count} {'word' if count == 1 else 'words'}"
        if not asked.polar or words[1] == "how many":
            return told(said, f"words:{count}")
        wanted = _NUMBERS.get(words[1], 0)
        true = count > 1 if wanted == 0 else count == wanted
        return polar(true, asked, said, said, f"words:{wanted}:{true}")
    if asked.has("syllables?"):
        count = syllables(name)
        number = asked.has(r"(\d+|one|two|three|four|five|six) syllables?")
        said = f"its name has {count} syllables" if count != 1 else "its name has one syllable"
        if asked.polar and number:
            true = count == (_NUMBERS.get(number[1]) or 0)
            return polar(true, asked, said, said, f"syllables:{true}")
        return told(said, f"syllables:{count}")
    return None


_SYLLABLES = {
    "Tokyo": 3, "Seoul": 1, "Rome": 1, "Lagos": 2, "Los Angeles": 4, "Kyiv": 2, "Guangzhou": 2, "Beijing": 2,
    "Sao Paulo": 3, "Riyadh": 2, "Buenos Aires": 5, "Santiago": 4, "Seattle": 3, "Vienna": 3, "Shanghai": 2,
    "Taipei": 2, "Nairobi": 3, "Chennai": 2, "Hanoi": 2, "Dubai": 2, "Baghdad": 2, "Montreal": 3, "Havana": 3,
    "Tianjin": 2, "Kuala Lumpur": 4, "Washington D.C.": 5, "Philadelphia": 5, "New York City": 4, "Dallas": 2,
    "Moscow": 2, "Copenhagen": 4, "Cape Town": 2, "Melbourne": 2, "Prague": 1, "Pune": 2, "Chengdu": 2, "Sydney": 2,
    "Wuhan": 2, "Miami": 3, "Lima": 2, "Dar es Salaam": 4, "Rio de Janeiro": 6, "Kinshasa": 3, "Bangalore": 3,
}  # fmt: skip


def syllables(name: str) -> int:
    return _SYLLABLES.get(name) or sum(len(re.findall(r"[aeiouy]+", word)) for word in plain(name).split())


_SAKES = {
    "person|people|someone|somebody|man|human": "name of|Saint (?!of)|lord|captain|leader|John\\b|apostle|one Warsz|one Kyi|English duke|sultan|chief|founder",
    "saint|apostle": "Saint|apostle", "king|queen|duke|ruler|royal|prince": "duke|sultan|lord", "god|goddess": "god",
    "president|politician|leader": "president|leader", "river|lake": "river|lake", "woman|lady|girl|female": "goddess|fisherwoman", "animal": "lion|ants|locust",
}  # fmt: skip


def _namesake(city: City, asked: Asked, wanted: str) -> Said:
    """Whether the name honours someone."""
    meaning = _MEANS.get(city.names[0], "")
    shown = next((shown for words, shown in _SAKES.items() if re.fullmatch(words, wanted)), re.escape(wanted))
    true = bool(meaning) and re.search(rf"\b(?:{shown})", meaning) is not None
    said = f"the name has to do with this: {meaning}" if meaning else "as far as I know"
    return polar(true, asked, said, said, f"namesake:{wanted}:{true}")


def _other_names(city: City, asked: Asked) -> Said | None:
    after = asked.has("named (?:after|for|in honou?r of) (?:an? |the |some )?(?:famous |real |historical )?(\\w+)")
    if (
        after
        and asked.polar
        and not asked.has(
            "films?|movies?|songs?|books?|dish|food|drink|airport|street|country|there|anything|something"
        )
    ):
        return _namesake(city, asked, after[1])
    if (
        asked.has(
            "(?:name|it|word) means?|meaning of|meaning|named after|etymology|name come from|origin of (?:its|the) name|get its name|got its name|why is it called"
        )
        and asked.has("name\\w*|called|mean\\w*|word")
        and not asked.has("films?|movies?|songs?|books?|dish|food|drink")
    ):
        meaning = _MEANS.get(city.names[0])
        if meaning is None or asked.has("why is it called the|river|airport|street"):
            return None
        return told(f"its name means something like this: {meaning}", f"means:{meaning}")
    if not asked.has(
        r"(?:another|different|other|old|older|former|previous|earlier|original|ancient|second|colonial|historical|first|alternative) names?|name change|chang\w+ (?:its|the) name|re ?named|formerly|used? to (?:be called|be named|be known|have)|used? to go by|always (?:been )?(?:called|had)|"
        r"(?:called|named|known as)(?: something)? (?:before|in the past|earlier|previously|once|originally|formerly|different\w*|else|historically|in (?:ancient|colonial|roman|soviet) times)|known as (?:before|in the past|by the)|once (?:called|named|known)|"
        r"was (?:it|the city|this city) (?:called|named|known as|(?:previously|formerly|once|originally) (?:called|named|known))|under another name|go by|went by|other names|had been called|previously (?:called|known|named)|original(?:ly)? (?:called|named|known)|have an old name|got renamed"
    ) or asked.has("country|capital"):
        return None
    former = _FORMER.get(city.names[0], "")
    if any(name in former for name in city.names[1:]):
        kept = re.split(r",| and ", former)[0]
        kept = "" if any(name in kept for name in city.names[1:]) else f"{kept}, and "
        former = f"{kept}by a name that would tell too much" if kept else "by a name that would tell too much to say"
    said = f"it was once called {former}" if former else "it has kept its name, as far as I know"
    if not former:
        found = next(
            (
                one.text.rstrip(".")
                for one in own(city.names[0], "-")
                if re.search(r"\b(?:was|formerly|once) (?:called|named)|old name|renamed", one.text)
            ),
            "",
        )
        said = (found[0].lower() + found[1:]) if found.startswith(("It ", "The ")) else found or said
        former = found
    if asked.polar:
        true = bool(former) != bool(asked.has("always (?:been )?(?:called|had|named)"))
        return polar(true, asked, said, said, f"renamed:{bool(former)}")
    return told(said, f"renamed:{former}")


def _secret(city: City, asked: Asked) -> Said | None:
    if asked.polar or asked.has("nick ?names?|called by|people call|locals call"):
        return None
    if asked.has(
        r"(?:what|whats|tell me|say|give me) (?:is )?(?:its|the|the city's|your) name\b(?! of the (?!city|town|place))|name of (?:the|this|your) (?:city|town|place)|(?:^|is )(?:what|which) (?:city|town|place)(?: is (?:it|this))?$|(?:what|which) (?:city|town) (?:is it|are you|am i|are we|do you)|"
        r"^what is it called|tell me the (?:name|city|answer)|the answer|what are you called|who is it|reveal|i give up"
    ):
        return Said(("That is for you to find out.", "I must not tell you its name."), "name")
    return None
