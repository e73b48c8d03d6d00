"""Records data/other-models.json: the table of chapter 9.4, five kinds of models on four tasks at equal size.

    python -m tools.record_other_models    # about four minutes of one core

Needs PyTorch. The data and the models are the page's own: its imports, functions and classes are run from
the notebook, so the table cannot drift from what the page shows. Only the trainings are longer.
"""

import json
import time
from pathlib import Path

import torch

from tools.notebooks import write
from tools.page import definitions

ROOT = Path(__file__).resolve().parents[1]
PAGE, TARGET = ROOT / "chapters/09-questions/other-models.ipynb", ROOT / "data/other-models.json"
SEEDS = (0, 1, 2)
STEPS = {"source": 200, "text": 800, "recall 20": 300, "recall 40": 300}
PASSES = {"source": 30, "text": 80, "recall 20": 20, "recall 40": 20}
STATES = {"source": 60, "text": 51, "recall 20": 59, "recall 40": 59}


def record(page):
    """Train every model on every task.

    Args:
        page: what `definitions` returned.
    Returns:
        list of dicts: task, model, parameters, scores (one a seed) and seconds of CPU time per training.
    """
    rows = []

    def add(task, model, trainings):
        begun, results = time.process_time(), [train() for train in trainings]
        seconds = (time.process_time() - begun) / len(results)
        rows.append({"task": task, "model": model, "parameters": int(results[0][1]),
                     "scores": [round(float(score), 4) for score, _ in results],
                     "seconds": float(f"{seconds:.2g}")})
        print(rows[-1], flush=True)

    def network(kind, data, seed, steps):
        torch.manual_seed(seed)
        model = page["build"](kind, page["symbols"](data))
        return page["fit"](model, data, seed, steps), sum(p.numel() for p in model.parameters())

    def hidden(data, states, seed, passes):
        score, model = page["fit_hmm"](data, states, seed, passes)
        return score, model.parameter_count

    def counts(data):
        model, grams = page["fit_ngrams"](data)
        return page["counted_score"](model, data.test, data.counted), grams

    tasks = {"source": page["source_data"](), "text": page["text_data"](),
             "recall 20": page["recall_data"](20), "recall 40": page["recall_data"](40)}
    for task, data in tasks.items():
        for kind in ("GRU", "TCN", "Transformer"):
            add(task, kind, [lambda s=s, k=kind, d=data, t=task: network(k, d, s, STEPS[t]) for s in SEEDS])
        add(task, "HMM", [lambda s=s, d=data, t=task: hidden(d, STATES[t], s, PASSES[t]) for s in SEEDS])
        add(task, "n-gram", [lambda d=data: counts(d)])
    add("source", "HMM, 4 states", [lambda s=s: hidden(tasks["source"], 4, s, 60) for s in SEEDS])
    return rows


if __name__ == "__main__":
    torch.set_num_threads(1)
    write(TARGET, json.dumps(record(definitions(PAGE)), indent=1) + "\n")
