"""Questions about what people eat and drink."""

import re

from tasks.simulators.asked import Asked, Said, capital, polar, told
from tasks.simulators.citywords import EMPTY
from tasks.simulators.facts import own
from tasks.simulators.gazetteer import City, group
from tasks.simulators.words import stem, stems

_FOODS = (
    r"foods?|eat|eats|eating|eaten|breakfast|lunch|dinner|supper|desserts?|snacks?|dish|dishes|cuisine|cooking|cook|meals?|restaurants?|drinks?|drank|drunk|beverages?|taste|tasty|culinary|delicac\w*|sushi|pizza|pasta|tacos?|"
    r"curry|curries|rice|noodles?|spicy|beers?|wines?|coffee|tea|cheese|bread|soups?|stews?|sweets?|cakes?|pastr\w+|fish\b(?! market)|seafood|meat|steak|beef|pork|chicken|lamb|vegetarian|vegan|barbecue|bbq|burgers?|sausages?|dumplings?|ramen|alcohol|liquor|"
    r"spirits?|whisk\w+|vodka|rum|tequila|cocktails?|hungry|hungry|thirsty|menu|street food|gastronom\w*|michelin|chef|kebabs?|sandwich\w*|croissants?|baguettes?|chocolate|ice cream|candy|bagels?|fruits?|delicious|ingredients?|specialit\w+|specialty|try|order|bakery|schnitzel|goulash|paella|tapas|feast on|juice|brewery|breweries|brewed|spices?"
)

_COLD_PRODUCTS = "export\\w*|industr\\w*|grow|grown|produce\\w*|factor\\w*|company|companies|firm|trade|museum|festival|history|party|tea party|house|film|famous people|headquarter|party|pyramids?|spiritual|spirit of|fruit\\w* market|market"

_DRINKS = r"drinks?|drank|drunk|beverages?|beers?|wines?|coffee|tea|alcohol|liquor|spirits?|whisk\w+|vodka|rum|tequila|cocktails?|thirsty|juice|brewery|breweries|sake|gin|brewed"

_DISH_KINDS = {
    "breakfast": r"breakfast|morning", "soup": r"soups?|stew",
    "sweet": r"desserts?|sweets?|cakes?|pastr\w+|candy|chocolate|ice cream|sugary",
    "street": r"street food|snacks?|stalls?", "fish": r"seafood|fish", "meat": r"meat|steak|beef|pork|lamb|chicken",
}  # fmt: skip

