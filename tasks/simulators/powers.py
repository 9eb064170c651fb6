"""Questions about foreign rulers, empires and alliances."""

import re

from tasks.simulators.asked import Asked, Said, polar, told
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, group

_MEMBERS = {
    r"eu|european union|e u|eurozone|euro ?zone": ("the European Union", "AT CZ DE DK ES FR GR HU IE IT NL PL PT RO SE"),
    r"nato|north atlantic treaty": ("NATO", "CZ DE DK ES FR GR HU IT NL PL PT RO SE NO GB US CA TR"),
    r"commonwealth": ("the Commonwealth", "GB IN PK BD AU NZ CA ZA NG KE GH SG MY TZ"),
    r"g ?7|group of seven": ("the G7", "US CA GB FR DE IT JP"),
    r"g ?20": ("the G20", "AR AU BR CA CN FR DE IN ID IT JP KR MX RU SA ZA TR GB US"),
    r"brics": ("BRICS", "BR RU IN CN ZA EG ET IR AE ID"),
    r"asean": ("ASEAN", "ID MY PH SG TH VN MM"),
    r"opec": ("OPEC", "DZ IR IQ NG SA AE CD"),
    r"african union": ("the African Union", "CD CI DZ EG ET GH KE MA NG ZA SN AO TZ"),
    r"arab league": ("the Arab League", "DZ EG IQ MA SA AE"),
    r"schengen": ("the Schengen area", "AT CZ DE DK ES FR GR HU IT NL PL PT RO SE NO"),
    r"mercosur": ("Mercosur", "AR BR"),
    r"security council|permanent member": ("the permanent members of the Security Council", "US GB FR RU CN"),
    r"warsaw pact|eastern bloc|iron curtain|communist bloc|soviet bloc": ("the former Eastern bloc", "PL CZ HU RO RU UA"),
    r"nuclear (?:weapons?|power|bombs?|armed)|atomic bombs?": ("the nuclear powers", "US GB FR RU CN IN PK IL"),
    r"united nations|(?:^|is .* in )the un": ("the United Nations", " ".join(code for code in ["AR", "AU", "AT", "BD", "BR", "CA", "CD", "CL", "CN", "CO", "CI", "CU", "CZ", "DE", "DK", "DZ", "EG", "ES", "ET", "FR", "GB", "GH", "GR", "HU", "ID", "IE", "IL", "IN", "IQ", "IR", "IT", "JP", "KE", "KR", "MA", "MM", "MX", "MY", "NG", "NL", "NO", "NZ", "PE", "PH", "PK", "PL", "PT", "RO", "RU", "SA", "SE", "SG", "TH", "TR", "TZ", "UA", "US", "AE", "VN", "ZA", "SN", "AO"])),
    r"soviet union|ussr|soviet": ("the former Soviet Union", "RU UA"),
    r"yugoslavia": ("former Yugoslavia", ""),
    r"austro ?hungarian|austria hungary|habsburg": ("the former Habsburg empire", "AT HU CZ"),
    r"ottoman": ("the former Ottoman Empire", "TR GR EG IQ DZ HU"),
    r"roman empire|romans": ("the ancient Roman Empire", "IT GB FR ES PT GR TR EG DZ MA AT"),
    r"inca(?:s|n)?": ("the old Inca empire", "PE CL"),
    r"mongol\w*": ("the old Mongol empire", "CN RU IR IQ UA"),
}  # fmt: skip

_ROMAN_CITIES = group("London,Paris,Rome,Milan,Barcelona,Vienna,Budapest,Lisbon,Istanbul,Athens,Cairo")


