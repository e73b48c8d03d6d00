"""The benchmark of frameworks: `python -m tools.benchmark_frameworks [FILE [ROUNDS]]`.

One LSTM is trained by eight programs: rnnlib, PyTorch, Keras or TensorFlow, with the framework's own layer or
with the step written by hand. Each has a process of its own, one thread, and the same task: read T inputs of
D numbers, name one of ten classes after the last; forward, cross-entropy, backward, one step of Adam, in
float32. Printed and, if FILE is named, written as JSON are, for each program,

- the seconds that it takes, after NumPy's import, until its packages are imported, and the megabytes that
  the process then holds;
- for each shape the seconds of the first training step, which may compile, and of the fastest of many;
- the megabytes by which the process has grown at most, after training on all shapes, the largest last.

A round takes less than two minutes. Of several ROUNDS the smallest of each number counts, as other work on
the machine can only make it larger. Memory is read from Linux's /proc, so it runs on Linux alone.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHAPES = ((8, 32, 8, 24), (50, 32, 32, 64), (50, 32, 32, 256))  # T, B, D, H
CLASSES = 10
SECONDS, LEAST = 1.3, 5  # how long, and how often at least, a shape is trained
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
           "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
SETTINGS = {name: "1" for name in THREADS} | {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}


def rnnlib_program():
    """The course's own layers."""
    import numpy as np

    from rnnlib.layers import LSTM, Dense
    from rnnlib.losses import softmax_cross_entropy
    from rnnlib.optimizers import Adam

    def build(T, B, D, H):
        layers, optimizer = [LSTM(D, H, rng=0), Dense(H, CLASSES, rng=1)], Adam(1e-3)
        params = {f"{k} {name}": value for k, layer in enumerate(layers)
                  for name, value in layer.params.items()}

        def step(x, targets):
            h, _ = layers[0].forward(x)
            _, dlogits = softmax_cross_entropy(layers[1].forward(h[-1]), targets)
            dh = np.zeros_like(h)
            dh[-1] = layers[1].backward(dlogits)
            layers[0].backward(dh)
            optimizer.step(params, {f"{k} {name}": value for k, layer in enumerate(layers)
                                    for name, value in layer.grads.items()})
        return step, lambda x, targets: (x, targets)
    return build


def torch_program(by_hand=False):
    """PyTorch, with nn.LSTM or with a loop over the steps."""
    import torch

    torch.set_num_threads(1)

    def build(T, B, D, H):
        lstm, readout = torch.nn.LSTM(D, H), torch.nn.Linear(H, CLASSES)
        optimizer = torch.optim.Adam([*lstm.parameters(), *readout.parameters()], lr=1e-3)

        def last_state(x):
            if not by_hand:
                return lstm(x)[0][-1]
            h = c = torch.zeros(x.shape[1], H)
            for x_t in x:
                a = torch.addmm(lstm.bias_ih_l0, x_t, lstm.weight_ih_l0.T) + h @ lstm.weight_hh_l0.T
                i, f, g, o = a.chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
            return h

        def step(x, targets):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(readout(last_state(x)), targets).backward()
            optimizer.step()
        return step, lambda x, targets: (torch.tensor(x), torch.tensor(targets))
    return build


def keras_program(unroll=False):
    """Keras, with layers.LSTM and compile(), on the backend that KERAS_BACKEND names."""
    import keras

    if keras.backend.backend() == "torch":
        import torch
        torch.set_num_threads(1)

    def build(T, B, D, H):
        lstm = keras.layers.LSTM(H, unroll=unroll)
        model = keras.Sequential([keras.Input((T, D)), lstm, keras.layers.Dense(CLASSES)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss)
        return model.train_on_batch, lambda x, targets: (x.swapaxes(0, 1).copy(), targets)
    return build


def tensorflow_program(compiled):
    """TensorFlow alone: variables, a tape, a step by hand, run line by line or as a tf.function."""
    import tensorflow as tf

    def build(T, B, D, H):
        shapes = (D, 4 * H), (H, 4 * H), (4 * H,), (H, CLASSES), (CLASSES,)
        weights = [tf.Variable(tf.random.uniform(shape, -H ** -0.5, H ** -0.5)) for shape in shapes]
        means, squares = ([tf.Variable(tf.zeros_like(w)) for w in weights] for _ in range(2))
        steps = tf.Variable(0.0)

        def step(x, targets):
            W, U, b, R, d = weights
            with tf.GradientTape() as tape:
                h = c = tf.zeros((B, H))
                for t in range(T):
                    i, f, g, o = tf.split(x[t] @ W + h @ U + b, 4, axis=1)
                    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
                    h = tf.sigmoid(o) * tf.tanh(c)
                loss = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, h @ R + d)
                loss = tf.reduce_mean(loss)
            steps.assign_add(1.0)
            rate = 1e-3 * tf.sqrt(1 - 0.999 ** steps) / (1 - 0.9 ** steps)
            for w, m, s, g in zip(weights, means, squares, tape.gradient(loss, weights), strict=True):
                m.assign(0.9 * m + 0.1 * g)
                s.assign(0.999 * s + 0.001 * g * g)
                w.assign_sub(rate * m / (tf.sqrt(s) + 1e-8))
        return tf.function(step) if compiled else step, lambda *arrays: map(tf.constant, arrays)
    return build


