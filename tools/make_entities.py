"""The lists that sentences with named entities are made of: written here, stored in data/entities.json.

Run `python -m tools.make_entities` after a change, and put the printed SHA-256 where the tests say.
"""

import hashlib
import json

from rnnlib.datasets import data_folder

TEMPLATES = {
    "train": """
        {PER} was|were born in {LOC} in {year} .
        {PER} flew_to|travelled_to|went_to|moved_to {LOC} on|last {day} .
        {PER} works|worked for {ORG} in {LOC} .
        {PER} , a|the {role} from {LOC} , won|lost the race|match|election .
        {PER} and {PER} met at the station in|near {LOC} .
        Mr|Dr|Mrs {LAST} said|says that the bill will rise again in {month} .
        The {role} {PER} told {ORG} that he|she would leave .
        {PER} said|says she|he likes the river and the {adj} streets of {LOC} .
        I met {FIRST} yesterday , and we talked about the {adj} {thing} .
        Thank you , {FIRST} , for the {adj} {thing} !
        {FIRST} and her|his brother {FIRST} sold the {thing} .
        My friend|brother|sister {FIRST} lives in {LOC} now .
        Her|His teacher , {PER} , read|wrote a {adj} book about {LOC} .
        {PER} has|had a beard and three|two children .
        {PER} , who grew_up in {LOC} , sings|plays in a choir|band .
        {PER} , whom the police of {LOC} had questioned , went home .
        Nobody knew|asked why {PER} left the {thing} in the car .
        Captain|Professor|Judge {LAST} retired|resigned in {month} .
        The letter|book was written|signed by {PER} .
        In {month} {PER} married|met {PER} .
        {PER} became|becomes head of {ORG} in {year} .
        {ORG} hired|fired {PER} as its|their new {role} .
        {ORG} said|says its profit rose|fell by {number} percent .
        Shares of|in {ORG} rose|fell {number} percent on {day} .
        {ORG} will buy|sell its factory|office in|near {LOC} .
        {ORG} , which was founded in {year} , makes|sells the {thing} .
        {ORG} and {ORG} signed a {adj} contract|deal on {day} .
        The workers|owners of {ORG} went_on|ended a strike in {month} .
        Analysts|Lawyers at {ORG} expect|fear a {adj} year .
        She|He left {ORG} to study in {LOC} .
        He|She joined {ORG} as a young {role} .
        {PER} , the {role} of {ORG} , resigned|retired on {day} .
        {ORG} beat|defeated {ORG} by {number} points in {LOC} .
        The {adj} report was published|printed by {ORG} in {month} .
        A spokesman for {ORG} said|says nothing about the {thing} .
        {ORG} owes the bank {number} million .
        {ORG} , like many companies , has hired more people this year .
        Customers sued|left {ORG} over the {adj} {thing} .
        Staff of {ORG} gave the {role} a {adj} {thing} .
        The town|city|village of {LOC} has a {adj} harbour|bridge .
        It rained|snowed in {LOC} and in {LOC} on {day} .
        {LOC} is|was the capital of {LOC} .
        {LOC} lies|is on the river , not far from {LOC} .
        The road|train from {LOC} to {LOC} was closed|late .
        {number} people live|lived in {LOC} .
        {LOC} , which has a {adj} harbour , was built in {year} .
        A storm|flood hit {LOC} early on {day} .
        We spent|enjoyed {number} days in {LOC} .
        The north|south of {LOC} is dry|green in {month} .
        Troops crossed the border of {LOC} on {day} .
        The mayor of {LOC} , {PER} , opened the {thing} .
        They sailed|walked from {LOC} to the {adj} coast .
        The museum in {LOC} shows|sold a {adj} {thing} .
        {LOC} has|had a {adj} winter , and the lake is frozen .
        Tourists love {LOC} in {month} .
        The embassy of {LOC} in {LOC} is closed on {day} .
        The prices rose|fell again in {month} , and nobody knows why .
        May|March was dry , and the roses will not grow .
        On {day} the bank was closed , and the post came late .
        The {role} said that the {thing} is {adj} .
        I hope the {adj} bill will be paid before {day} .
        The university gave the museum {number} old books .
        Is the {thing} {adj} , or will it rain in {month} ?
        In {year} the {role} sold the {adj} {thing} .
        Cork and shell are used|sold at the {adj} market .
        Grace , hope and luck are {adj} words .
    """,
    "valid": """
        {PER} lived in {LOC} until {year} .
        The {role} asked {PER} about the {adj} {thing} .
        {FIRST} says the {thing} in {LOC} is {adj} .
        Dr|Mrs {LAST} grew_up near the river .
        {PER} , a {adj} {role} , works for {ORG} .
        On {day} {ORG} fired {number} workers .
        {ORG} makes a {adj} {thing} in {LOC} .
        {PER} left {ORG} in {month} .
        The profit of {ORG} fell in {year} .
        {ORG} lost to {ORG} on {day} .
        {LOC} was hit by a storm in {month} .
        The train to {LOC} is late again .
        People in {LOC} like the {adj} harbour .
        In {LOC} it snowed for {number} days .
        The post was late , and the {role} went home .
        Prices will rise in {month} .
    """,
    "test": """
        {PER} , a {adj} {role} , was born near {LOC} .
        Last {month} {PER} moved from {LOC} to {LOC} .
        The {role} {PER} and his sister {FIRST} sold the {thing} .
        Mrs|Mr|Dr {LAST} wrote|read the {adj} letter on {day} .
        Why had {PER} asked the {role} about the {thing} ?
        {FIRST} , my brother , says the {thing} is {adj} .
        Thank {FIRST} for the {thing} !
        She married {PER} in {LOC} in {year} .
        {PER} has three sisters , and sings in a choir .
        {PER} , who was questioned by the police in {month} , resigned .
        We talked with {PER} about the north of {LOC} .
        Judge|Captain {LAST} lives in {LOC} .
        The {adj} book by {PER} was sold in {LOC} .
        {PER} will retire from {ORG} in {month} .
        {ORG} , where {PER} is a {role} , sold its office .
        In {year} {ORG} hired {number} people in {LOC} .
        {ORG} expects that its profit will rise .
        {ORG} , which sells the {adj} {thing} , fired its {role} .
        The deal with {ORG} was signed on {day} .
        Its shares fell , and {ORG} ended the contract .
        {PER} joined {ORG} after the strike .
        {ORG} defeated {ORG} in {LOC} on {day} .
        The owners of {ORG} will buy {ORG} .
        A lawyer for {ORG} said the {thing} was sold .
        {PER} told the staff of {ORG} nothing about the deal .
        A report by {ORG} says that {LOC} has a {adj} year .
        The factory of {ORG} near {LOC} was closed .
        {LOC} , a {adj} town on the coast , was built in {year} .
        They went from {LOC} to {LOC} by train .
        The harbour of {LOC} was frozen in {month} .
        {number} tourists travelled to {LOC} on {day} .
        The police closed the road to {LOC} .
        {LOC} has a {adj} harbour , a bridge and two rivers .
        The border between {LOC} and {LOC} is closed .
        In {month} it rained in {LOC} .
        The mayor says that {LOC} is a {adj} city .
        Will the bank and the post be closed on {day} ?
        The roses will grow in May , and the bill is paid .
        The shell was sold at the museum in {month} .
        Nobody at the university knows the {adj} {role} .
    """,
}

