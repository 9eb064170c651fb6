"""Questions about wars and attacks: what they did to a city itself, not only to its country."""

from tasks.simulators.asked import Asked, Said, polar, told
from tasks.simulators.gazetteer import City, group

_SECOND = {
    "Tokyo": "American air raids burnt much of it in 1945", "Osaka": "American air raids burnt much of it in 1945",
    "Nagoya": "American air raids burnt much of it in 1945",
    "Shanghai": "Japan took it in 1937 after a long battle and occupied it until 1945",
    "Beijing": "Japan took it in 1937 and occupied it until 1945",
    "Tianjin": "Japan took it in 1937 and occupied it until 1945",
    "Nanjing": "Japan took it in 1937, with a great massacre, and occupied it until 1945",
    "Wuhan": "Japan took it in 1938 after a great battle, and it was bombed",
    "Guangzhou": "Japan took it in 1938 and occupied it until 1945",
    "Chongqing": "it was the wartime capital, and Japan bombed it heavily from 1938 to 1943",
    "Chengdu": "Japan bombed it, and American bombers flew from there",
    "Hong Kong": "Japan took it in December 1941 and occupied it until 1945",
    "Taipei": "it was under Japan, and American aircraft bombed it in 1945",
    "Manila": "Japan occupied it from 1942, and it was destroyed in the battle of 1945",
    "Singapore": "Japan took it in February 1942 and occupied it until 1945",
    "Kuala Lumpur": "Japan occupied it from 1942 to 1945", "Jakarta": "Japan occupied it from 1942 to 1945",
    "Yangon": "Japan bombed it and occupied it from 1942 to 1945",
    "Bangkok": "Japanese troops were there from 1941, and the Allies bombed it",
    "Hanoi": "Japan occupied it, and it was bombed", "Ho Chi Minh City": "Japan occupied it, and it was bombed",
    "Kolkata": "Japanese aircraft bombed it, and a famine came in 1943",
    "London": "German bombers attacked it in the Blitz of 1940 and 1941",
    "Paris": "Germany occupied it from 1940 until it was freed in August 1944",
    "Berlin": "it was the capital of Nazi Germany, bombed, and destroyed in the battle of 1945",
    "Munich": "Allied air raids destroyed much of it", "Vienna": "it was bombed, and the Soviets took it in 1945",
    "Prague": "Germany occupied it from 1939 to 1945", "Budapest": "a siege destroyed much of it in 1944 and 1945",
    "Warsaw": "Germany occupied it from 1939, and it was destroyed, above all after the uprising of 1944",
    "Kyiv": "Germany took it in 1941, and many were killed at Babi Yar; it was freed in 1943",
    "Moscow": "the Germans were stopped before it in 1941, and it was bombed",
    "Saint Petersburg": "German troops besieged it for almost 900 days, and it was bombed",
    "Rome": "it was bombed, the Germans occupied it in 1943, and the Allies freed it in June 1944",
    "Milan": "Allied air raids damaged it, and the Germans occupied it from 1943 to 1945",
    "Athens": "Germany occupied it from 1941 to 1944, and many starved",
    "Amsterdam": "Germany occupied it from 1940 to 1945", "Copenhagen": "Germany occupied it from 1940 to 1945",
    "Cairo": "it was a base of the British, and the Allied leaders met there in 1943",
    "Casablanca": "the Allies landed there in 1942, and Roosevelt and Churchill met there in 1943",
    "Dakar": "the Allies attacked it in vain in 1940",
    "Tehran": "British and Soviet troops occupied it in 1941, and the Allied leaders met there in 1943",
    "Baghdad": "the British took it in 1941",
    "Addis Ababa": "Italy occupied it from 1936 until the British and the emperor freed it in 1941",
    "Sydney": "Japanese midget submarines attacked its harbour in 1942",
    "Seoul": "it was under Japanese rule until 1945, and was not fought over until 1950",
}  # fmt: skip

_NEUTRAL = group("Lisbon,Madrid,Barcelona,Stockholm,Dublin,Istanbul,Buenos Aires,Riyadh")