PROGRAMS = {  # name: function that imports and returns build(T, B, D, H) -> step, convert; further settings
    "rnnlib": (rnnlib_program, {}),
    "PyTorch": (torch_program, {}),
    "PyTorch, by hand": (lambda: torch_program(by_hand=True), {}),
    "TensorFlow, eager": (lambda: tensorflow_program(False), {}),
    "TensorFlow, tf.function": (lambda: tensorflow_program(True), {}),
    "Keras": (keras_program, {"KERAS_BACKEND": "tensorflow"}),
    "Keras, unroll=True": (lambda: keras_program(unroll=True), {"KERAS_BACKEND": "tensorflow"}),
    "Keras on PyTorch": (keras_program, {"KERAS_BACKEND": "torch"}),
}


def megabytes(what):
    """Memory of this process: "VmRSS" what it holds, "VmHWM" the most that it ever held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


def work(name, shapes, seconds):
    """Measure one program in this process.

    Args:
        name: key of PROGRAMS.
        shapes: list of (T, B, D, H).
        seconds: how long each shape is trained.
    Returns:
        dict: "import_seconds", "import_megabytes", "first_seconds" and "step_seconds" (a number a shape),
        "train_megabytes".
    """
    import numpy as np

    start = time.perf_counter()
    build = PROGRAMS[name][0]()
    result = {"import_seconds": time.perf_counter() - start, "import_megabytes": megabytes("VmRSS"),
              "first_seconds": [], "step_seconds": []}
    rng = np.random.default_rng(0)
    for T, B, D, H in shapes:
        step, convert = build(T, B, D, H)
        x, targets = convert(rng.standard_normal((T, B, D)).astype(np.float32), rng.integers(0, CLASSES, B))
        times, end = [], time.perf_counter() + seconds
        while len(times) <= LEAST or time.perf_counter() < end:
            start = time.perf_counter()
            step(x, targets)
            times.append(time.perf_counter() - start)
        result["first_seconds"].append(times[0])
        result["step_seconds"].append(min(times[1:]))
    result["train_megabytes"] = megabytes("VmHWM") - result["import_megabytes"]
    return result


def measure(names=tuple(PROGRAMS), shapes=SHAPES, seconds=SECONDS):
    """Measure programs, each in a process of its own.

    Args:
        names: keys of PROGRAMS.
        shapes, seconds: as for `work`.
    Yields:
        name, dict from `work`.
    Raises:
        RuntimeError: a process failed.
    """
    for name in names:
        job = json.dumps([name, shapes, seconds])
        done = subprocess.run([sys.executable, "-m", "tools.benchmark_frameworks", "--work", job], cwd=ROOT,
                              env=os.environ | SETTINGS | PROGRAMS[name][1], text=True, capture_output=True)
        if done.returncode:
            raise RuntimeError(f"{name}: the process ended with status {done.returncode}\n{done.stderr}")
        yield name, json.loads(done.stdout.splitlines()[-1])


def smallest(results):
    """The elementwise minimum of dicts whose values are numbers or lists of numbers."""
    return {key: [min(each) for each in zip(*(one[key] for one in results), strict=True)]
            if isinstance(value, list) else min(one[key] for one in results)
            for key, value in results[0].items()}


def processor():
    """The processor's name."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def significant(value):
    """Three significant digits of a number, or of all numbers in a list."""
    return [significant(one) for one in value] if isinstance(value, list) else float(f"{value:.3g}")


def main(arguments=None):
    """Read the command line and run; see the module's docstring."""
    from importlib.metadata import version

    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["--work"]:
        print(json.dumps(work(*json.loads(arguments[1]))))
        return
    packages = {name: version(package) for name, package in
                {"NumPy": "numpy", "PyTorch": "torch", "Keras": "keras",
                 "TensorFlow": "tensorflow-cpu"}.items()}
    record = {"processor": processor(), "system": platform.system(), "python": platform.python_version(),
              "versions": packages, "shapes": SHAPES, "programs": {}}
    rounds = [dict(measure()) for _ in range(int(arguments[1]) if len(arguments) > 1 else 1)]
    for name in PROGRAMS:
        result = smallest([one[name] for one in rounds])
        record["programs"][name] = result = {key: significant(value) for key, value in result.items()}
        print(f"{name:24}", *(f"{key} {value}" for key, value in result.items()), flush=True)
    if arguments:
        Path(arguments[0]).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