def member(city: City, asked: Asked) -> Said | None:
    """Unions and alliances, and empires of old."""
    if not asked.polar:
        if asked.has(
            "(?:which|what) (?:international |political |economic )?(?:unions?|alliances?|organi[sz]ations?|blocs?)(?! (?:has|have) (?:its|their) (?:seat|headquarters))"
        ) and asked.has("member|part of|belong"):
            mine = [
                name
                for name, codes in _MEMBERS.values()
                if city.country.code in codes.split()
                and not name.startswith(("the former", "the old", "the ancient", "the nuclear", "the perm"))
            ]
            return told(f"the country belongs to {', '.join(mine)}", f"members:{mine}")
        return None
    if asked.has(
        "founded|built|games|buildings|statue|art|architecture|museum|headquarter\\w*|seat|based|offices?|troops|war|ruins|died|bath\\w*|influence|theat\\w+|walls?|catholic|emperors?|aqueduct"
    ):
        return None
    for pattern, (name, codes) in _MEMBERS.items():
        if asked.has(pattern):
            true = city.country.code in codes.split()
            if "Roman" in name:
                true = city.names[0] in _ROMAN_CITIES
            if "Inca" in name:
                true = city.country.code == "PE"
            if "eurozone" in asked.text or "euro zone" in asked.text:
                true, name = city.country.currency == "euro", "the euro zone"
            former = name.startswith(("the former", "the old", "the ancient", "former"))
            said = (
                f"it {'belonged' if former else 'belongs'} to {name}"
                if true
                else f"it {'never belonged' if former else 'does not belong'} to {name}"
            )
            return polar(true, asked, said, said, f"member:{name}:{true}")
    return None


_COLONY = (
    r"(?:british|english|spanish|french|portuguese|dutch|russians?|japanese|germans?|soviets?|ottomans?|turks|americans|mongols|arabs|moors) (?:\w+ )?(?:run|govern|control|own|hold|rule|invade|conquer|occupy|coloni[sz]e)\b|"
    r"(?:what|which) empires? (?:did|was) it (?:belong|part|in)|"
    r"(?:who|which country) (?:once |had |has )?own\w*|colonial (?:times|era|days|past|history|power|masters?|rulers?)|were the \w+ (?:there|in charge|rulers)|under the \w+$|coloni\w*|colon(?:y|ies)|ruled? (?:over )?(?:it|by|there|from)|who ruled|rulers?|used to (?:rule|govern|own|run|control)|(?:governed|controlled|run) (?:it )?(?:by|before)|who (?:governed|controlled|held)|conquer\w*|occup(?:ied|ation|y)|independen\w*|gain\w* freedom|under (?:foreign|british|spanish|french|portuguese|dutch|japanese|german|ottoman|soviet|european|american|colonial) (?:rule|control)|"
    r"(?:british|spanish|french|portuguese|dutch|russian|japanese|german|soviet) (?:colony|empire|possession|territory|raj|rule|rulers?)|european power|imperial power|foreign (?:rule|power)|part of (?:the |an )?(?:\w+ )?empire|british rule|belong\w* to (?:the )?(?:british|spain|france|portugal|britain|japan|uk)"
)

_RULERS = {
    "british|britain|england|english|uk|united kingdom": "Brit",
    "spanish|spain": "Spain|Spanish|Moors and, for sixty years, Spain", "french|france": "France|French",
    "portuguese|portugal": "Portugal", "dutch|netherlands|holland": "Netherlands|Dutch",
    "german|germans|germany|nazis?": "German", "japan|japanese": "Japan",
    "soviets?|russia|russians?|russian": "Soviet|Russia", "ottomans?|turks|turkish|turkey": "Ottoman",
    "belgi\\w+": "Belgium", "italians?|italy": "Ital", "american|americans|usa|united states": "United States|America",
    "danish|denmark|danes": "Denmark", "chinese|china": "China", "moors|arabs": "Moors|Arab",
    "austrians?|austria|habsburgs?": "Habsburg|Austria",
}  # fmt: skip