_BREAKFASTS = {
    "JP": "rice, miso soup and grilled fish", "IN": "idli, dosa, parathas or puri, with tea",
    "CN": "rice porridge, steamed buns, soy milk and fried dough sticks", "BR": "bread, ham, cheese, fruit and coffee",
    "MX": "chilaquiles, eggs, tortillas and tamales", "EG": "ful beans, falafel and bread",
    "BD": "paratha or rice with vegetables", "US": "pancakes, eggs with bacon, bagels, cereal and coffee",
    "PK": "halwa puri, paratha and tea", "AR": "croissants called medialunas with coffee",
    "TR": "cheese, olives, tomatoes, eggs, simit bread and tea", "NG": "akara, pap, yam and eggs",
    "CD": "bread, tea and doughnuts", "PH": "garlic rice with eggs and cured meat",
    "RU": "porridge, blini, eggs and curd cakes with tea", "FR": "croissants, baguette with jam, and coffee",
    "CO": "arepas, eggs, broth and hot chocolate", "ID": "fried rice, nasi uduk or porridge",
    "PE": "bread with avocado or pork, tamales and coffee", "TH": "rice soup, omelette on rice and fried dough",
    "KR": "rice, soup and kimchi", "GB": "eggs, bacon, sausages, beans and toast with tea",
    "IR": "flatbread with feta, jam and tea",
    "VN": "pho noodle soup, banh mi baguettes and sticky rice with iced coffee", "AO": "bread, eggs and coffee",
    "MY": "nasi lemak, coconut rice with sambal, or roti canai", "SA": "beans, flatbread, eggs and dates",
    "CL": "bread with avocado or cheese, and tea",
    "ES": "toast with tomato and oil, or churros with chocolate, and coffee",
    "IQ": "clotted cream with date syrup, bread, eggs and tea",
    "SG": "kaya toast with soft eggs and kopi, or nasi lemak",
    "CA": "pancakes with maple syrup, bagels, eggs and coffee", "TZ": "chapati, mandazi doughnuts and chai",
    "DE": "bread rolls with cheese, ham and jam, eggs and coffee", "IT": "a cornetto pastry and cappuccino",
    "GR": "koulouri sesame rings, pies and coffee", "AT": "bread rolls with butter and jam, and coffee",
    "CZ": "bread with ham and cheese, and pastries", "HU": "bread, cold cuts, peppers and coffee",
    "PL": "bread with ham, cheese, eggs and cottage cheese", "UA": "eggs, porridge, curd pancakes and tea",
    "NL": "bread with cheese or chocolate sprinkles", "SE": "crispbread, cheese, yoghurt and coffee",
    "DK": "rye bread, cheese, porridge and pastries", "PT": "toast or a custard tart with coffee",
    "IE": "bacon, sausages, eggs, pudding and soda bread with tea",
    "AU": "toast with Vegemite or avocado, eggs and flat white", "NZ": "toast, eggs, Weet-Bix cereal and flat white",
    "ZA": "maize porridge, eggs, rusks and coffee", "KE": "mandazi, chapati and milk tea",
    "ET": "firfir of torn injera, porridge and coffee",
    "MA": "pancakes called msemen, bread with olive oil, and mint tea", "GH": "waakye, porridge and bread",
    "SN": "baguette with chocolate spread or beans, and café touba", "TW": "soy milk, egg pancakes and fried dough",
    "AE": "chickpeas, eggs, flatbread and karak tea", "MM": "mohinga fish noodle soup and tea",
    "CU": "toast with butter and strong coffee",
}  # fmt: skip

_SOUPS = {
    "VN": "pho", "UA": "borscht, of beetroot", "RU": "borscht and shchi", "HU": "goulash and fisherman's soup",
    "JP": "ramen and miso soup", "CO": "ajiaco", "TH": "tom yum", "PL": "żurek and borscht", "MA": "harira",
    "TW": "beef noodle soup", "SG": "laksa and bak kut teh", "MY": "laksa", "CN": "noodle soups and hotpot",
    "MM": "mohinga", "CZ": "garlic soup and goulash", "ES": "gazpacho and cocido", "PT": "caldo verde",
    "GR": "bean soup", "FR": "onion soup", "AT": "beef broth with pancake strips", "MX": "pozole and tortilla soup",
    "PH": "sinigang", "ID": "soto", "NG": "egusi and pepper soup", "GH": "light soup and groundnut soup",
    "KR": "seolleongtang and soft tofu stew", "TR": "lentil soup", "EG": "molokhia and lentil soup",
    "PE": "chupe and chicken broth", "DE": "lentil and potato soup", "IR": "ash", "IE": "seafood chowder",
    "US": "clam chowder, chicken noodle soup and chilli", "CA": "pea soup and chowder",
}  # fmt: skip

_SPICY = group("IN,PK,BD,TH,KR,MX,ID,MY,SG,NG,GH,ET,CN,MM,TZ,SN,MA,PE")

_TEA = group("GB,IE,TR,RU,CN,JP,IN,PK,BD,IR,IQ,EG,MA,KE,TZ,VN,TW,AE,SA,MM,UA,ID,MY,SG,SN,KR,TH")

_NOT_SPICY_CITY = frozenset(["Shanghai", "Beijing", "Guangzhou", "Shenzhen", "Nanjing", "Tianjin"]) | {"Hong Kong"}


