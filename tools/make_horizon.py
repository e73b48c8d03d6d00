"""Makes data/horizon.json: how the error of a forecast grows with its horizon, on three real series.

    python -m tools.make_horizon

The series are the log close of GOOG, day by day (matplotlib's sample data), the carbon dioxide over Mauna
Loa, week by week, and the sunspot number, year by year (both from statsmodels). From every origin three
methods forecast the next 32 steps: persistence, its seasonal form, and an LSTM that reads a window of
differences from the last value and answers with 32 differences at once. The LSTM is trained on the first
70 % of the series, of which no target reaches into the rest; the errors are those of the rest, whose windows
may look back. It takes about a minute.
"""

import json
from pathlib import Path

import numpy as np
import torch
from matplotlib import cbook
from statsmodels.datasets import co2, sunspots
from torch import nn

from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "horizon.json"
STEPS, SEEDS, SHARE = 32, 5, 0.7
UNITS, UPDATES, BATCH, RATE, DECAY = 24, 300, 32, 1e-2, 1e-3
SHOWN = 40  # steps before the origin of the example
#: name: period of the season, window that the LSTM reads, stride between steps of the window.
SERIES = {"share price": (5, 32, 1), "carbon dioxide": (52, 14, 4), "sunspots": (11, 33, 1)}


def values(name):
    """Return a series as numbers: 100 log dollars (so that differences are per cent), ppm, or sunspots."""
    if name == "share price":
        return 100 * np.log(cbook.get_sample_data("goog.npz")["price_data"]["close"])
    if name == "carbon dioxide":
        return co2.load_pandas().data["co2"].interpolate().to_numpy(dtype=float)
    return sunspots.load_pandas().data["SUNACTIVITY"].to_numpy(dtype=float)


def origins(name):
    """Return the origins for training and for the test, as two arrays of indices of the last known step."""
    y, (period, window, stride) = values(name), SERIES[name]
    cut, reach = int(SHARE * len(y)), max(period, (window - 1) * stride + 1)
    return np.arange(reach - 1, cut - STEPS), np.arange(cut - 1, len(y) - STEPS)


def known(y, at, window, stride):
    """Return what the LSTM reads: differences from the last value, (N, window)."""
    return y[at[:, None] - stride * np.arange(window - 1, -1, -1)] - y[at][:, None]


def ahead(y, at):
    """Return what happens: differences from the last value after 1 to 32 steps, (N, 32)."""
    return y[at[:, None] + 1 + np.arange(STEPS)] - y[at][:, None]


class Network(nn.Module):
    """An LSTM whose last state says 32 numbers."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, UNITS, batch_first=True, dtype=torch.float64)
        self.readout = nn.Linear(UNITS, STEPS, dtype=torch.float64)

    def forward(self, x):
        """Forecast from windows (N, window)."""
        return self.readout(self.lstm(x[..., None])[0][:, -1])


def lstm(name, seed):
    """Train on the first part; return the forecast from every test origin, (N, 32)."""
    y, (_, window, stride) = values(name), SERIES[name]
    train, test = origins(name)
    x, z = known(y, train, window, stride), ahead(y, train)
    size, spread = x.std(), z.std(axis=0)
    x, z = torch.tensor(x / size), torch.tensor(z / spread)
    torch.manual_seed(seed)
    model, generator = Network(), torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), weight_decay=DECAY)
    for rate in np.linspace(RATE, RATE / 20, UPDATES):
        optimizer.param_groups[0]["lr"] = float(rate)
        chosen = torch.randint(len(x), (BATCH,), generator=generator)
        optimizer.zero_grad()
        (model(x[chosen]) - z[chosen]).square().mean().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    with torch.no_grad():
        return model(torch.tensor(known(y, test, window, stride) / size)).numpy() * spread


def seasonal(name, at):
    """Repeat the last period: differences from the last value, (N, 32)."""
    y, period = values(name), SERIES[name][0]
    steps = np.arange(STEPS) % period
    return y[at[:, None] - period + 1 + steps] - y[at][:, None]


def record(name):
    """Return what is stored of a series: errors by horizon, and one example."""
    y, (_, test) = values(name), origins(name)
    truth, trained = ahead(y, test), [lstm(name, seed) for seed in range(SEEDS)]
    forecasts = {"persistence": np.zeros_like(truth), "seasonal naive": seasonal(name, test),
                 "LSTM": trained[0]}
    shown = len(test) // 2
    before = known(y, test[[shown]], SHOWN, 1)[0]

    def rounded(x, digits):
        return np.round(x, digits).tolist()

    def error(forecast):
        return rounded(np.sqrt(np.mean((forecast - truth) ** 2, axis=0)), 4)

    return {
        "origins": len(test),
        "errors": {kind: [error(f) for f in (trained if kind == "LSTM" else [forecast])]
                   for kind, forecast in forecasts.items()},
        "example": {"past": rounded(before, 2), "future": rounded(truth[shown], 2),
                    **{kind: rounded(f[shown], 2) for kind, f in forecasts.items()}},
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    stored = {}
    for series in SERIES:
        stored[series] = record(series)
        errors = stored[series]["errors"]
        for h in (1, 2, 4, 8, 16, 32):
            print(series, h, errors["persistence"][0][h - 1], errors["seasonal naive"][0][h - 1],
                  [run[h - 1] for run in errors["LSTM"]], flush=True)
    write(TARGET, json.dumps(stored, separators=(",", ":")) + "\n")