NAMES = {
    "train": {
        "first": """Anna Ben Clara David Emma Felix Greta Henry Ida Jacob Karen Leo Maria Nils Olga
                    Peter Rita Simon Tina Victor Wendy Adam Bella Carl Mark Rose Jordan Sydney Austin
                    Florence Chelsea Grace""",
        "last": """Adler Baker Carter Dawson Ellis Fisher Garcia Hansen Ibsen Jensen Keller Larsen
                   Miller Nolan Olsen Parker Quinn Rossi Schmidt Turner Unger Vogel Walker Young Zimmer
                   Washington Jordan Houston Hamilton Bush Reading""",
        "place": """Berlin Oslo Cairo Dublin Lisbon Madrid Nairobi Ottawa Prague Quito Rome Tokyo Vienna
                    Warsaw Zagreb Brazil Canada Denmark Egypt Finland Ghana Hungary Iceland Milton
                    Harlow Jordan Washington Sydney Austin Florence Chelsea Houston Hamilton Reading
                    Bath""",
        "firm": """Aldexo Brimcor Corvane Dynalux Elmatic Fintara Gravix Helvia Inverta Jaspro Kovex
                   Lumina Apple Target ABK BNT CFG DHL ERS NKB SVT TGR""",
    },
    "valid": {
        "first": "Alice Boris Cecil Diana Edgar Fiona Gordon Helen Will Charlotte",
        "last": "Abbott Bishop Collins Drake Evans Foster Graham Hughes Irwin Charlotte Lincoln",
        "place": "Athens Boston Chile Delhi Estonia Geneva Havana Kenya Charlotte Lincoln Cork",
        "firm": "Alvento Belcore Cintra Dorvik Orange LMP QRD",
    },
    "test": {
        "first": """Amy Bruno Celia Daniel Elsa Frank Gloria Hugo Irene Julian Kate Louis Martha Noah
                    Oscar Paula Ralph Sarah Thomas Paris Georgia Victoria Madison Bill""",
        "last": """Allen Brown Cooper Davis Engel Fraser Gruber Hill Jones Klein Lopez Moser Nelson
                   Owens Porter Reed Smith Taylor Weber Madison Georgia Denver Sterling Lancaster""",
        "place": """Paris London Bergen Dakar Edinburgh Florida Granada Hamburg India Jakarta Kyoto Lima
                    Mexico Norway Poland Sweden Georgia Victoria Madison Denver Sterling Lancaster Derby
                    Nice Mobile""",
        "firm": """Altrix Bondara Cellmark Durovan Exaline Fortiva Granix Hexalon Ivotec Shell Amazon
                   HPK KLM MZT PRB WVX""",
    },
}

