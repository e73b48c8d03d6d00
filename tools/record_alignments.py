"""Store what the speller of chapter 6.2.3 says about four spoken words, early and late in its training.

    python -m tools.record_alignments

takes some ten seconds. Data, network and training are the page's own: its cells tagged `speller` are read
from the notebook and run here.
"""

import hashlib
import json
import sys
from pathlib import Path

import nbformat
import numpy as np
import torch

from rnnlib import ctc
from rnnlib.datasets import data_folder

PAGE = Path(__file__).resolve().parents[1] / "chapters/06-applications/end-to-end.ipynb"
TARGET = data_folder() / "ctc-outputs.json"
CHOSEN, PASSES, FRAMES = ("two", "three", "seven", "eight"), (1, 6), 15


def page():
    """Run the page's cells tagged `speller`.

    Returns:
        dict, the names that they define.
    """
    space = {"__name__": "speller"}
    imports = "import numpy as np, torch\nfrom torch import nn\nfrom torch.nn.functional import pad\n" \
              "from torch.nn.utils.rnn import pad_sequence\nfrom rnnlib import ctc, datasets\n" \
              "from rnnlib.audio import log_mel\nfrom rnnlib.metrics import edit_distance\n"
    exec(imports, space)
    for cell in nbformat.read(PAGE, as_version=4).cells:
        if "speller" in cell.metadata.get("tags", []):
            exec(compile(cell.source, "<page>", "exec"), space)
    return space


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
    space = page()
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
