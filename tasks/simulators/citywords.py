"""Words as questions about cities and the facts about them use them: which are hollow, which mean the same, which are kinds
of others."""

import re
import unicodedata
from functools import cache, lru_cache

from tasks.simulators.words import stem, tokens

_ALIKE = {
    stem(word): stem(like)
    for word, like in (
        ("mined", "mine"), ("mining", "mine"), ("mines", "mine"), ("automobile", "car"), ("monarch", "king"), ("highrise", "skyscraper"), ("movie", "film"), ("movies", "film"), ("cinema", "film"), ("soccer", "football"), ("skyscrapers", "skyscraper"),
        ("tallest", "tall"), ("taller", "tall"), ("highest", "high"), ("called", "name"), ("named", "name"), ("nicknamed", "nickname"),
        ("bike", "bicycle"), ("bikes", "bicycle"), ("cycling", "bicycle"), ("cycle", "bicycle"), ("subway", "metro"), ("underground", "metro"),
        ("streetcar", "tram"), ("transport", "metro"), ("transportation", "metro"), ("hills", "hill"), ("hilly", "hill"), ("mountainous", "mountain"),
        ("wealthy", "rich"), ("wealth", "rich"), ("author", "writer"), ("novelist", "writer"), ("poet", "writer"),
        ("painter", "artist"), ("dish", "food"), ("cuisine", "food"), ("eat", "food"), ("tourist", "visitor"), ("tourists", "visitor"),
        ("visit", "visitor"), ("festival", "festival"), ("celebration", "festival"), ("colonized", "rule"), ("colonised", "rule"),
        ("ruled", "rule"), ("colony", "rule"), ("colonial", "rule"), ("founder", "found"), ("founded", "found"), ("established", "found"),
        ("animal", "wildlife"), ("animals", "wildlife"), ("company", "company"), ("firms", "company"), ("industry", "industry"),
        ("factory", "industry"), ("factories", "industry"), ("stadium", "stadium"), ("team", "club"), ("teams", "club"),
        ("dumped", "throw"), ("thrown", "throw"), ("threw", "throw"), ("group", "band"), ("groups", "band"), ("shot", "film"), ("filmed", "film"), ("boxers", "boxer"), ("civilisation", "civilization"), ("bullfights", "bullfight"), ("bullring", "bullfight"), ("quake", "earthquake"), ("cold", "cold"), ("street", "street"), ("avenue", "street"), ("church", "cathedral"),
        ("harbour", "port"), ("harbor", "port"), ("biggest", "large"), ("largest", "large"), ("big", "large"), ("huge", "large"),
    )
}  # fmt: skip
_PHRASES = (
    (
        re.compile(r"\b(?:get|gets|getting|move|moves|travel|travels|go|goes) (?:around|about)\b", re.I),
        "metro traffic transport",
    ),
    (re.compile(r"\b(?:what do people|do people|people) call it\b|\bwhat is it called\b", re.I), "nickname"),
    (re.compile(r"\b(?:old|former|previous|other|another|different) names?\b", re.I), "former name"),
    (re.compile(r"\b(?:car|auto) ?(?:makers?|manufacturers?)\b|\bcar making\b", re.I), "car maker"),
    (
        re.compile(
            r"\bworth (?:seeing|visiting|a visit|it)\b|\b(?:loads|plenty|tons|heaps|a couple|a number|a bunch) of\b",
            re.I,
        ),
        "",
    ),
    (re.compile(r"\b(?:dig|digs|dug|digging) (?:up|out|for)\b|\bdug\b", re.I), "mine"),
    (re.compile(r"\bsoft drink\b", re.I), "drink Coca-Cola company"),
    (re.compile(r"\blinked (?:with|to)\b|\bassociated with\b", re.I), ""),
)
_HOLLOW = (
    "is are it the a an in of for to do does did there have has had having city town place this that these those "
    "they people can could you one with on at any be been being because which what would will should might may "
    "must many much lot lots very really some most its your our my and or from by as was were well i me we us see "
    "seen find get got go going come comes country nation world about like also still ever home who whom whose "
    "where when why how not no yes s t don his her he she him them their theirs than then so if into out up down "
    "over just tell known famous located around inside within here lies lie use used uses people's here's thing "
    "things something anything else other sort kind type types kinds sorts please name called local locals give "
    "say think know good best well-known renowned popular particular special great main major important typical "
    "traditional common usual famously mean main top notable mostly usually generally often always actually maybe "
    "possible possibly able want take try look looks bit little quite pretty own near nearby close similar "
    "certain specific exactly true every all each both only even more less too such between among citizens "
    "inhabitants resident residents locally there's big famed particularly lol does anyone anybody everyone "
    "someone person live lived living stand stands made make makes making day today nowadays classic after historic anything currently now time came went"
)
EMPTY = frozenset(stem(word) for word in _HOLLOW.split())
"""Stems that carry nothing in such a question."""


