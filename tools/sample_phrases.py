"""The phrases of the samples: what news, articles and film reviews are built from. All names are invented."""

FIRM = ("Halden Corp.", "Brightwater", "Ostrander Mills", "Kettle & Vane", "North Pier Lines",
        "Lumen Works", "Tarn Valley Foods", "Corvane", "Sablecroft", "Merrow Shipping", "Ashdown Tools",
        "Pell Brothers", "Quillon", "Greyfell Mining", "Dovetail Paper", "Ember Glass", "Fenwick Rail",
        "Hobbin Textiles", "Ironleaf", "Junco Air", "Kestrel Bank", "Larkmoor", "Mistral Paints",
        "Nettle Seeds", "Oriel Books", "Pomfret Dairy", "Quern Stone", "Rookhope", "Selkie Fisheries",
        "Thistle Wines", "Umber Clay", "Vesper Lamps", "Wharfside", "Yarrow Drugs", "Zephyr Fans",
        "Aldermere", "Bramblecote", "Cinderbrook")
GOODS = ("copper", "paper", "timber", "wheat", "steel", "glass", "wool", "salt", "coal", "sugar", "cocoa",
         "cotton", "rubber", "barley", "tin", "cork", "flax", "hemp", "amber", "slate", "zinc", "malt",
         "pepper", "tallow", "oats", "resin", "chalk", "linen", "saffron", "mica")
PERSON = ("Mr. Alder", "Ms. Brandt", "Mr. Coyle", "Mrs. Dunmore", "Mr. Eskin", "Ms. Farrow", "Mr. Gantry",
          "Mr. Hollis", "Ms. Ivers", "Mr. Jessop", "Mrs. Kirby", "Mr. Lorne", "Ms. Maddox", "Mr. Naseby",
          "Ms. Orrell", "Mr. Pryce", "Ms. Quayle", "Mr. Rusk", "Mrs. Sayer", "Mr. Tovey", "Ms. Upjohn",
          "Mr. Verney", "Mr. Wick", "Ms. Yale")
ROLE = ("chairman", "chief executive", "an analyst", "a spokesman", "president", "treasurer", "a trader",
        "counsel", "a director", "an economist", "vice president", "auditor")
MOVE = ("rose", "fell", "climbed", "slipped", "gained", "dropped", "jumped", "eased", "declined",
        "advanced", "tumbled", "recovered", "slid", "surged", "stalled")
PERIOD = ("the third quarter", "the year", "the second quarter", "the month", "the first half",
          "the fiscal year", "the past week", "October", "the winter", "the nine months",
          "the harvest season", "the spring")
REASON = ("higher costs", "weak demand", "lower prices", "strong exports", "a late harvest",
          "a strike at one plant", "new orders", "the weaker currency", "a change in the tax rules",
          "poor weather", "rising interest rates", "the loss of a contract", "heavy stocks",
          "a fire at its warehouse", "a recall of its products", "the closing of two mills",
          "an unexpected shortage", "cheaper freight", "a dispute with suppliers")
SIZE = ("${dec} million", "{n} cents a share", "${big}", "{dec}%", "${n} million", "{n}%",
        "${dec} billion", "{big} tons", "{n} points")
PLAN = ("buy a rival", "sell its {goods} unit", "close a plant", "raise prices", "cut {big} jobs",
        "build a mill", "pay down its debt", "issue {big} shares", "move its offices", "expand abroad",
        "split its stock", "suspend its dividend", "hire {n} engineers", "ship more {goods}",
        "restructure its loans")
