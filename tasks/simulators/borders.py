"""Questions about the countries around."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.gazetteer import City, countries, plain

_NEIGHBOURS = r"neighbo\w*|borders?|bordering|bordered|surround\w*|adjacent|share a border|next door|(?:which|what) (?:other )?countr(?:y|ies) (?:is|are|lies?|sits?) (?:it )?(?:right |directly )?(?:to|nearest|closest|near|next|beside|close|around|touching|touch|on)|countr(?:y|ies) (?:nearby|around|close by)"

_SIDES = {
    "BD": "India to the west, north and east, Myanmar to the southeast",
    "IN": "Pakistan to the west, Nepal, China and Bhutan to the north, Bangladesh and Myanmar to the east",
    "PK": "India to the east, Iran to the west, Afghanistan to the northwest, China to the north",
    "MX": "United States (USA) to the north, Guatemala and Belize to the south",
    "US": "Canada to the north, Mexico to the south", "CA": "United States (USA) to the south and northwest",
    "KR": "North Korea to the north",
    "BR": "Venezuela, Guyana, Suriname and Colombia to the north, Peru, Bolivia and Paraguay to the west, Argentina and Uruguay to the south",
    "AR": "Chile to the west, Bolivia and Paraguay to the north, Brazil and Uruguay to the east",
    "TH": "Myanmar to the west and north, Laos to the north and east, Cambodia to the east, Malaysia to the south",
    "VN": "China to the north, Laos and Cambodia to the west",
    "FR": "Belgium, Luxembourg and Germany to the north and east, Switzerland and Italy to the east, Spain and Andorra to the south",
    "ES": "France and Andorra to the north, Portugal to the west, Morocco across the strait to the south",
    "DE": "Denmark to the north, Poland and the Czech Republic to the east, Austria and Switzerland to the south, France, Luxembourg, Belgium and the Netherlands to the west",
    "PT": "Spain to the east and north", "NL": "Germany to the east, Belgium to the south",
    "EG": "Libya to the west, Sudan to the south, Israel to the northeast",
    "CL": "Argentina to the east, Peru and Bolivia to the north",
    "PE": "Ecuador and Colombia to the north, Brazil and Bolivia to the east, Chile to the south",
    "CO": "Venezuela and Brazil to the east, Ecuador and Peru to the south, Panama to the northwest",
    "PL": "Germany to the west, Czech Republic and Slovakia to the south, Ukraine, Belarus and Lithuania to the east, Russia (Kaliningrad) to the north",
    "UA": "Russia to the east, Belarus to the north, Poland, Slovakia, Hungary, Romania and Moldova to the west",
    "RU": "Finland, Estonia, Latvia, Belarus and Ukraine to the west, Georgia, Kazakhstan, Mongolia and China to the south",
    "TR": "Greece and Bulgaria to the west, Georgia, Armenia and Iran to the east, Iraq and Syria to the south",
    "IR": "Iraq and Turkey to the west, Armenia, Azerbaijan and Turkmenistan to the north, Afghanistan and Pakistan to the east",
    "IQ": "Iran to the east, Turkey to the north, Syria and Jordan to the west, Saudi Arabia and Kuwait to the south",
    "SA": "Jordan, Iraq and Kuwait to the north, Qatar, the United Arab Emirates and Oman to the east, Yemen to the south",
    "AE": "Saudi Arabia to the south and west, Oman to the east",
    "MM": "Thailand and Laos to the east, China to the north, India and Bangladesh to the west",
    "MY": "Thailand to the north, Singapore to the south, Indonesia and Brunei on Borneo",
    "SG": "Malaysia to the north over a causeway, Indonesia to the south by sea",
    "ID": "Malaysia, Papua New Guinea and East Timor by land",
    "GB": "Ireland to the west; France is across the water to the south",
    "IE": "the United Kingdom to the north (and across the sea to the east)",
    "IT": "France to the west, Switzerland and Austria to the north, Slovenia to the east; the Vatican and San Marino lie inside",
    "AT": "Germany and the Czech Republic to the north, Slovakia and Hungary to the east, Slovenia and Italy to the south, Switzerland and Liechtenstein to the west",
    "CZ": "Germany to the west, Poland to the north, Slovakia to the east, Austria to the south",
    "HU": "Austria to the west, Slovakia and Ukraine to the north, Romania to the east, Serbia, Croatia and Slovenia to the south",
    "GR": "Albania, North Macedonia and Bulgaria to the north, Turkey to the east",
    "SE": "Norway to the west, Finland to the east, Denmark over a bridge to the south",
    "DK": "Germany to the south, Sweden over a bridge to the east",
    "NG": "Benin to the west, Niger and Chad to the north, Cameroon to the east",
    "GH": "Ivory Coast to the west, Burkina Faso to the north, Togo to the east",
    "SN": "Mauritania to the north, Mali to the east, Guinea, Guinea-Bissau and the Gambia to the south",
    "MA": "Algeria to the east, Spain across the strait to the north, Mauritania to the south",
    "KE": "Ethiopia and South Sudan to the north, Somalia to the east, Tanzania to the south, Uganda to the west",
    "TZ": "Kenya and Uganda to the north, Rwanda, Burundi and Congo to the west, Zambia, Malawi and Mozambique to the south",
    "ET": "Eritrea and Djibouti to the north, Somalia to the east, Kenya to the south, Sudan and South Sudan to the west",
    "ZA": "Namibia, Botswana and Zimbabwe to the north, Mozambique and Eswatini to the east, Lesotho inside",
    "AO": "Zambia to the east, Namibia to the south, and both states on the great river to the north",
    "CD": "Angola and Zambia to the south, Uganda, Rwanda, Burundi and Tanzania to the east, South Sudan and the Central African Republic to the north, and Brazzaville's republic to the west",
    "CN": "Russia and Mongolia to the north, Kazakhstan, Pakistan and Afghanistan to the west, India, Nepal, Vietnam, Laos and Myanmar to the south, North Korea to the east",
}  # fmt: skip

_OVERSEAS = {
    "JP": "across the sea lie South Korea, China and Russia",
    "AU": "across the sea lie Indonesia, Papua New Guinea and New Zealand", "NZ": "across the sea lies Australia",
    "PH": "across the sea lie Taiwan, Malaysia, Indonesia and Vietnam",
    "CU": "across the sea lie the United States, Mexico, Haiti and Jamaica",
    "TW": "across the strait lies China, and to the north Japan",
}  # fmt: skip


def neighbours(city: City, asked: Asked) -> Said | None:
    side = asked.has(
        r"countr(?:y|ies)\b.*\b(?:to|in) the (north|south|east|west)\b|(?:to|in) the (north|south|east|west) of (?:its|the|your) country|borders?\b.*\b(?:to|in|on) the (north|south|east|west)|neighbo\w+\b.*\b(north|south|east|west)|(north|south|east|west)\w* neighbo\w+"
    )
    if not asked.has(_NEIGHBOURS) and not side:
        return None
    if asked.has(
        r"sea\b|coast|ocean|beach|river|equator|mountains?|water|lakes?|volcano|desert|hills|walls?|forest|border of (?:two )?continents|neighbou?rhoods?|cit(?:y|ies) (?:close|near)|neighbo\w+ cit\w+|cities|ring road|city .*neighbo\w+ city|border crossing guard"
    ) and not asked.has("(?:which|what|how many|other|any) countr(?:y|ies)"):
        return None
    if asked.has("(?:which|what) (?:\\w+ )?(?:city|cities|town)") and not asked.has("countr(?:y|ies)"):
        return None
    around = city.country.neighbours
    mentioned = _mentioned(asked)
    if asked.has("far|near|close|distance") and asked.has("borders?|frontier"):
        return _to_border(city, asked, mentioned)
    if asked.polar and mentioned and not asked.either:
        true = any(name in around for name in mentioned) or any(
            name in _SIDES.get(city.country.code, "") for name in mentioned if city.country.code not in ("GB", "SG")
        )
        said = "the country has no land border" if around == "none" else f"the country borders {listed(around)}"
        return polar(true, asked, "the countries share a border", said, f"border:{mentioned[0]}:{true}")
    said = (
        f"the country has no land border at all, for it lies on islands; {_OVERSEAS.get(city.country.code, '')}"
        if around == "none"
        else f"the country borders {listed(around)}"
    )
    if city.country.code == "AU":
        said = f"no country borders it by land, for it is an island and a continent; {_OVERSEAS['AU']}"
    if asked.polar and not asked.either:
        true = around != "none" and not asked.has("island|only by sea")
        if asked.has("(only )?one (?:country|neighbo\\w*)|single"):
            true = around != "none" and "," not in around
        many = asked.has("more than (\\w+)")
        if many:
            true = (
                around.count(",") + 1 > {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}.get(many[1], 3)
                and around != "none"
            )
        return polar(true, asked, said, said, f"border:{true}")
    if asked.has("how many"):
        count = 0 if around == "none" else around.count(",") + 1
        names = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
        number = names[count] if count < len(names) else str(count)
        count_said = (
            f"the country has {number} neighbours by land"
            if city.country.code not in ("CN", "RU", "BR", "CD")
            else "the country has very many neighbours, nine or more"
        )
        return told(f"{count_said}: {listed(around)}" if count else said, f"borders:{count}")
    if side and city.country.code in _SIDES:
        return told(
            _toward(city, next(word for word in side.groups() if word)), f"borders:{city.country.code}:{side[0]}"
        )
    return Said(
        (
            f"{capital(said)}.",
            f"Its neighbours: {said}." if around == "none" else f"Its neighbours are {listed(around)}.",
        ),
        f"border:{around}",
    )


def _toward(city: City, side: str) -> str:
    """The neighbours on one side, as the table has them."""
    parts = re.split(r",(?= [^,]*?(?:\bto the\b|over|across|inside|by land))|; ", _SIDES[city.country.code])
    whole = _SIDES[city.country.code]
    found = re.findall(r"((?:[^,;]|,(?! [^,;]* to the ))*? to the [^,;]*)", whole)
    chosen = [part.strip(" ,") for part in found if re.search(rf"to the [^,;]*{side}", part)]
    return (
        f"there is {'; '.join(chosen)}"
        if chosen
        else f"no country borders it on that side; around it are {'; '.join(part.strip() for part in parts)}"
    )


def _mentioned(asked: Asked) -> list[str]:
    found = [
        c.names[0]
        for c in countries().values()
        if any(asked.has(rf"(?<!north ){re.escape(plain(name))}") for name in c.names)
    ]
    others = [
        "Belgium",
        "Switzerland",
        "Luxembourg",
        "Slovakia",
        "Slovenia",
        "Croatia",
        "Serbia",
        "Bulgaria",
        "Albania",
        "Finland",
        "Estonia",
        "Latvia",
        "Lithuania",
        "Belarus",
        "Moldova",
        "Georgia",
        "Armenia",
        "Azerbaijan",
        "Kazakhstan",
        "Mongolia",
        "Afghanistan",
        "Nepal",
        "Bhutan",
        "Laos",
        "Cambodia",
        "Brunei",
        "Yemen",
        "Oman",
        "Jordan",
        "Kuwait",
        "Qatar",
        "Syria",
        "Lebanon",
        "Libya",
        "Sudan",
        "Tunisia",
        "Mali",
        "Niger",
        "Chad",
        "Cameroon",
        "Benin",
        "Togo",
        "Burkina Faso",
        "Guinea",
        "Gambia",
        "Mauritania",
        "Uganda",
        "Rwanda",
        "Burundi",
        "Zambia",
        "Malawi",
        "Mozambique",
        "Namibia",
        "Botswana",
        "Zimbabwe",
        "Lesotho",
        "Somalia",
        "Eritrea",
        "Djibouti",
        "Venezuela",
        "Ecuador",
        "Bolivia",
        "Paraguay",
        "Uruguay",
        "Panama",
        "Guatemala",
        "Belize",
        "North Korea",
        "Andorra",
        "Liechtenstein",
        "Monaco",
        "Vatican",
    ]
    return found + [name for name in others if asked.has(name.lower())]


_BORDER_CITIES = {
    "Vancouver": "about 40 kilometres from the United States border",
    "Lahore": "about 25 kilometres from the Indian border", "Seattle": "about 180 kilometres from the Canadian border",
    "Seoul": "about 50 kilometres from the northern border", "Vienna": "about 60 kilometres from the Slovak border",
    "Kinshasa": "right at a border, for another capital is across the river",
    "Montreal": "about 60 kilometres from the United States border",
    "Toronto": "across the lake from the United States border", "Copenhagen": "just across a bridge from Sweden",
    "Singapore": "at the border of Malaysia, by a causeway", "Hong Kong": "next to Shenzhen, over an inner border",
    "Shenzhen": "next to Hong Kong, over an inner border", "Milan": "about 50 kilometres from the Swiss border",
    "Saint Petersburg": "about 150 kilometres from the Finnish border",
    "Buenos Aires": "across the wide estuary from Uruguay", "Barcelona": "about 150 kilometres from the French border",
    "Munich": "about 70 kilometres from the Austrian border", "Prague": "some 100 kilometres from the German border",
    "Berlin": "about 80 kilometres from the Polish border",
    "Ho Chi Minh City": "about 70 kilometres from the Cambodian border",
    "Hanoi": "some 150 kilometres from the Chinese border", "Budapest": "about 50 kilometres from the Slovak border",
}  # fmt: skip


def _to_border(city: City, asked: Asked, mentioned: list[str]) -> Said:
    near = _BORDER_CITIES.get(city.names[0])
    if near and mentioned and not any(name[:5] in near or name[:4] in near for name in mentioned):
        near = None
    said = (
        f"it lies {near}"
        if near
        else "it lies far from any border"
        if city.country.neighbours != "none"
        else "the country has no land border"
    )
    true = bool(near) != bool(asked.has("far"))
    return (
        polar(true, asked, said, said, f"to border:{true}")
        if asked.polar and not asked.either
        else told(said, f"to border:{bool(near)}")
    )


def listed(names: str) -> str:
    parts = names.split(", ")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