_BOMBED = group(
    "Tokyo,Osaka,Nagoya,Shanghai,Nanjing,Wuhan,Guangzhou,Chongqing,Chengdu,Hong Kong,Taipei,Manila,Singapore,Yangon,"
    "Bangkok,Hanoi,Ho Chi Minh City,Kolkata,London,Paris,Berlin,Munich,Vienna,Prague,Budapest,Warsaw,Kyiv,Moscow,"
    "Saint Petersburg,Rome,Milan,Kuala Lumpur"
)
_OCCUPIED = group(
    "Shanghai,Beijing,Tianjin,Nanjing,Wuhan,Guangzhou,Hong Kong,Manila,Singapore,Kuala Lumpur,Jakarta,Yangon,Hanoi,"
    "Ho Chi Minh City,Paris,Prague,Warsaw,Kyiv,Rome,Milan,Athens,Amsterdam,Copenhagen,Budapest,Tehran,Addis Ababa,Bangkok"
)
_DESTROYED = group("Tokyo,Osaka,Nagoya,Manila,Berlin,Munich,Warsaw,Budapest,Chongqing,London,Milan,Saint Petersburg")

_RECENT = {
    "Baghdad": "American troops took it in 2003, and years of bombs and fighting followed",
    "Kyiv": "Russian troops attacked it in 2022, and missiles and drones have hit it since",
    "Moscow": "no fighting was in the city, but its country has been at war since 2022, and drones have hit it",
    "Saint Petersburg": "no fighting was in the city, but its country has been at war since 2022",
    "Yangon": "its country has a civil war since the coup of 2021",
    "Addis Ababa": "not in the city, but in the north of its country there was a war from 2020 to 2022",
    "Kinshasa": "not in the city, but in the east of its country there is still fighting",
    "Luanda": "the civil war of the country ended in 2002", "Tehran": "Israel attacked it from the air in June 2025",
    "Lahore": "clashes with the neighbouring country came in May 2025",
    "Riyadh": "missiles from a neighbouring country were fired at it in the years after 2015",
    "Bogota": "its country long fought guerrillas, who made peace in 2016",
}  # fmt: skip
_RECENT_YES = group("Baghdad,Kyiv,Tehran,Yangon,Luanda")

_OTHER = {
    "Madrid": "it was besieged in the civil war of 1936 to 1939",
    "Barcelona": "it was bombed in the civil war and fell in 1939",
    "Seoul": "it changed hands four times in the war of 1950 to 1953",
    "Dhaka": "the war of independence was fought there in 1971", "Lagos": "the civil war of 1967 to 1970 spared the city",
    "Hanoi": "American aircraft bombed it until 1972", "Ho Chi Minh City": "the war ended there in April 1975",
    "Dublin": "there were a rising in 1916 and a civil war in 1922",
    "Atlanta": "Union troops burnt it in the civil war in 1864",
    "Washington D.C.": "British troops burnt it in 1814",
    "Boston": "the War of Independence began there, with the siege of 1775 and 1776",
    "Philadelphia": "the British took it in the War of Independence in 1777",
    "New York City": "battles of the War of Independence were fought there in 1776",
    "Mexico City": "the Spanish conquered it in 1521, and American troops took it in 1847",
    "Luanda": "its country had a civil war from 1975 to 2002",
    "Havana": "the British took it in 1762, and the rebels entered it in January 1959",
    "Baghdad": "Mongols sacked it in 1258, and American troops took it in 2003",
    "Istanbul": "crusaders sacked it in 1204, and the Ottomans conquered it in 1453",
    "Santiago": "the air force bombed the presidential palace in the coup of 1973",
    "Lima": "the troops of its southern neighbour occupied it from 1881 to 1883",
    "Delhi": "it was sacked in 1739, and the great rebellion of 1857 was fought there",
    "Moscow": "Napoleon took it in 1812, and it burnt",
    "Vienna": "the Ottomans besieged it in vain in 1529 and 1683",
    "Paris": "it was besieged in 1870, and revolutions were fought there",
    "Toronto": "American troops raided it in 1813",
}  # fmt: skip