FILLERS = {
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January March April May June August October December",
    "year": "1848 1921 1956 1974 1989 1999 2004 2011 2018",
    "number": "two three nine 12 20 45 60 300 5,000",
    "role": "singer minister doctor pilot teacher player judge baker writer chairman",
    "adj": "old new small large quiet strange famous long cheap modern",
    "thing": "house ship painting piano bicycle garden bread clock machine map",
    "loc_head": "New Port Lake Mount Saint North",
    "loc_tail": "Bay Valley Island Hills Bridge Beach",
    "org_head": "University_of Bank_of Museum_of",
    "org_tail": ("Post Times Bank University Airlines Orchestra Institute Motors Group United Foundation "
                 "Brothers"),
}


def content():
    """Return the bytes of data/entities.json.

    Returns:
        bytes: JSON with the lists of templates, names (by part and kind) and fillers.
    Source: written for chapter 6.1.4.
    """
    templates = {part: [" ".join(line.split()) for line in text.strip().splitlines()]
                 for part, text in TEMPLATES.items()}
    names = {part: {kind: text.split() for kind, text in kinds.items()} for part, kinds in NAMES.items()}
    fillers = {kind: text.split() for kind, text in FILLERS.items()}
    lists = {"templates": templates, "names": names, "fillers": fillers}
    return (json.dumps(lists, indent=1, ensure_ascii=True) + "\n").encode("ascii")


if __name__ == "__main__":
    path = data_folder() / "entities.json"
    path.write_bytes(content())
    print(path.name, len(content()), "bytes, SHA-256", hashlib.sha256(content()).hexdigest())