_CITY_RULERS = {
    "Hong Kong": "it was a British colony from 1841 until 1997, with Japanese occupation in the war",
    "Montreal": "France founded and ruled it until 1760, then Britain",
    "New York City": "the Dutch founded it, then Britain ruled it until the revolution of 1776",
    "San Francisco": "Spain and then Mexico ruled it until 1848",
    "Los Angeles": "Spain and then Mexico ruled it until 1848",
    "Boston": "Britain ruled it until the revolution of 1776",
    "Philadelphia": "Britain ruled it until the revolution of 1776",
    "Houston": "Spain and Mexico ruled the land, then it was an independent republic until 1845",
    "Dallas": "Spain and Mexico ruled the land, then it was an independent republic until 1845",
    "Miami": "Spain ruled the land until 1821, with Britain for twenty years",
    "Toronto": "Britain ruled it until the dominion of 1867, after the French had claimed the land",
    "Vancouver": "Britain ruled the land until it joined the dominion in 1871",
    "Casablanca": "it was under French rule, as a protectorate, from 1912 to 1956, and the Portuguese were there earlier",
    "Ho Chi Minh City": "it was Khmer land until the 1600s, and France ruled it from 1859 until 1954",
    "Rome": "it was never a colony; it was the head of the ancient Roman Empire, and Germany occupied it in 1943",
    "Munich": "it was never a colony; it was the capital of a kingdom, and American troops occupied it in 1945",
    "Budapest": "the Ottomans ruled it from 1541 to 1686, then the Habsburgs until 1918, and the Soviets dominated it until 1989",
    "Kyiv": "Lithuania, Poland and then the Russian tsars ruled it, and it was Soviet until 1991",
    "Stockholm": "it was never a colony, though the Danes ruled it at times until 1523",
    "Copenhagen": "it was never a colony, but Germany occupied it from 1940 to 1945",
    "Madrid": "it was never a colony; the Moors founded it, and Napoleon's French held it from 1808 to 1813",
    "Paris": "it was never a colony; the Romans held it in antiquity, and Germany occupied it from 1940 to 1944",
    "London": "it was never a colony in modern times; the Romans founded it, and it headed the largest empire of all",
    "Saint Petersburg": "it was never a colony; it was the capital of the tsars' empire",
    "Moscow": "it was never a colony; it paid tribute to the Mongols, and then headed the tsars' and the Soviet empire",
 "Las Vegas": "Spain and Mexico once held the land",
    "Shanghai": "it was never a whole colony, but the British, French and Americans had concessions, and Japan occupied it in 1937",
    "Tianjin": "it was never a whole colony, but Britain, France, Italy, Japan and others had concessions",
    "Nanjing": "it was never a colony, but Japan occupied it in 1937",
    "Cape Town": "the Dutch founded it, then Britain ruled it until 1910",
    "Prague": "the Habsburgs ruled it until 1918, Germany occupied it from 1939 to 1945, and the Soviets dominated it until 1989",
    "Milan": "Spain and Austria ruled it before it joined a united country in 1861",
    "Barcelona": "it was never a colony; counts, kings and once Napoleon's French ruled it",
    "Amsterdam": "it was itself the head of a colonial empire; Spain once ruled it, and the Germans occupied it in the war",
    "Warsaw": "the Russian tsars ruled it until 1915, the Germans occupied it from 1939, and the Soviets dominated it until 1989",
    "Istanbul": "it was the capital of the Byzantine and Ottoman empires, and never a colony",
    "Vienna": "it was the seat of the Habsburg empire, and never a colony",
    "Athens": "the Ottomans ruled it for some four centuries until 1833",
    "Berlin": "it was the capital of Prussia, of empires and of Nazi Germany; after 1945 four powers occupied it",
    "Goa": "", "Surat": "the Mughals and then Britain ruled it until 1947",
    "Hyderabad": "the Nizams ruled it under British overlordship until 1948",
    "Jakarta": "the Netherlands ruled it, as Batavia, until 1945, and Japan occupied it in the war",
    "Singapore": "Britain ruled it from 1819 to 1963, with Japan occupying it from 1942 to 1945",
    "Manila": "Spain ruled it from 1571 to 1898, then the United States until 1946, with Japan in the war",
    "Guangzhou": "it was never a colony, but western traders were at its gates, and Japan occupied it in 1938",
    "Beijing": "it was never a colony, though Mongols and Manchus ruled there as emperors, and Japan occupied it in 1937",
    "Chicago": "the land was French and British before the country was founded",
    "Seattle": "Britain and America shared the land until 1846",
    "Atlanta": "the land was Creek and Cherokee, then of the British colony in the south",
    "Washington D.C.": "Britain ruled the land until 1776, and its troops burnt the place in 1814",
}  # fmt: skip


