"""Train the translators of chapter 6.1.2 and store how well they do, where they look and how they search.

    python -m tools.record_translation

takes some four minutes on one core. The data, the model and its training are the page's own: the cells tagged
`translator` are run from the notebook.
"""

import json
from pathlib import Path

import torch

from rnnlib.datasets import data_folder
from tools.page import run_cells, tags

PAGE = Path(__file__).resolve().parents[1] / "chapters/06-applications/translation.ipynb"
TARGET = data_folder() / "translation.json"
SEEDS, PASSES, WIDTHS = (0, 1, 2), (4, 12), (1, 2, 4, 8, 16)
UPDATES = (20, 60, 100, 140, 180, 240, 376)
HALFWAY = 180  # updates of the network whose searches are stored
LONGEST = 12  # words of a sentence whose attention is stored
STEPS, SEARCH_WIDTHS, DROPPED = 10, (1, 2, 4), 3
KINDS = {
    "two adjectives": lambda p: _reordered(p) and len(p.english) <= 9,
    "does not": lambda p: "pas" in p.french and _reordered(p),
    "never a": lambda p: "never" in p.english and "de" in p.french,
    "it": lambda p: p.english[-1] == "it" and "la" in p.french[-3:],
    "the with an elision": lambda p: "l'" in p.french and "an" not in p.english,
    "near the": lambda p: "du" in p.french,
    "looks for": lambda p: "looks" in p.english and "for" in p.english,
    "because": lambda p: "parce" in p.french,
}


def open_page():
    """Return the names that the page's cells tagged `translator` define.

    Returns:
        dict.
    """
    return run_cells(PAGE, lambda cell: "translator" in tags(cell))


def _reordered(pair):
    """Whether two neighbours change places within the sentence, as a noun and its adjective do."""
    return any(a == b + 1 for a, b in zip(pair.source, pair.source[1:], strict=False))


def pool(space):
    """The sentences that examples are chosen from: with combinations that training never shows."""
    return space["sentence_pairs"](2500, rng=5, held_out=True)


def examples(space):
    """Choose a held-out sentence for each kind: the first that fits.

    Returns:
        dict from a kind to a Pair.
    """
    found = {}
    for kind, fits in KINDS.items():
        found[kind] = next(p for p in pool(space) if len(p.english) <= LONGEST and len(p.french) <= LONGEST
                           and fits(p) and p not in found.values())
    return found


@torch.no_grad()
def look(space, model, pair):
    """Where a network looks for each word of the reference, and what it would have written there.

    Returns:
        list of guesses, "" for the end; list of rows of weights.
    """
    x, y = space["to_ids"]([pair])
    memory, state = space["encode"](model, x)
    logits, weights, _ = space["decode"](model, y[:-1], memory, state)
    guesses = [space["french"][i] for i in logits[:, 0].argmax(-1).tolist()]
    return (["" if word == "</s>" else word for word in guesses],
            [[round(w, 3) for w in row] for row in weights[0].tolist()])


@torch.no_grad()
def search(space, model, pair, width, steps=STEPS):
    """Search step by step, and keep the best continuations, some more than the beam holds.

    Returns:
        list of lists of [parent, word, score]; "" stands for the end, and for what follows it.
    """
    memory, state = space["encode"](model, space["to_ids"]([pair])[0])
    words, scores, found = torch.full((1, 1), space["BOS"]), torch.zeros(1), []
    for _ in range(steps):
        count = len(scores)
        many = [part.expand(*(count if d == dim else -1 for d in range(part.ndim)))
                for part, dim in zip(memory, (1, 0, 1), strict=True)]
        logits, _, state = space["decode"](model, words, many, state)
        each = logits[0].log_softmax(-1)
        ended = words[0] == space["EOS"]
        each[ended] = -torch.inf
        each[ended, space["EOS"]] = 0.0
        values, best = (scores[:, None] + each).flatten().topk(width + DROPPED)
        parents, ids = best // each.shape[1], best % each.shape[1]
        names = ["" if i == space["EOS"] else space["french"][i] for i in ids.tolist()]
        found.append([[k, name, round(value, 3)] for k, name, value in
                      zip(parents.tolist(), names, values.tolist(), strict=True) if value > -1e9])
        scores, parents, words = values[:width], parents[:width], ids[None, :width]
        state = [part[:, parents] for part in state]
    return found


