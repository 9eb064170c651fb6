"""Questions about what people speak and believe."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.gazetteer import City, group

_SCRIPTS = {
    "Chinese": "Chinese characters", "Japanese": "kanji and kana, which came partly from Chinese characters",
    "Korean": "hangul", "Arabic": "the Arabic script", "Persian": "the Persian form of the Arabic script",
    "Urdu": "the Arabic script in its Urdu form", "Hindi": "Devanagari", "Bengali": "the Bengali script",
    "Tamil": "the Tamil script", "Marathi": "Devanagari", "Telugu": "the Telugu script",
    "Kannada": "the Kannada script", "Gujarati": "the Gujarati script", "Mandarin": "Chinese characters",
    "Cantonese": "Chinese characters", "Thai": "the Thai script", "Russian": "the Cyrillic alphabet",
    "Ukrainian": "the Cyrillic alphabet", "Greek": "the Greek alphabet", "Amharic": "the Ethiopic script",
    "Burmese": "the Burmese script", "Hebrew": "the Hebrew alphabet",
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
    "Bangla",
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
    "Gaelic",
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
    "Marathi",
    "Telugu",
    "Kannada",
    "Gujarati",
    "Punjabi",
    "Sindhi",
    "Yoruba",
    "Twi",
    "Latin",
    "Hokkien",
    "Shanghainese",
    "Bahasa",
    "Pashto",
    "Igbo",
    "Hausa",
    "Guarani",
    "Malayalam",
    "Yiddish",
    "Bosnian",
    "Sanskrit",
]

_ALSO = {
    "Hong Kong": "Cantonese and English", "Guangzhou": "Cantonese and Mandarin Chinese",
    "Shenzhen": "Mandarin Chinese, with some Cantonese", "Montreal": "French first, and English second",
    "Barcelona": "Catalan and Spanish", "Chennai": "Tamil, with English", "Kolkata": "Bengali, with Hindi and English",
    "Mumbai": "Marathi, Hindi and English", "Shanghai": "Mandarin Chinese and the Shanghainese (Wu) dialect",
    "Hyderabad": "Telugu and Urdu, with English", "Bangalore": "Kannada, with English",
    "Pune": "Marathi, with Hindi and English", "Ahmedabad": "Gujarati, with Hindi and English",
    "Surat": "Gujarati, with Hindi", "Delhi": "Hindi, with English, Punjabi and Urdu",
    "Lahore": "Punjabi and Urdu, with English in offices", "Karachi": "Urdu, with Sindhi and English",
    "Singapore": "English, Mandarin Chinese, Malay and Tamil",
    "Toronto": "English, beside the many tongues of immigrants; French is official too in the country",
    "Vancouver": "English, with much Chinese and Punjabi; French is official in the country",
    "Miami": "English and Spanish", "Los Angeles": "English and much Spanish",
    "Manila": "Filipino (Tagalog) and English", "Houston": "English, with much Spanish",
    "Dallas": "English, with much Spanish", "New York City": "English, with much Spanish and hundreds of others",
    "San Francisco": "English, with Spanish and Chinese", "Las Vegas": "English, with much Spanish",
    "Chicago": "English, with Spanish and Polish", "Lagos": "English, Yoruba and pidgin",
    "Accra": "English, with Twi and Ga", "Dakar": "French officially, and Wolof in the street",
    "Kinshasa": "French officially, and Lingala in the street", "Nairobi": "Swahili and English, and Sheng slang",
    "Dar es Salaam": "Swahili, with English", "Casablanca": "Arabic (Darija), with French and Berber",
    "Kuala Lumpur": "Malay, with English, Chinese and Tamil",
    "Taipei": "Mandarin Chinese, with some Taiwanese Hokkien", "Luanda": "Portuguese, with Kimbundu",
    "Johannesburg": "English, Zulu, Sotho, Afrikaans and others", "Cape Town": "Afrikaans, English and Xhosa",
    "Dubai": "Arabic officially, but mostly English, with Hindi and Urdu", "Kyiv": "Ukrainian, with some Russian",
    "Dublin": "English, with Irish (Gaelic) as the first official language",
    "Jakarta": "Indonesian (Bahasa), a kind of Malay", "Lima": "Spanish, with some Quechua",
    "Baghdad": "Arabic, with Kurdish official too", "Tehran": "Persian (Farsi)", "Addis Ababa": "Amharic, with Oromo",
    "Auckland": "English, with Maori official too", "Dhaka": "Bengali (Bangla)",
    "Istanbul": "Turkish, with some Kurdish", "Moscow": "Russian", "Yangon": "Burmese", "Brussels": "",
}  # fmt: skip

_DIALECTS = {
    "Shanghai": "Wu", "Hong Kong": "Cantonese", "Guangzhou": "Cantonese", "Chengdu": "Sichuanese Mandarin",
    "Chongqing": "Southwestern Mandarin", "Cairo": "Egyptian Arabic", "Casablanca": "Darija",
    "Baghdad": "Mesopotamian Arabic",
}  # fmt: skip

_ENGLISH_WELL = group("NL,SE,DK,DE,AT,AE,IL,NO,MY,HU,PT")


def language(city: City, asked: Asked) -> Said | None:
    named = [name for name in _LANGUAGES if asked.has(name.lower())]
    phone = asked.has("(franco|anglo|hispano|luso|hispanic|arabo)(?:phone)?")
    if phone and asked.polar:
        wanted = {"franco": "French", "anglo": "English", "luso": "Portuguese", "arabo": "Arabic"}.get(
            phone[1], "Spanish"
        )
        true = wanted in city.country.languages
        said = f"people speak {_ALSO.get(city.names[0], city.country.languages)}"
        return polar(true, asked, said, said, f"phone:{wanted}:{true}")
    if not asked.has(
        r"languages?|speak|speaks|spoken|tongues?|talk(?!ing about)|alphabets?|script|written|write|writing|speaking|dialects?|lingo|characters|converse|communicate|linguistic\w*"
    ) and not (named and asked.has("hear|heard|official|understand|get by|learn|first|mother")):
        return None
    if asked.has("\\w+(?:ly|lly) speaking|generally speaking|written about|talk of|so to speak"):
        return None
    if asked.has("(?:famous )?(?:writers?|books?|novel|wrote|films?)|talk about|immigrants|written about"):
        return None
    spoken = _ALSO.get(city.names[0], city.country.languages.replace("Chinese", "Mandarin Chinese"))
    known = f"{spoken}, {city.country.languages}"
    if asked.has("alphabets?|script|characters|write|writing|written|letters"):
        return _script(asked, known)
    if asked.has("dialects?") and city.names[0] in _DIALECTS and not asked.polar:
        return told(f"the dialect is {_DIALECTS[city.names[0]]}; people speak {spoken}", f"dialect:{city.names[0]}")
    if (
        asked.polar
        and not asked.either
        and (
            named
            or asked.has(
                "european language|romance|slavic|germanic|bilingual|more than one|several|multiple|two|many|another"
            )
        )
    ):
        return _polar_language(city, asked, spoken, known, named)
    if asked.has("(?:second|other|foreign|besides|else|beside|apart from|another)"):
        return told(f"{_second(city, spoken, asked)}", f"second:{spoken}")
    return Said(
        (f"People speak {spoken}.", f"The language one hears is {spoken}.", f"Mostly {spoken}."), f"language:{spoken}"
    )


def _second(city: City, spoken: str, asked: Asked) -> str:
    parts = re.split(r", | and |; ", spoken)
    if len(parts) > 1:
        return f"people speak {spoken}"
    code = city.country.code
    second = (
        "Russian, English or German"
        if code == "PL"
        else "Russian and English"
        if code == "UA"
        else "French and English"
        if code in ("MA", "DZ")
        else "English"
    )
    return f"people speak {spoken}; the foreign tongue most learn is {second}"


def _script(asked: Asked, known: str) -> Said:
    script = next((script for name, script in _SCRIPTS.items() if known.startswith(name)), None) or next(
        (script for name, script in _SCRIPTS.items() if re.search(rf"^[^,;]*\b{name}", known)),
        "the Latin alphabet, the Roman letters that English uses",
    )
    said = f"people write {script}"
    if asked.polar:
        kinds = (
            "latin",
            "roman",
            "cyrillic",
            "arabic",
            "chinese",
            "greek",
            "hebrew",
            "hangul",
            "devanagari",
            "thai",
            "kanji",
            "hiragana",
            "japanese",
            "korean",
            "english",
            "western",
            "same",
            "bengali",
            "ethiopic",
            "tamil",
        )
        wanted = [word for word in kinds if asked.has(word)]
        latin = script.startswith("the Latin")
        true = (
            any(
                word in script.lower() or (latin and word in ("roman", "english", "western", "same")) for word in wanted
            )
            if wanted
            else not latin
        )
        if "kanji" in wanted or "japanese" in wanted:
            true = "kanji" in script
        if asked.has("different|own|special|non latin|another"):
            true = not latin
        return polar(true, asked, said, said, f"script:{script}:{true}")
    return told(said, f"script:{script}")


def _polar_language(city: City, asked: Asked, spoken: str, known: str, named: list[str]) -> Said:
    if not named:
        many = bool(re.search(", | and |with", spoken)) or " and " in city.country.languages
        if asked.has("european|romance"):
            many = bool(
                re.search("English|French|Spanish|Portuguese|German|Dutch|Italian|Russian|Polish|Catalan", known)
            ) and not (
                asked.has("romance") and not re.search("French|Spanish|Portuguese|Italian|Catalan|Romanian", known)
            )
        if asked.has("slavic|germanic"):
            many = bool(
                re.search(
                    "Russian|Polish|Czech|Ukrainian"
                    if asked.has("slavic")
                    else "German|Dutch|English|Danish|Swedish|Afrikaans",
                    known,
                )
            )
        return polar(many, asked, f"people speak {spoken}", f"people speak {spoken}", f"speak several:{many}")
    alike = {
        "Mandarin": "Chinese",
        "Farsi": "Persian",
        "Tagalog": "Filipino",
        "Bangla": "Bengali",
        "Gaelic": "Irish",
        "Bahasa": "Indonesian",
    }
    first = re.split(r"[,;]| and | with | first| officially", spoken)[0]
    mainly = asked.has(
        "main|mostly|most|first|primary|native|mother|majority|everyone|predominantly|only|usually|dominant"
    ) and not asked.has("one of")

    def heard(name: str) -> bool:
        said = f"{first}" if mainly and "English" not in known else spoken if mainly else known
        return name in said or alike.get(name, name) in said or (name == "Chinese" and "Cantonese" in said)

    true = any(heard(name) for name in named)
    if mainly and true:
        true = any(
            name in first
            or alike.get(name, name) in first
            or (name == "Chinese" and ("Mandarin" in first or "Cantonese" in first))
            or (city.country.languages.startswith(name) and name not in ("Hindi",))
            for name in named
        )
    if (
        named == ["English"]
        and not true
        and asked.has(
            "widely|well|understand|understood|tourists?|common|commonly|get by|many|much|some|can|could|people|do they|does|they"
        )
    ):
        true = city.country.code in _ENGLISH_WELL and not asked.has(
            "official|native|mother|first|main|mainly|mostly|most"
        )
        note = (
            "many people know English, but the language is "
            if true
            else "English is not the language there; people speak "
        )
        return polar(true, asked, f"{note}{spoken}", f"{note}{spoken}", f"speak:{named}:{true}")
    if asked.has("official"):
        true = any(
            name in city.country.languages or alike.get(name, name) in city.country.languages for name in named
        ) or (city.names[0] in ("Hong Kong", "Barcelona", "Chennai", "Kolkata", "Montreal", "Dublin") and true)
    return polar(true, asked, f"people speak {spoken}", f"people mostly speak {spoken}", f"speak:{named}:{true}")


_FAITHS = {
    "islam": "islam|muslims?|islamic|mosques?|sunni|shia|shiite", "christianity": "christian\\w*|churches|church",
    "catholic": "catholic\\w*|roman catholic\\w*", "orthodox": "orthodox", "protestant": "protestant\\w*|lutheran\\w*",
    "buddhism": "buddh\\w*", "hinduism": "hindu\\w*", "judaism": "jew\\w*|judaism|synagogues?", "shinto": "shinto\\w*",
    "no religion": "secular|atheis\\w*|non religious|irreligious|not religious", "taoism": "tao\\w*|dao\\w*",
    "sikh": "sikh\\w*",
}  # fmt: skip

_FAITH_MORE = {
    "IN": "Hinduism, with many Muslims, and Christians, Sikhs and Jains",
    "CN": "no religion, beside Buddhism, Taoism and folk belief",
    "TR": "Islam, Sunni for the most part, in a secular state", "IR": "Islam, of the Shia branch",
    "IQ": "Islam, Shia and Sunni", "SA": "Islam, of the Sunni branch, strictly kept",
    "EG": "Islam, with a Christian (Coptic) minority", "NG": "Christianity and Islam",
    "SG": "Buddhism first, then Christianity, Islam, Taoism and Hinduism",
    "MY": "Islam, with Buddhism, Hinduism and Christianity",
    "ID": "Islam, with Christian, Hindu and Buddhist minorities", "US": "Christianity, Protestant and Catholic",
    "GB": "Christianity (Anglican), though many have no religion",
    "DE": "Christianity, Protestant and Catholic, though many have no religion",
    "KR": "no religion for many, then Christianity and Buddhism", "JP": "Shinto and Buddhism", "AE": "Islam",
    "PK": "Islam, mostly Sunni", "BD": "Islam, mostly Sunni, with Hindus", "IE": "Catholic Christianity",
    "ET": "Christianity of the Ethiopian Orthodox church, and Islam",
    "FR": "Catholic Christianity, though the state is secular",
    "CA": "Christianity, Catholic and Protestant, though many have no religion",
    "AU": "Christianity, though many have no religion", "LB": "", "TZ": "Christianity and Islam",
    "SN": "Islam, in Sufi brotherhoods", "MA": "Islam, of the Sunni branch",
}  # fmt: skip

_FAITH_CITY = {
    "Lagos": "Christianity and Islam, about half each", "Montreal": "Catholic Christianity",
    "Boston": "Christianity, Catholic above all", "Dar es Salaam": "Islam and Christianity",
    "Miami": "Christianity, Catholic above all",
    "Hong Kong": "no religion for most, with Buddhism, Taoism and Christianity",
    "Hyderabad": "Hinduism, with a large Muslim minority", "Munich": "Catholic Christianity",
    "Berlin": "no religion for most, then Protestant Christianity",
}  # fmt: skip


def _others(faith: str) -> str:
    """What those follow who do have a religion."""
    rest = re.sub(r"^no religion(?: for (?:many|most))?(?:,? (?:and|beside|then|with|first))*,? ?(?:then )?", "", faith)
    return f"; others follow {rest}" if rest else ""


def religion(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"religions?|religious|faiths?|worship\w*|believe|beliefs?|pray|prayers?|god|gods|" + "|".join(_FAITHS.values())
    ):
        return None
    if (
        asked.has(
            "famous|known|landmark|see|visit|tallest|biggest|oldest|named|name of|called|there a|there any|any|holy city|church with|mosque (?:with|there)|fish|big|large|old|beautiful|buildings?|are there|were|nobel|wide|quarter|museum"
        )
        and not asked.has("religio\\w*|faith")
    ) or asked.has("synagogue|sites|calendar|holidays?|festivals?|leader|pope|center|centre|capital"):
        return None
    faith = (not asked.has("country|nation") and _FAITH_CITY.get(city.names[0])) or _FAITH_MORE.get(
        city.country.code, city.country.religion
    )
    said = (
        f"most people there follow {faith}"
        if not faith.startswith("no religion")
        else f"many there have no religion{_others(faith)}"
    )
    wanted = [name for name, pattern in _FAITHS.items() if asked.has(pattern)]
    if asked.polar and wanted == ["islam"] and city.country.code == "TZ" and asked.has("country|nation"):
        return polar(False, asked, said, "about a third are Muslims and most others Christians", "faith:islam:False")
    if asked.polar and wanted and not asked.either:
        most = asked.has("mostly|mainly|most|majority|main|predominantly|dominant|primarily|country|city|nation|it")
        first = (
            re.split(r", with|, beside|, though|, then| for many| and ", faith)[0].lower()
            if most and not asked.has("many|any|also|some")
            else faith.lower()
        )
        everything = {
            "catholic": "catholic",
            "christianity": "christian",
            "protestant": "protestant",
            "orthodox": "orthodox",
        }
        true = any(
            everything.get(name, name) in (faith.lower() if " and " in faith.split(",")[0] else first)
            for name in wanted
        )
        return polar(true, asked, said, said, f"faith:{wanted}:{true}")
    if asked.polar and asked.has("religious|faith|god|pray|believe") and not asked.either:
        true = not re.search("no religion", faith) and city.country.code not in (
            "JP",
            "GB",
            "DK",
            "SE",
            "FR",
            "NL",
            "AU",
        )
        return polar(true, asked, said, said, f"religious:{true}")
    return Said((f"{capital(said)}.",), f"faith:{faith}")