NEWS = ("{firm} said net income {move} {size} in {period} because of {reason}.",
        "The price of {goods} {move} {size}, traders said.",
        "{person}, {role} of {firm}, said the company plans to {plan}.",
        "Shares of {firm} {move} {size} after it said it would {plan}.",
        "The company didn't say how much it would pay.",
        "But {person} said that {reason} would hurt profit in {period}.",
        "{firm} agreed to {plan} for {size}.",
        "In {period} sales of {goods} {move} to {size} from {size}.",
        "{person} was named {role} of {firm}, a maker of {goods}.",
        "Prices {move} in {period}, and {goods} {move} too.",
        "{firm} doesn't expect {reason} to last, {person} said.",
        "A year earlier {firm} had a loss of {size}.",
        "The board of {firm} has approved a plan to {plan}, said {person}.",
        "Volume on the exchange was {big} shares, compared with {big} a day earlier.",
        "{firm}'s {goods} business has been hurt by {reason}.", "Analysts had expected profit of {size}.",
        "The government said exports of {goods} {move} {size} in {period}.",
        "It isn't clear whether {firm} will {plan}.",
        "{person}, {n} years old, will join the board of {firm}.",
        "He said the market for {goods} has been quiet since {period}.",
        "The agreement between {firm} and {firm} ends in {period}.",
        "Workers at {firm} rejected an offer of {size} and may strike.",
        "She said {reason} and {reason} were to blame.", "{firm} and {firm} will jointly {plan}.")
TITLES = ("Aldmouth", "Bexley Harbour", "Corran Bridge", "Dunmere", "Eastwick Light", "Fallow Island",
          "Garrow Castle", "Hollin Abbey", "Inverlay", "Jarrow Tunnel", "Kelsey Canal", "Lower Strand",
          "Marl Head", "Nether Combe", "Oaken Hall", "Penrose Mill", "Quarry Field", "Raven Scar",
          "Saltby", "Thornholm", "Upper Lathe", "Varley Market", "Withern", "Yoxley", "Ashby Docks",
          "Birch Tower", "Cold Ferry", "Drover Pass", "Elm Priory", "Fosse Lock", "Gannet Rock",
          "Heron Weir", "Ivel Sands", "Jackdaw Hill", "Keld", "Linhope", "Mossdale", "Norley Pier",
          "Otter Bay", "Pinfold", "Quernmore", "Rushford", "Stell Green", "Tarn End", "Urswick Cross",
          "Venn Gate", "Whinlatter", "Yarrow Ford", "Ardle", "Bruton Quay", "Calder Grange", "Dene",
          "Esk Bottom", "Fennel Street", "Goyt", "Hame", "Iden Lock", "Jura Well")
HEADINGS = ("History", "Geography", "Economy", "Wildlife")
RIVER = ("Wend", "Alder", "Torrow", "Lisk", "Marrin", "Oust", "Peth", "Yarl")
KIND = ("village", "market town", "fishing port", "ruined fortress", "small island", "parish",
        "lighthouse station", "former railway junction")
RULER = ("Queen Isolde II", "the Bishop of Dunmere", "Sir Hugh Marling", "King Aldric",
         "the Earl of Torrow", "a wool merchant named Piers Cope", "Lady Maud Vane", "an order of monks")
PLANT = ("sea-holly", "marsh orchid", "bog myrtle", "wild thyme", "sea-pink", "bell heather", "horsetail")
BIRD = ("kittiwake", "long-eared owl", "curlew", "red-throated diver", "lapwing", "grey heron",
        "oystercatcher")
GENERAL = ("It lies on the river {river}, about {dec} km from the sea.",
           "The population was {big} at the last count, a fall of {dec}% in ten years.",
           "It is best known for its {n}-metre tower, which can be seen from {n} km away.",
           'The name is thought to mean "{meaning}".', "A well-preserved wall surrounds the older part.",
           "It has been a protected site since 19{n}.")
MEANING = ("place of reeds", "cold harbour", "the ford of the oxen", "long field", "hill of ravens",
           "white stones")
START = ("{title} is a {kind} in the valley of the {river}.",
         "{title} was a {kind} on the lower {river} (also written {river}mouth).",
         "{title} is a well-known {kind}, founded by {ruler}.")