def colony(city: City, asked: Asked) -> Said | None:
    if not asked.has(_COLONY) or (
        asked.has(
            "tv|family|leader|dictator|man\\b|woman|general|person|president|dynasty|building|architecture|style|museum|street|king|queen|monument|memorial|penal|hero|shot|killed|from (?:there|here|it|this)|ant|caliph\\w*|now|currently|today"
        )
        and not asked.has("ruled by|british|spanish")
    ):
        return None
    if asked.has(
        "(?:ruled|governed|run|led|headed|reigned) (?:over )?by (?:an? |the )?(?:\\w+ )?(?:king|queen|emperor|president|sheikh|sultan|emir|monarch|dictator|prime minister|communists?|party|military|army|royal\\w*|generals?)"
    ) and not asked.has("once|was|were|ever|before|used to"):
        return None
    if asked.has("(?:most famous|greatest|best known|famous) (?:\\w+ )?rulers?|its (?:own )?rulers?"):
        return None
    if asked.has("languages?") and not asked.polar:
        return told(
            f"people speak {city.country.languages}; {city.country.colony}", f"language:{city.country.languages}"
        )
    if asked.has("founded") and not asked.has("independ\\w*|coloni\\w*"):
        return None
    said = _CITY_RULERS.get(city.names[0]) or re.sub(r"^it\b", "its country", city.country.colony)
    if not asked.polar:
        more = next(
            (
                f" {one.text}"
                for one in own(city.names[0], "-")
                if not re.search(r"\d{4}", one.text)
                and re.search(r"\b(?:ruled|conquered|occupied)", one.text)
                and one.text.rstrip(".") not in said
            ),
            "",
        )
        if asked.has("independ\\w*") and not re.search(r"independ|until", said):
            more = ""
        return told(f"{said}.{more}" if more else said, f"colony:{said}")
    return _polar_colony(city, asked, said)


def _polar_colony(city: City, asked: Asked, said: str) -> Said:
    wanted = [pattern for words, pattern in _RULERS.items() if asked.has(words)]
    never = bool(re.search("never|itself the|colonial empire itself|empire itself", said))
    texts = " ".join(
        (
            said,
            *(
                one.text
                for one in own(city.names[0], "-" if city.names[0] in _CITY_RULERS else city.country.code)
                if re.search("ruled|conquer|occup|colon", one.text)
            ),
        )
    )
    europe = city.country.continent == "Europe" and city.country.code != "IE"
    if (
        europe
        and asked.has("colony|coloni[sz]ed|colonies")
        and not asked.has("colonies (?:of its own|abroad)|(?:have|had) colon|own colonies")
    ):
        return polar(False, asked, said, said, f"colony:{wanted}:False")
    if (
        asked.has("belongs? to|still|now|today|currently|part of britain")
        and not asked.has("ever|once|did|was|used")
        and city.names[0] != "Hong Kong"
    ):
        true = False
        said = f"it is free of foreign rule today; {said}"
    elif wanted:
        held = re.sub(r"never colonised by Europeans", "", texts)
        true = any(re.search(pattern, held) for pattern in wanted) and not (
            never
            and asked.has("colony|colon\\w+")
            and not re.search("occup|concession", said)
            and city.names[0] != "Hong Kong"
        )
        if never and asked.has("colony|coloni[sz]ed"):
            true = False
    elif asked.has("occup\\w*"):
        true = "occup" in texts or not never
    elif asked.has("empire"):
        true = bool(re.search("empire|Brit|Spain|Portugal|France|Netherlands|Ottoman|Habsburg", said))
    elif asked.has("independent") and not asked.has("gain|became|become|since|war"):
        true = True
    else:
        true = not never
        if re.search("occupied it from 1936|Moors", said) and "never" in said:
            true = False
    return polar(true, asked, said, said, f"colony:{wanted}:{true}")