def food(city: City, asked: Asked) -> Said | None:
    if not asked.has(_FOODS) or asked.has(_COLD_PRODUCTS):
        return None
    if asked.has(
        "(?:^try|pie chart|fish market|drinking water|tea (?:house|party)|(?:should|can|must) i try(?! (?:to eat|food))|fields)"
    ) and not asked.has("food|dish|eat|drink"):
        return None
    if asked.polar and not asked.either:
        return _polar_food(city, asked)
    if asked.has("who|which (?:company|brand|firm)|when|how many|why|where") and not asked.has(
        "where (?:do|can|should|would)|what|which"
    ):
        return None
    if asked.has(_DRINKS) and not asked.has("eat|food|dish\\w*"):
        return _drink(city, asked)
    said = f"typical food is {city.table}"
    country = city.country
    for kind, pattern in _DISH_KINDS.items():
        if asked.has(pattern):
            return _kind(city, kind)
    more = _more(city, asked, city.table)
    if asked.has("national dish|(?:whole )?country"):
        return told(f"in the country people like {country.dishes}", f"food:{country.code}")
    return Said(
        (f"{capital(said)}{more}.", f"People there like {city.table}{more}.", f"On the tables are {city.table}{more}."),
        f"food:{city.table}",
    )


def _more(city: City, asked: Asked, said: str) -> str:
    """Dishes of the country that the city's own cell has not."""
    extra = [
        dish
        for dish in re.split(r", | and ", city.country.dishes)
        if not any(word in said.lower() for word in dish.lower().split() if len(word) > 3)
    ]
    return f"; also {', '.join(extra[:4])}" if extra else ""


def _kind(city: City, kind: str) -> Said:
    code = city.country.code
    if kind == "breakfast":
        local = next((one.text for one in own(city.names[0], "-") if "breakfast" in one.text), "")
        text = f"for breakfast people have {_BREAKFASTS.get(code, city.country.dishes)}" + (
            f". {local.rstrip('.')}" if local else ""
        )
        return told(text, f"breakfast:{code}")
    words = {"soup": ("soup", "stew", "broth"), "sweet": ("cake", "dessert", "sweet", "chocolate", "pastr", "tart", "bun", "ice", "pudding", "cream", "churros", "strudel", "gelato", "baklava", "pavlova", "doughnut"), "street": ("street", "stall", "snack", "market", "cart"), "fish": ("fish", "seafood", "shrimp", "crab", "salmon", "oyster", "cod", "sardine"), "meat": ("meat", "steak", "beef", "pork", "lamb", "chicken", "grill", "kebab", "sausage", "barbecue")}[kind]  # fmt: skip
    found = [
        one.text.rstrip(".")
        for one in own(city.names[0], "-")
        if any(stem(word) in stems(one.text) or word in one.text.lower() for word in words)
        and re.search(
            "eat|food|dish|sweet|cake|soup|snack|restaurant|breakfast|dessert|pastr|grill|popular|sold", one.text
        )
    ][:2]
    lead = f"soups there: {_SOUPS[code]}" if kind == "soup" and code in _SOUPS else ""
    parts = [lead, *found, f"typical food is {city.table}", f"in the country one likes {city.country.dishes}"]
    return told(". ".join(capital(part) for part in parts if part)[:420], f"food {kind}:{city.names[0]}")


def _drink(city: City, asked: Asked) -> Said:
    found = [
        one.text.rstrip(".")
        for one in own(city.names[0], "-")
        if re.search(rf"\b(?:{_DRINKS}|brewed|Cola|pisco|mate)\b", one.text, re.I)
    ][:2]
    local = re.search(r", with ([^|]+)$", city.table)
    special = local[1] if local and local[1] not in city.country.drinks else ""
    parts = [f"people drink {city.country.drinks}" + (f"; in the city {special}" if special else ""), *found[:1]]
    return told(". ".join(capital(part) for part in parts), f"drink:{city.country.drinks}")


_GENERAL_FOOD = frozenset(
    stem(word)
    for word in [
        "food",
        "eat",
        "dish",
        "cuisine",
        "restaurant",
        "drink",
        "drinks",
        "meal",
        "good",
        "tasty",
        "delicious",
        "try",
        "cook",
        "cooking",
        "local",
        "national",
        "typical",
        "traditional",
        "street",
        "serve",
        "served",
        "love",
        "lot",
        "popular",
        "beverage",
        "taste",
        "eaten",
        "drunk",
        "many",
        "kind",
        "breakfast",
        "lunch",
        "dinner",
        "culinary",
        "order",
        "menu",
        "speciality",
        "specialty",
    ]
)