_KINDS: dict[str, str] = {
    "composer music": "mozart beethoven strauss schubert brahms mahler haydn verdi puccini chopin wagner tchaikovsky bach bartók bartok liszt dvorak dvořák smetana vivaldi rachmaninoff shostakovich",
    "architect": "gaudí gaudi niemeyer wren gehry utzon foster pei zaha haussmann piano calatrava",
    "artist painter paint museum": "picasso dalí dali rembrandt gogh vermeer kahlo rivera klimt warhol monet munch michelangelo raphael leonardo caravaggio schiele hockney miró renoir banksy",
    "writer book novel author": "kafka joyce borges dickens shakespeare dostoevsky tolstoy pushkin hugo mahfouz pamuk neruda wilde orwell murakami tagore gogol bulgakov austen cervantes beckett yeats",
    "singer music song": "beyoncé beatles bts rapper band samba tango jazz fado salsa reggae grunge techno rumba afrobeats highlife singer concert pop",
    "drink": "beer wine coffee tea sake tequila vodka stout guinness pisco caipirinha mate rum whisky raki champagne cocktail lassi mezcal soju coca cola pepsi",
    "food dish breakfast lunch dinner snack meal eat": "pizza pasta croissant croissants baguette ceviche tacos sushi ramen dumplings noodles noodle soup curry kebab paella tapas schnitzel goulash sausage sausages pho biryani dosa vada falafel hummus koshari couscous tagine steak barbecue burger bagel bagels cheesesteak clam chowder pastry pastries cake cheese bread rice fish seafood dim sum satay laksa duck hotpot poutine churrasco feijoada empanadas arepas jollof injera pierogi borscht herring waffles pretzel okonomiyaki takoyaki bratwurst currywurst sachertorte gelato risotto panettone pastel nata",
    "transport traffic get": "metro tram trams bus buses ferry ferries motorbike motorbikes scooter scooters bicycle bicycles rickshaw rickshaws taxi taxis train trains cable funicular jeepney jeepneys tuk matatu danfo minibus",
    "animal wildlife wild": "lion lions giraffe giraffes penguin penguins panda pandas kangaroo kangaroos koala elephant elephants tiger tigers zebra rhino rhinos leopard monkeys camel camels alligators bears llama condor whale whales",
    "mountain hill terrain landscape": "andes alps himalaya himalayas mount peak hill hills mountain mountains plateau volcano volcanoes valley",
    "terrain landscape desert": "desert dunes sand oasis",
    "tower skyscraper building tall landmark": "tower towers skyscraper skyscrapers eiffel burj petronas petrona willis cn oriental taipei shard needle empire",
    "building landmark sight": "cathedral mosque temple palace castle fort fortress church monument statue gate basilica pagoda museum opera square bridge",
    "festival party celebration event year": "carnival festival oktoberfest parade holi diwali songkran mardi fireworks new",
    "film movie star actor": "hollywood bollywood nollywood film films movie series actor actress director oscar",
    "club team football sport": "fc juventus boca galatasaray fenerbahçe chelsea arsenal tottenham dodgers yankees lakers knicks canadiens leafs",
    "company industry make factory business product": "toyota samsung sony boeing microsoft amazon bmw siemens tencent huawei foxconn oil garment garments textile textiles steel car cars electronics software banks bank ships",
    "disaster": "earthquake flood floods fire hurricane typhoon eruption tsunami plague bomb",
    "rule rulers colony": "british french spanish portuguese dutch colony empire ottoman soviet colonial",
    "river water": "thames seine tiber danube nile tigris hudson ganges yamuna",
    "detective character": "sherlock holmes poirot marlowe maigret",
    "vineyard winery": "wine wines stellenbosch",
    "metal mineral mine mined": "gold silver copper platinum diamond diamonds tin",
    "waterfall": "niagara iguazu falls",
    "boxer boxing fight": "ali foreman rumble frazier rocky pacquiao klitschko",
    "boxer": "boxing",
    "space agency astronaut": "nasa mission isro rocket",
    "sign letter": "hollywood",
    "pandemic virus disease": "covid lockdown coronavirus outbreak",
    "theme amusement park": "disneyland disney legoland tivoli universal prater ocean",
    "disneyland": "disney",
    "revolutionary leader dictator": "castro guevara lenin mao pinochet saddam mobutu stalin bolívar nkrumah",
    "leader politician president": "castro lenin mao stalin mandela gandhi nehru churchill kennedy lincoln obama nkrumah nyerere kenyatta atatürk sukarno pinochet saddam evita perón",
    "indigenous native aboriginal tribe": "maori aztec muisca inca lenape ohlone aboriginal duwamish musqueam charrúa mapuche tribe",
    "civilisation civilization ancient people empire": "aztec inca maya roman romans pharaoh byzantine sumerian muisca pharaohs mughal ottoman",
    "aboard sail boat ship": "ferry ferries vaporetto boats junk",
    "coffee company chain": "starbucks",
    "car maker company brand": "toyota bmw hyundai kia tesla fiat tata suzuki",
    "prison jail": "alcatraz robben gulag bastille",
    "scientist physicist science": "einstein curie bohr newton galileo mendeleev freud nobel",
    "philosopher": "socrates plato aristotle kierkegaard spinoza voltaire sartre",
    "monarch royal king queen": "palace king queen emperor tsar sultan royal",
    "wall": "hadrian theodosian",
    "mosque church temple religious building": "mosque cathedral basilica temple pagoda synagogue shrine monastery",
    "bull fight": "bullring bullfight",
    "statue sculpture monument": "mermaid redeemer bean liberty sphinx merlion bull buddha hachiko",
    "arena stadium": "colosseum circus maximus amphitheatre",
    "university school study student": "university college harvard oxford mit sorbonne",
    "relax spa": "bath baths thermal spa sauna beach beaches",
    "night nightlife": "nightlife club clubs bars bar nightclubs casino casinos neon",
}  # fmt: skip
"""What a question may call the things that facts name: a fact with one of the words on the right is also one of those on
the left."""


@cache
def kinds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kinds, names in _KINDS.items():
        for name in names.split():
            found.setdefault(stem(name), set()).update(content(kinds))
    return {name: frozenset(kinds) for name, kinds in found.items()}


@lru_cache(maxsize=1 << 14)
def content(text: str) -> frozenset[str]:
    """The stems of a text that carry meaning; words that mean the same are one."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for pattern, said in _PHRASES:
        text = pattern.sub(said, text)
    found = (stem(token) for token in tokens(text) if token[0].isalnum())
    return frozenset(_ALIKE.get(word, word) for word in found if word not in EMPTY)