def written(steps, width):
    """The best translation of a stored search."""
    before = [()]
    for step in steps:
        before = [(*before[parent], word) if word else before[parent] for parent, word, _ in step[:width]]
    return before[0]


def searches(space, model):
    """Store the searches of two sentences of nine words: one that only a beam gets right, one that none does.

    Returns:
        list of dict.
    """
    found = {}
    for pair in pool(space):
        if len(pair.french) != STEPS - 1 or len(" ".join(pair.french)) > 50:
            continue
        steps = {width: search(space, model, pair, width) for width in SEARCH_WIDTHS}
        right = [written(steps[width], width) == pair.french for width in SEARCH_WIDTHS]
        last = all(any(word for _, word, _ in steps[w][-2][:1]) for w in SEARCH_WIDTHS)  # none ends early
        kind = {(False, True): "a beam helps", (False, False): "no beam helps"}.get((right[0], right[-1]))
        if kind and last and kind not in found:
            found[kind] = (pair, steps)
        if len(found) == 2:
            break
    return [{"kind": kind, "english": pair.english, "french": pair.french, "width": width,
             "steps": steps[width]}
            for kind, (pair, steps) in sorted(found.items()) for width in SEARCH_WIDTHS]


def trial(space, attention, passes):
    """Train one kind of network with every seed, and measure it.

    Returns:
        dict, an entry of "trials".
    """
    models = [space["train_translator"](attention, seed, passes=passes) for seed in SEEDS]
    found = {"attention": attention, "passes": passes, "beams": {}, "ratios": {}}
    for width in WIDTHS if attention else (1,):
        rows = {"bleu": [], "exact": [], "ratio": []}
        for part in ("test", "longer"):
            pairs = space[part]
            texts = [space["translate"](model, pairs, width) for model in models]
            rows["bleu"].append([round(space["bleu"](text, pairs), 2) for text in texts])
            rows["exact"].append([round(float(space["exact"](text, pairs)), 4) for text in texts])
            total = sum(len(p.french) for p in pairs)
            rows["ratio"].append([round(sum(map(len, text)) / total, 4) for text in texts])
        if width == 1:
            found |= {"bleu": rows["bleu"], "exact": rows["exact"]}
            first = space["translate"](models[0], space["test"], 1) if passes == PASSES[0] else []
            found["translations"] = [" ".join(text) for text in first]
        found["beams"][width], found["ratios"][width] = rows["bleu"], rows["ratio"]
    looks = [space["looked_at"](model, space["test"]) for model in models] if attention else [{}]
    found["looks"] = {kind: [round(float(each[kind]), 3) for each in looks] for kind in looks[0]}
    found["by_length"] = [[[round(float(v), 3) for v in row] for row in space["by_length"](model)]
                          for model in models]
    return found


def watched(space):
    """Train the first network with attention once more and stop at some updates to look.

    Returns:
        dict with "updates", "attention" and "searches".
    """
    chosen, seen, stored = examples(space), {}, {}

    def watch(model, update):
        if update in UPDATES:
            seen[update] = {kind: look(space, model, pair) for kind, pair in chosen.items()}
        if update == HALFWAY:
            stored["searches"] = searches(space, model)

    space["train_translator"](True, SEEDS[0], passes=PASSES[0], watch=watch)
    return {"updates": list(UPDATES), "attention": [
        {"kind": kind, "english": pair.english, "french": pair.french, "source": pair.source,
         "guesses": [seen[update][kind][0] for update in UPDATES],
         "weights": [seen[update][kind][1] for update in UPDATES]} for kind, pair in chosen.items()]} | stored


def assemble(trials, rest):
    """Return the text of the record."""
    return json.dumps({"trials": trials} | rest, ensure_ascii=False, separators=(",", ":")) + "\n"


def main():
    """Run everything and write the file."""
    space = open_page()
    rest = watched(space)
    print(len(rest["searches"]), "searches", flush=True)
    trials = []
    for attention in (True, False):
        for passes in PASSES:
            trials.append(trial(space, attention, passes))
            print(attention, passes, trials[-1]["bleu"], trials[-1]["beams"], flush=True)
    TARGET.write_text(assemble(trials, rest), encoding="utf-8")


if __name__ == "__main__":
    main()