def _polar_food(city: City, asked: Asked) -> Said | None:
    country = city.country
    if asked.has("spicy|hot|spices"):
        true = (country.code in _SPICY and city.names[0] not in _NOT_SPICY_CITY) or city.names[0] in (
            "Chongqing",
            "Chengdu",
        )
        return polar(
            true,
            asked,
            f"the food is often spicy, with {city.table}",
            f"it is not very spicy: {city.table}",
            f"spicy:{true}",
        )
    if asked.has("alcohol|liquor|get drunk|drink beer"):
        banned = country.code in ("SA", "IR", "PK", "BD") or city.names[0] in ("Ahmedabad", "Surat")
        if asked.has("forbidden|banned|illegal|prohibited"):
            return polar(
                banned,
                asked,
                "alcohol is forbidden there" if banned else "",
                "alcohol is allowed there",
                f"dry:{banned}",
            )
        return polar(
            not banned,
            asked,
            f"people drink {country.drinks}",
            "alcohol is forbidden there by law or religion",
            f"alcohol:{not banned}",
        )
    texts = [
        city.table,
        country.dishes,
        country.drinks,
        country.food,
        country.products,
        city.famous,
        city.parks,
        city.economy,
        *(one.text for one in own(city.names[0], country.code)),
    ]
    if asked.has("known|famous|renowned|world famous"):
        texts = [city.table, city.famous, city.economy, country.dishes, *(one.text for one in own(city.names[0], "-"))]
    if asked.has("drink|drinks|drinking") and asked.has("tea") and not asked.has("bubble|milk|mint|green|known|famous"):
        true = country.code in _TEA
        return polar(true, asked, f"people drink {country.drinks}", f"rather {country.drinks}", f"tea:{true}")
    wanted = [stem(word) for word in asked.words if stem(word) not in EMPTY and stem(word) not in _GENERAL_FOOD]
    said = f"typical are {city.table}"
    if not wanted:
        return polar(True, asked, said, said, "food:any")
    known: set[str] = set()
    for text in texts:
        known.update(stems(text))
    known |= _food_kinds(known)
    hits = [word for word in wanted if word in known]
    true = bool(hits) and len(hits) * 2 >= len(wanted)
    about = next(
        (
            text
            for text in texts
            if any(word in stems(text) for word in hits)
            and text[0].isupper()
            and not re.search(r"\b(?:no|not)\b", text)
        ),
        "",
    )
    if not about and any(word in stems(country.drinks) for word in hits):
        about = f"people drink {country.drinks}"
    if (
        not about
        and any(word in stems(country.dishes) for word in hits)
        and not any(word in stems(city.table) for word in hits)
    ):
        about = f"people like {country.dishes}"
    return polar(true, asked, about.rstrip(".") if about else said, said, f"food:{wanted}:{true}")


def _food_kinds(known: set[str]) -> set[str]:
    """What these dishes are, by kind."""
    kinds = {
        "fish seafood": "sushi ceviche sardin cod herring salmon hilsa oyster crab shrimp eel bacalhau sashimi lobster", "meat": "kebab asado steak lamb beef pork chicken duck brisket barbecu bulgogi churrasco sausag braai",
        "steak": "asado", "noodl": "ramen pho udon soba laksa pad xiaomian", "soup": "pho borscht ramen ajiaco laksa tom harira goulash chowder", "curri": "thali masala rendang dal", "bread": "baguett naan bagel injera roti chapati pita pide", "pastri": "croissant pastéi tart baklava", "cake": "sachertort strudel pavlova lamington pastri",
        "taco": "taco", "chees": "feta gouda mozzarella", "dumpl": "pierogi varenyki momo xiaolongbao pelmeni", "rice": "biryani jollof paella risotto nasi sushi bibimbap pilau pilaf", "barbecu": "bulgogi asado braai brisket churrasco", "pasta": "carbonara lasagn spaghetti", "sweet dessert": "baklava rosogolla gelato strudel tiramisu churro pastéi mango kulfi ghari",
        "wine": "malbec tokaj", "spirit": "vodka raki pisco tequila rum sake soju ouzo gin whisky aguardient", "kebab": "döner souvlaki", "coffe": "espresso kopi melang",
    }  # fmt: skip
    return {kind for kinds_, names in kinds.items() if known & set(names.split()) for kind in kinds_.split()}
