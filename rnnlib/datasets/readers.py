"""The readers: an LSTM and a GRU that have learned to guess the next character of Alice in Wonderland."""

import io
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes
from rnnlib.layers import GRU, LSTM, Dense, Embedding
from rnnlib.models import LanguageModel
from rnnlib.text import Vocabulary

ALICE_READERS = "60301afc664f8bdaad4e14eda2f091be611a88cfa22ab22b16cd27d15e365ae4"
LAYERS = {"LSTM": LSTM, "GRU": GRU}


class AliceReaders(NamedTuple):
    """Two trained language models, and what is known of those that were trained beside them.

    Attributes:
        vocabulary: Vocabulary of the 69 characters.
        models: dict from "LSTM" and "GRU" to a LanguageModel of 48 units, float64.
        bits: dict from the same names to bits per character, (seeds, 2): on chapters XI and XII.
        quotation: dict from the same names to AUCs, (seeds, 2): how well one unit tells quotations from the
            rest, on chapters XI and XII; the unit is the one that does it best on chapter XI.
    Source: data/README.md.
    """

    vocabulary: Vocabulary
    models: dict
    bits: dict
    quotation: dict


def alice_readers():
    """Read the two networks, each the one of several seeds with the best unit for quotations on chapter XI.

    They have read chapters I to X; chapter XII had no say in anything.

    Returns:
        AliceReaders.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: data/README.md; chapter 2.3.
    """
    with np.load(io.BytesIO(shipped_bytes("alice-readers.npz", ALICE_READERS)), allow_pickle=False) as file:
        arrays = dict(file)
    vocabulary = Vocabulary.from_dict({"symbols": list(str(arrays["symbols"])), "unknown": None})
    models = {}
    for kind, layer in LAYERS.items():
        params = {name.removeprefix(f"{kind}."): value.astype(np.float64) for name, value in arrays.items()
                  if name.startswith(f"{kind}.") and name.count(".") == 2}
        V, E = params["embedding.E"].shape
        H = params["output.W_hy"].shape[1]
        model = LanguageModel(Embedding(V, E, rng=0, dtype=np.float64), layer(E, H, rng=0, dtype=np.float64),
                              Dense(H, V, rng=0, dtype=np.float64))
        for name, value in params.items():
            model.params[name] = value
        models[kind] = model
    return AliceReaders(vocabulary, models, {kind: arrays[f"{kind}.bits"] for kind in LAYERS},
                        {kind: arrays[f"{kind}.quotation"] for kind in LAYERS})
