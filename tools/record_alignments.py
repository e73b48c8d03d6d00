"""Store what the speller of chapter 6.2.3 says about four spoken words, early and late in its training.

    python -m tools.record_alignments

takes some ten seconds. Data, network and training are the page's own: its imports and its cells tagged
`speller` are run from the notebook.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

from rnnlib import ctc
from rnnlib.datasets import data_folder
from tools.page import run_cells, tags

PAGE = Path(__file__).resolve().parents[1] / "chapters/06-applications/end-to-end.ipynb"
TARGET = data_folder() / "ctc-outputs.json"
CHOSEN, PASSES, FRAMES = ("two", "three", "seven", "eight"), (1, 6), 15


def candidates(space, word):
    """Test recordings of a word that are as long as the picture: stacked frames, scaled, (T, 60)."""
    digits, rng = space["digits"], np.random.default_rng(5)
    for i in np.flatnonzero((digits.labels == space["WORDS"].index(word)) & (digits.voices % 3 == 2)):
        for _ in range(40):
            x = space["stacked"](space["join"]([i], rng)[0])
            if len(x) == FRAMES:
                yield torch.tensor((x - space["mean"]) / space["std"], dtype=torch.float32)


def main():
    """Train once, and write the outputs for the first recording of each word that is spelled right."""
    torch.set_num_threads(1)
    space = run_cells(PAGE, lambda cell: "import torch" in cell.source or "speller" in tags(cell))
    pools = {word: list(candidates(space, word)) for word in CHOSEN}
    seen, updates = [], []

    def watch(model, pass_):
        if pass_ in PASSES:
            seen.append({word: space["outputs"](model, pool) for word, pool in pools.items()})
            updates.append((pass_ + 1) * (len(space["X"]) // 16))

    space["fit"](space["Speller"], 0, watch=watch)
    words = {}
    for word in CHOSEN:
        right = [k for k, y in enumerate(seen[-1][word]) if space["spell"](ctc.greedy_labelling(y)) == word]
        k = right[0] if right else sys.exit(f"no recording of {word} of that length is spelled right")
        words[word] = [np.round(np.exp(moment[word][k].astype(float)), 4).tolist() for moment in seen]
    text = json.dumps({"symbols": space["SYMBOLS"], "updates": updates, "words": words},
                      separators=(",", ":")).replace("0.0,", "0,").replace("0.0]", "0]") + "\n"
    TARGET.write_text(text)
    print(len(text), "bytes,", hashlib.sha256(text.encode()).hexdigest())


if __name__ == "__main__":
    main()