HISTORY = ("{title} was founded in 12{n} by {ruler}.",
           "In 14{n} it was burned, and {big} people lost their homes.",
           "The rights passed to {ruler} in 15{n}, for a payment of {big} crowns.",
           "A railway opened in 18{n}; it was closed after {n} years.",
           "During the war the harbour was used by {n} ships.",
           "The present building is from the late-17{n} rebuilding, though its {n}-step stair is older.",
           "No records of the twelfth-century church survive.")
GEOGRAPHY = ("The land rises to {big} m in the north, where the {river} has its source.",
             "Most of the soil is clay; the rest, some {dec} km2, is sand.",
             "In winter the river floods the low-lying meadows.",
             "The mean temperature is {dec} degrees, and {big} mm of rain fall in a year.",
             "An old sea-wall protects the western side.")
ECONOMY = ("Fishing employed {big} people in 19{n}, and {n} today.",
           "The main products were salt, wool and {goods}.", "A weekly market has been held since 13{n}.",
           "About {dec}% of the working-age population have left.",
           "The ferry carries {big} visitors a year.",
           "Its {goods} mill, the first steam-driven one, closed in 19{n}.")
WILDLIFE = ("The {bird} breeds on the cliffs, with {big} pairs in 20{n}.",
            "The {plant} grows here and at {n} other sites.", "{title} has a large colony of the {bird}.",
            "The last {bird} was seen in 19{n}.", "Grazing keeps the {plant} and the bell heather apart.")
_FIRST = ("The Glass", "A Distant", "Midnight", "The Last", "Paper", "Silent", "Northern", "The Second")
_SECOND = ("Harbour", "Winter", "Orchard", "Telegram", "Carnival", "Map", "Stranger", "Engine")
FILMS = tuple(f"{first} {second}" for first in _FIRST for second in _SECOND)
ACTOR = ("Nora Quist", "Tomas Arden", "Ilse Morrow", "Ben Calloway", "Petra Lindqvist", "Hugo Sand",
         "Ada Finch", "Marcus Vail", "Lena Oduya", "Otto Brandl")
OPENING = ("I saw {film} last night with two friends.", "{film} had been on my list for years.",
           "My brother lent me {film} and I finally watched it.",
           "I knew nothing about {film} before I sat down.", "There are few films like {film}.",
           "After all the talk about {film} I was curious.",
           "{film} came on late and I nearly switched it off.")
PLOT = ("It is about a clerk who finds a letter that was never sent.",
        "{actor} plays a pilot who cannot sleep.", "Two sisters inherit a hotel and a debt.",
        "A train stops in the snow and nobody may leave.", "The second half takes place in a court room.",
        "Then the detective, {actor}, arrives from the city.", "There is a subplot about a stolen violin.",
        "The village has a secret, as villages in films do.", "We follow the family over thirty years.",
        "A war breaks out, and the bakery closes.", "Somebody has been reading the mail.",
        "The old man remembers his youth, in black and white.", "At the wedding everything goes wrong.",
        "The machine in the cellar starts to talk.")
PRAISE = ("{actor} is wonderful.", "The photography is beautiful.", "The music is perfect for it.",
          "The dialogue is sharp and funny.", "I laughed more than once.", "The ending moved me to tears.",
          "The pace is just right.", "Every small part is played well.", "The city at night looks great.",
          "It isn't dull for a minute.")
COMPLAINT = ("{actor} is terrible.", "The photography is ugly.", "The music is far too loud.",
             "The dialogue is flat and silly.", "I looked at my watch more than once.",
             "The ending makes no sense.", "It is an hour too long.", "Every small part is badly played.",
             "The city looks like cardboard.", "It isn't funny for a minute.")
LIKED = ("A wonderful film; see it.", "I recommend it to anyone.",
         "One of the best I have seen this year.", "Don't miss it.",
         "9 out of 10, and I would watch it again.", "Not perfect, but I loved it.")
DISLIKED = ("A terrible film; avoid it.", "I can't recommend it to anyone.",
            "One of the worst I have seen this year.", "Don't waste your time.",
            "2 out of 10, and never again.", "Not without charm, but I hated it.")
