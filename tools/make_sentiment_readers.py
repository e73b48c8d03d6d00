"""Makes data/sentiment-readers.npz: the three networks of chapter 6.1.3, as its page trains them.

    python -m tools.make_sentiment_readers    # some twenty seconds of one core

The word vectors are rounded to 8 bits, with one scale a word, so that they ship; what it changes is printed.
"""

import io
import zipfile
from pathlib import Path

import numpy as np
import torch

from rnnlib import datasets
from rnnlib.datasets.sentiment import known_words, restored
from rnnlib.reader import Reader, fit_reader, reader_logits, word_ids

TARGET = Path(__file__).resolve().parents[1] / "data" / "sentiment-readers.npz"
SEEDS = (0, 1, 2)


def rounded(E):
    """Round vectors to whole numbers from -127 to 127, and return these and the scales.

    Args:
        E: floating (V, D).
    Returns:
        int8 (V, D), float32 (V,).
    """
    scales = (np.abs(E).max(axis=1) / 127).astype(np.float32)
    return np.rint(E / scales[:, None]).clip(-127, 127).astype(np.int8), scales


def packed(models):
    """Return arrays of all models, by names that begin with the seed."""
    arrays = {}
    for seed, model in zip(SEEDS, models, strict=True):
        for name, value in model.state_dict().items():
            value = value.numpy()
            if name == "embedding.weight":
                arrays[f"{seed}.{name}"], arrays[f"{seed}.scales"] = rounded(value)
            else:
                arrays[f"{seed}.{name}"] = value.astype(np.float32)
    return arrays


def archive(arrays):
    """Return the bytes of a compressed .npz that are the same every time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, value in arrays.items():
            content = io.BytesIO()
            np.save(content, value)
            file.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def main():
    """Train, round, store, and print what the rounding changed."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    parts = datasets.reviews()
    train, test, known = parts["train"], parts["test"], known_words(parts["train"].words)
    ids, targets = word_ids(train.words, known), torch.tensor(train.labels, dtype=torch.float64)
    models = [fit_reader(ids, targets, len(known) + 2, seed=seed) for seed in SEEDS]
    arrays = packed(models)
    for seed, model, weights in zip(SEEDS, models, restored(arrays), strict=True):
        small = Reader(len(known) + 2)
        small.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
        before, after = (reader_logits(m, word_ids(test.words, known)) for m in (model, small))
        right = [np.mean((s > 0) == test.labels) for s in (before, after)]
        print(f"seed {seed}: a logit moves by at most {np.abs(after - before).max():.3f}, "
              f"accuracy {right[0]:.4f} -> {right[1]:.4f}")
    TARGET.write_bytes(archive(arrays))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
