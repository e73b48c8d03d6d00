"""History: what happened in training, step by step and epoch by epoch."""

import math
import numbers

from rnnlib import checks

STEP = ("loss", "gradient_norm", "learning_rate")
EPOCH = ("steps", *STEP, "validation_loss")


class History:
    """Numbers of every training step and every epoch, in plain lists.

    Attributes:
        steps: dict of lists, one number a step: "loss" before the step, on its batch; "gradient_norm", the
            global norm before clipping; "learning_rate".
        epochs: dict of lists, one number an epoch: "steps", how many it had; "loss", the mean over all
            predictions of the epoch, each made when its batch came; "gradient_norm", the mean over its
            steps; "learning_rate" of its last step; "validation_loss" at its end, or None.
    Source: chapters 3.3.3 and 9.3.1.
    """

    def __init__(self):
        self.steps = {name: [] for name in STEP}
        self.epochs = {name: [] for name in EPOCH}

    def __len__(self):
        return len(self.epochs["steps"])

    def __eq__(self, other):
        if not isinstance(other, History):
            return NotImplemented
        return (self.steps, self.epochs) == (other.steps, other.epochs)

    __hash__ = None

    def __repr__(self):
        return f"History of {len(self)} epochs, {len(self.steps['loss'])} steps"

    @property
    def best_epoch(self):
        """Number of the epoch of lowest validation loss, counted from 0, the first of equals; or None."""
        validated = [(loss, k) for k, loss in enumerate(self.epochs["validation_loss"]) if loss is not None]
        return min(validated)[1] if validated else None

    def add_step(self, loss, gradient_norm, learning_rate):
        """Note a step.

        Args:
            loss, gradient_norm, learning_rate: numbers of this step.
        """
        for name, value in zip(STEP, (loss, gradient_norm, learning_rate), strict=True):
            self.steps[name].append(float(value))

    def end_epoch(self, loss, validation_loss=None):
        """Note the end of an epoch: the steps since the last one are its steps.

        Args:
            loss: mean over the predictions of the epoch.
            validation_loss: the loss on held-out data, or None.
        Raises:
            ValueError: no step since the last epoch.
        """
        steps = len(self.steps["loss"]) - sum(self.epochs["steps"])
        if steps == 0:
            raise ValueError("history: expected at least one step in an epoch, got none")
        norm = math.fsum(self.steps["gradient_norm"][-steps:]) / steps
        validation_loss = None if validation_loss is None else float(validation_loss)
        values = steps, float(loss), norm, self.steps["learning_rate"][-1], validation_loss
        for name, value in zip(EPOCH, values, strict=True):
            self.epochs[name].append(value)

    def to_dict(self):
        """Return the numbers as dicts of lists, for JSON or a table.

        Returns:
            dict: "steps" and "epochs", copies of the attributes.
        """
        return {"steps": {name: list(values) for name, values in self.steps.items()},
                "epochs": {name: list(values) for name, values in self.epochs.items()}}

    @classmethod
    def from_dict(cls, stored):
        """Make the history that `to_dict` returned.

        Args:
            stored: dict with the keys "steps" and "epochs".
        Returns:
            History, equal to the one stored.
        Raises:
            TypeError: no dict, no list in it, or something that is no number.
            ValueError: other keys, lists of different lengths, NaN or infinity, or epochs that have not as
                many steps as there are.
        """
        history = cls()
        _check_keys("history", stored, ("steps", "epochs"))
        for part, names in (("steps", STEP), ("epochs", EPOCH)):
            _check_keys(f"history[{part!r}]", stored[part], names)
            lists = getattr(history, part)
            for name in names:
                lists[name] = _numbers(f"history[{part!r}][{name!r}]", stored[part][name], name)
            lengths = {name: len(values) for name, values in lists.items()}
            if len(set(lengths.values())) > 1:
                raise ValueError(f"history[{part!r}]: expected lists of one length, got {lengths}")
        if sum(history.epochs["steps"]) != len(history.steps["loss"]):
            raise ValueError(f"history: expected {sum(history.epochs['steps'])} steps, as the epochs have, "
                             f"got {len(history.steps['loss'])}")
        return history


def _check_keys(name, stored, keys):
    """Raise unless `stored` is a dict with these keys."""
    if not isinstance(stored, dict):
        raise TypeError(f"{name}: expected a dict, got {type(stored).__name__}")
    if set(stored) != set(keys):
        raise ValueError(f"{name}: expected the keys {list(keys)}, got {sorted(stored, key=str)}")


def _numbers(place, values, name):
    """Return a copy of a list of numbers, checked."""
    if not isinstance(values, list):
        raise TypeError(f"{place}: expected a list, got {type(values).__name__}")
    if name == "steps":
        return [checks.check_size(place, value) for value in values]
    for value in values:
        if not (value is None and name == "validation_loss"):
            checks.check_number(place, value)
    return [float(value) if isinstance(value, numbers.Real) else None for value in values]