def wars(city: City, asked: Asked) -> Said | None:
    """`Was it bombed in the war?`, `Is there a war now?`"""
    if not asked.has(
        "wars?|bombed|bombings?|blitz|air raids?|nazis?|battles?|warfare|fighting|invaded|besieged|sieges?"
    ):
        return None
    if asked.has(
        "museum|memorial|film|movie|cold war|star wars|monument|civil war|opium|vietnam war|independence|korean|terror\\w*|"
        "why|who|president|hero|general|treaty|peace|iran|iraq|first world|crimean|napoleon\\w*|marathon|bull|boston|names?|book|leader|novel"
    ):
        return None
    if asked.has("second world|nazis?|blitz|air raids?|hitler|1940s|194\\d|19(?:39|4)|in the war|during the war"):
        return _second(city, asked)
    if asked.has(
        "recent\\w*|lately|last \\w+ (?:\\w+ )?years|past \\w+ (?:\\w+ )?years|(?:this|21st|twenty first) century|since 2000|2000s|these days|modern times"
    ):
        return _recently(city, asked)
    if asked.has("now|today|currently|at the moment|ongoing|at war|in war|war zone|war on"):
        true = city.country.code in ("UA", "MM", "RU")
        said = "its country is at war" if true else "its country is at peace, by and large"
        return polar(true, asked, said, said, f"war now:{true}") if asked.polar else told(said, f"war now:{true}")
    return _ever(city, asked) if asked.polar else None


def _second(city: City, asked: Asked) -> Said | None:
    name = city.names[0]
    said = _SECOND.get(name) or (
        "its country stayed out of that war" if name in _NEUTRAL else "the fighting did not reach the city"
    )
    if not asked.polar or asked.either:
        return told(said, f"second war:{said}")
    if asked.has("neutral|stay out|stayed out"):
        true = name in _NEUTRAL
    elif asked.has("capital of|hitler live|nazi capital"):
        return None
    elif asked.has("occup\\w*|nazis|taken|captured|invaded|fell|under"):
        true = name in _OCCUPIED
        if asked.has("nazis?|germans?|germany|hitler"):
            true = true and "German" in said
        if asked.has("japan\\w*"):
            true = true and "Japan" in said
    elif asked.has("bomb\\w*|blitz|air raids?"):
        true = name in _BOMBED
    elif asked.has("destroy\\w*|damaged?|ruins|rebuilt|flattened|levelled|razed"):
        true = name in _DESTROYED
    elif asked.has("besieged|sieges?"):
        true = name in ("Saint Petersburg", "Budapest")
    else:
        true = name in _SECOND and name != "Seoul"
    return polar(true, asked, said, said, f"second war:{asked.text}:{true}")


def _recently(city: City, asked: Asked) -> Said:
    said = _RECENT.get(city.names[0], "there has been no war in the city in this century")
    if not asked.polar:
        return told(said, f"recent war:{said}")
    true = city.names[0] in _RECENT_YES
    return polar(true, asked, said, said, f"recent war:{true}")


def _ever(city: City, asked: Asked) -> Said | None:
    name = city.names[0]
    said = _OTHER.get(name) or _SECOND.get(name)
    if said is None:
        return polar(False, asked, "", "none that I know of was fought in the city", "war:False")
    if asked.has("bomb\\w*") and not asked.has("terror\\w*"):
        true = name in _BOMBED or name in ("Madrid", "Barcelona", "Seoul", "Baghdad", "Santiago", "Tehran")
        said = (_SECOND.get(name) or said) if name in _BOMBED else said
        return polar(true, asked, said, said if true else "it was not bombed, as far as I know", f"war bombed:{true}")
    if asked.has("besieged|sieges?|invaded|destroy\\w*"):
        return None
    return polar(name != "Lagos", asked, said, said, f"war:{name != 'Lagos'}")
