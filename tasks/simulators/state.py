"""Questions about the country: money, rule, flag, the side of the road, the dialling code."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.gazetteer import City

_FULL_MONEY = {
    "US": "US dollar", "AU": "dollar of its own", "CA": "dollar of its own", "NZ": "dollar of its own",
    "SG": "dollar of its own", "TW": "new dollar of its own", "GB": "pound sterling", "EG": "pound of its own",
    "JP": "yen (JPY)", "CN": "yuan, or renminbi", "IN": "rupee", "PK": "rupee", "MX": "peso", "AR": "peso",
    "CL": "peso", "CO": "peso", "PH": "peso", "CU": "peso", "KE": "shilling", "TZ": "shilling", "RU": "rouble (ruble)",
    "CD": "franc, though US dollars are used as well", "SN": "CFA franc", "SE": "krona", "DK": "krone, or crown",
    "CZ": "koruna, or crown", "BR": "real", "KR": "won", "PL": "zloty",
}  # fmt: skip

_MONEY = r"currency|currencies|money|pay (?:with|in|for|there)|coins?|banknotes?|euros?(?! ?vision| cup| 20)|dollars?|pounds?|pesos?|yen|yuan|renminbi|rupees?|rubles?|roubles?|cash|francs?|kron[aeo]r?|zloty|forint|liras?|dirhams?|rand|reais|won\b(?! the| a| an| it)|baht|ringgit|dong|shillings?|riyals?"


def money(city: City, asked: Asked) -> Said | None:
    if not asked.has(_MONEY) or asked.has(
        r"make (?:its |their |most )?(?:of )?money|earn|where does (?:the|its) money|money from|laundering|old money|oil money|euro(?:vision)|won (?:the|a|any)|money come|a lot of money|much money|(?:bring\w*|brought) in (?:the|its|most|all|their)|resources?|million dollar|lots of money"
    ):
        return None
    currency = "dollar" if city.names[0] == "Hong Kong" else city.country.currency
    full = "dollar of its own" if city.names[0] == "Hong Kong" else _FULL_MONEY.get(city.country.code, currency)
    said = f"one pays with the {full} there"
    if asked.polar and not asked.either:
        words = {re.sub("(?<=[a-z]{3})s$", "", word) for word in asked.words}
        alike = {"yuan": "renminbi", "rouble": "ruble", "krona": "kronor", "krone": "kroner"}
        true = currency.split()[-1] in words or alike.get(currency, "-") in words
        named = words & {
            "euro",
            "dollar",
            "pound",
            "peso",
            "yen",
            "yuan",
            "rupee",
            "rouble",
            "ruble",
            "franc",
            "won",
            "real",
            "lira",
            "krona",
            "krone",
            "rand",
            "baht",
        }
        if not named and not true:
            true = bool(asked.has("own (?:currency|money)")) and currency != "euro"
            if not asked.has("own|currency"):
                return None
        if asked.has("(?:us|american|u s) dollars?|dollars? of the us"):
            true = city.country.code == "US" or (city.country.code == "CD" and bool(asked.has("accept|use")))
        return polar(true, asked, said, said, f"money:{currency}:{true}")
    return Said((f"{capital(said)}.", f"The currency is the {full}."), f"money:{currency}")


_NOT_ROMAN = frozenset(["Saint Petersburg", "Buenos Aires", "Casablanca"])

_CELL_ROMAN = {"Budapest"}


def government(city: City, asked: Asked) -> Said | None:
    country = city.country
    if not asked.has(
        r"kings?|queens?|monarch\w*|republic|presidents?|governments?|democrac\w*|democratic|communis\w*|socialist|emperors?|dictator\w*|royals?|royal family|royalty|prime minister|head of state|politic\w*|parliament\w*|chancellor|ruled by whom|who (?:rules|runs|governs|leads)|leader|in power|one party|regime|sultan|sheikh|emir|supreme leader|theocra\w*|shah|mayor|elections?|vote|federation|federal|military rule|junta"
    ):
        return None
    if asked.has(
        "history|once|was it|was there|were|used to|ever|founded|empire|bull|museum|palace|famous|shot|killed|assassinat\\w*|building|seat of|city of kings|which (?:king|queen|president|emperor)s? (?:was|were|built|lived)|born|statue|martin luther|burger|start|began|begin|birthplace|invent\\w*|white house|first|buried|tomb|lived|dictator was"
    ) or (asked.has("does the .*live|live (?:in|there|here)|live|living")):
        return _residents(city, asked)
    rule = country.government
    said = f"the country is {rule}; its head of state is {country.head}"
    if asked.has("mayor"):
        return (
            None
            if not asked.polar
            else polar(True, asked, "like other large cities it has a mayor or governor", "", "mayor")
        )
    if not asked.polar or asked.either:
        return told(said, f"rule:{rule}:{country.code if 'King' in country.head else ''}")
    monarchy = "monarch" in rule
    one_party = "one-party" in rule
    free = not re.search("one-party|absolute|military|federation|Islamic republic", rule) and country.code not in (
        "RU",
        "EG",
        "MM",
    )
    if asked.has("prime minister"):
        true = "prime minister" in country.head or country.code in (
            "CD",
            "CI",
            "DZ",
            "EG",
            "SA",
            "FR",
            "DK",
            "NL",
            "SE",
            "NO",
            "ES",
            "TH",
            "MA",
            "PK",
            "VN",
            "CN",
            "CU",
            "KR",
            "PE",
            "RU",
            "SN",
            "TZ",
            "UA",
            "TW",
            "PL",
            "PT",
            "RO",
            "CZ",
        )
    elif asked.has("queen"):
        true = monarchy and not asked.has("ruled by|head")
    elif asked.has("kings?|monarch\\w*|royals?|royal family|royalty|emperors?|sultan|sheikh|emir"):
        true = monarchy
        titles = {"emperors?": "JP", "sultan": "MY", "sheikh|emir": "AE"}
        for title, code in titles.items():
            true = country.code == code if asked.has(title) else true
        if asked.has("absolute"):
            true = "absolute" in rule
    elif asked.has("theocra\\w*|supreme leader"):
        true = country.code == "IR"
    elif asked.has("communis\\w*|one party|socialist"):
        true = one_party
    elif asked.has("dictator\\w*|military|junta|regime"):
        true = country.code in ("MM", "CU", "SA") or "absolute" in rule
    elif asked.has("democra\\w*|free elections|vote|elections?"):
        true = free
    elif asked.has("president"):
        true = "president" in country.head
    elif asked.has("federa\\w+"):
        true = country.code in (
            "US",
            "DE",
            "AT",
            "BR",
            "MX",
            "AR",
            "IN",
            "AU",
            "CA",
            "RU",
            "AE",
            "MY",
            "NG",
            "ET",
            "IQ",
            "PK",
        )
    elif asked.has("parliament\\w*"):
        true = True
    elif asked.has("stable"):
        true = country.wealth == 3
    else:
        true = "republic" in rule
    return polar(true, asked, said, said, f"rule:{asked.text}:{true}")


def _residents(city: City, asked: Asked) -> Said | None:
    """`Does the king live there?`"""
    if not asked.has(
        "live|lives|living|seat of (?:the )?government|seat of (?:the )?parliament|parliament|white house"
    ) or asked.has("was|were|once|used to|did|first|dead|buried|famous"):
        return None
    seat = city.capital or city.names[0] in ("Cape Town", "Amsterdam", "Dar es Salaam")
    if asked.has("white house") or (asked.has("presidents?") and city.names[0] == "Washington D.C."):
        true = city.names[0] == "Washington D.C."
        said = "the president lives in the white house there" if true else "that house is elsewhere"
        return (
            polar(true, asked, said, said, f"white house:{true}") if asked.polar else told(said, f"white house:{true}")
        )
    if not asked.polar:
        return None
    monarchy = "monarch" in city.country.government
    royal = asked.has("king|queen|royal\\w*|emperor|monarch|sultan")
    true = city.capital and (monarchy if royal else True)
    if royal and monarchy and city.country.code in ("AU", "CA", "NZ"):
        true = False
    said = f"the country is {city.country.government}{', and this is its capital' if city.capital else ', but this is not its capital'}"
    return polar(true if not asked.has("parliament|government") else seat, asked, said, said, f"residents:{true}")


_COLOURS = [
    "red",
    "blue",
    "green",
    "white",
    "yellow",
    "black",
    "orange",
    "star",
    "stars",
    "stripe",
    "stripes",
    "striped",
    "cross",
    "sun",
    "crescent",
    "moon",
    "eagle",
    "leaf",
    "gold",
    "golden",
    "disc",
    "circle",
    "wheel",
    "triangle",
    "shield",
    "sword",
    "purple",
    "brown",
    "dragon",
    "maple",
    "union",
    "lion",
    "plain",
    "bars",
    "saffron",
    "cog",
]

_FLAG_MORE = {
    "FR": " in upright stripes", "IT": " in upright stripes", "IE": " in upright stripes", "DE": " in level stripes",
    "NL": " in level stripes", "RU": " in level stripes", "HU": " in level stripes", "AT": " in level stripes",
    "RO": " in upright stripes", "NG": " in upright stripes", "PE": " in upright stripes", "CI": " in upright stripes",
    "CO": " in level stripes", "ES": " in level stripes with the arms", "BE": " in upright stripes",
    "GB": ", the Union Jack", "IR": " with an emblem and writing between", "ET": " with a blue disc and a star",
    "PT": " with arms on a globe", "AR": ", in level stripes", "UA": ", in two level halves",
    "ID": ", in two level halves", "PL": ", in two level halves",
}  # fmt: skip


def flag(city: City, asked: Asked) -> Said | None:
    if not asked.has(r"flags?|banner|national colou?rs"):
        return None
    country_flag = f"{city.country.flag}{_FLAG_MORE.get(city.country.code, '')}"
    if asked.polar and not asked.either:
        wanted = [word for word in asked.words if word in _COLOURS]
        alike = {
            "stripes": "strip",
            "stripe": "strip",
            "striped": "strip",
            "golden": "gold",
            "circle": "circle|disc",
            "disc": "disc|circle",
            "yellow": "yellow|gold(?!en)",
            "gold": "gold|yellow",
            "stars": "star",
            "moon": "moon|crescent",
            "orange": "orange|saffron",
            "maple": "leaf",
            "union": "British flag|Union",
            "bars": "strip|bar",
        }
        three = "strip" in wanted or asked.has("stripes?|striped|tricolou?r")
        count = len(re.findall("red|white|blue|green|yellow|black|orange|saffron|gold", country_flag))
        true = bool(wanted) and all(
            re.search(alike.get(word, word), country_flag) or (word.startswith("strip") and three and count >= 3)
            for word in wanted
        )
        if asked.has("tricolou?r|three colou?rs"):
            true = count == 3
        elif asked.has("(two|three|four|2|3|4) colou?rs") and not wanted:
            true = count == {"two": 2, "2": 2, "three": 3, "3": 3}.get(
                (asked.has("(two|three|four|2|3|4) colou?rs") or ["", ""])[1], 4
            )
        elif asked.has("animal|bird"):
            true = bool(re.search("eagle|lion|bird", country_flag))
        return polar(true, asked, f"the flag is {country_flag}", f"the flag is {country_flag}", f"flag:{wanted}:{true}")
    return Said((f"The country's flag is {country_flag}.", f"The flag: {country_flag}."), f"flag:{country_flag}")


def traffic(city: City, asked: Asked) -> Said | None:
    if not asked.has(
        r"side of the (?:road|street)|side\b.*\b(?:drive|drives|driving)|drive on|(?:left|right) (?:hand )?side|(?:drive|drives|driving|cars?|traffic)\b.*\b(?:left|right|side)|left hand traffic|right hand traffic|steering wheel"
    ):
        return None
    side = "left" if city.names[0] == "Hong Kong" else city.country.side
    said = f"people drive on the {side}"
    if asked.polar and not asked.either:
        true = asked.has(side) is not None
        return polar(true, asked, said, said, f"side:{side}:{true}")
    return Said((f"{capital(said)}.",), f"side:{side}")


def dialling(city: City, asked: Asked) -> Said | None:
    if not asked.has("dial\\w* code|calling code|phone code|country code|phone prefix|telephone code|area code"):
        return None
    dial = "852" if city.names[0] == "Hong Kong" else city.country.dial
    return told(f"the dialling code of the country is +{dial}", f"dial:{dial}")
