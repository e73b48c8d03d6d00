"""TrainingState: everything that training changes, to be stored and put back bit for bit."""

from rnnlib import checks
from rnnlib.training.history import History

FORMAT, VERSION = "rnnlib checkpoint", 1


class TrainingState:
    """A model's parameters, the optimiser's memory, the history, the best parameters, the random generators.

    Attributes:
        best: dict name -> array, the parameters at the end of the epoch of lowest validation loss; or None.
        history: History.
    Args:
        model: SequenceModel.
        optimizer: Optimizer.
        generator: Generator of the training; those of the model's dropout come with the model.
    Source: chapter 3.3.3.
    """

    def __init__(self, model, optimizer, generator):
        self._model, self._optimizer, self._generator = model, optimizer, generator
        self.history, self.best = History(), None
        self._latest = None  # the parameters to go on from, while the best ones are in the model

    @property
    def generators(self):
        """The random generators of training and dropout; one that is shared comes more than once."""
        return [self._generator, *self._model.generators]

    def note_best(self):
        """Keep copies of the parameters if the epoch that has just ended is the best so far."""
        if self.history.best_epoch == len(self.history) - 1:
            self.best = self._copy()

    def use_best(self):
        """Put the best parameters into the model; those of the last epoch are kept to go on from."""
        if self._latest is None:
            self._latest = self._copy()
        self._put(self.best)

    def use_latest(self):
        """Put the parameters of the last epoch back into the model, if the best ones are there."""
        if self._latest is not None:
            self._put(self._latest)
            self._latest = None

    def identity(self):
        """Say whose state this is: what must be the same where it is put back.

        Returns:
            dict of plain values.
        Raises:
            TypeError: the model holds a layer of a kind that rnnlib does not know.
        """
        return {"format": FORMAT, "version": VERSION, "model": self._model.config,
                "optimizer": type(self._optimizer).__name__}

    def check_identity(self, facts):
        """Raise unless facts are those of the same model and optimiser.

        Args:
            facts: dict with the entries of `identity`, and others.
        Raises:
            ValueError: an entry differs.
        """
        for name, wanted in self.identity().items():
            if facts.get(name) != wanted:
                raise ValueError(f"{name}: expected {wanted!r}, got {facts.get(name)!r}")

    def take(self):
        """Return copies of everything.

        Returns:
            arrays, dict name -> array; facts, dict of plain values.
        """
        groups = {"params": self._latest or self._copy(), "best": self.best or {},
                  "optimizer": self._optimizer.state_dict()}
        arrays = {f"{group}/{name}": value for group, values in groups.items()
                  for name, value in values.items()}
        return arrays, {"history": self.history.to_dict(),
                        "generators": [g.bit_generator.state for g in self.generators]}

    def restore(self, arrays, facts):
        """Put back what `take` returned, after everything in it was checked.

        Args:
            arrays, facts: as `take` returned them.
        Raises:
            TypeError, ValueError: it is of another kind of random generator, or something in it does not
                fit. Then nothing has changed.
        """
        history = History.from_dict(facts.get("history"))
        states = self._check_generators(facts.get("generators"))
        groups = {"params": {}, "best": {}, "optimizer": {}}
        for key, value in arrays.items():
            group, _, name = key.partition("/")
            if group not in groups:
                raise ValueError(f"arrays: expected keys that begin with {', '.join(groups)}, got {key!r}")
            groups[group][name] = value
        self._check_arrays("params", groups["params"], self._model.params)
        self._check_arrays("best", groups["best"], {} if history.best_epoch is None else self._model.params)
        self._check_optimizer(groups["optimizer"])
        self._optimizer.load_state_dict(groups["optimizer"])  # changes nothing if it raises; nor did the rest
        self._latest = None
        self._put(groups["params"])
        self.best = {name: value.copy() for name, value in groups["best"].items()} or None
        self.history.steps, self.history.epochs = history.steps, history.epochs
        for generator, state in zip(self.generators, states, strict=True):
            generator.bit_generator.state = state

    def _copy(self):
        return {name: value.copy() for name, value in self._model.params.items()}

    def _put(self, values):
        for name, array in self._model.params.items():
            array[...] = values[name]

    def _check_generators(self, states):
        """Return the states, once new generators of the same kinds have accepted them."""
        generators = self.generators
        if not isinstance(states, list) or len(states) != len(generators):
            found = len(states) if isinstance(states, list) else type(states).__name__
            raise ValueError(f"generators: expected {len(generators)} states, got {found}")
        for generator, state in zip(generators, states, strict=True):
            kind = type(generator.bit_generator)
            try:
                kind(0).state = state
            except (TypeError, ValueError, KeyError, OverflowError, IndexError) as error:
                name = state.get("bit_generator") if isinstance(state, dict) else type(state).__name__
                raise ValueError(f"generators: expected a state of {kind.__name__}, got one of {name} "
                                 f"({error})") from error
        return states

    def _check_optimizer(self, found):
        """Raise unless the optimiser's arrays are those of this model's parameters."""
        steps = checks.check_size("optimizer/steps", found["steps"][()], minimum=0) if "steps" in found else 0
        params, slots = self._model.params, self._optimizer.slots if steps else ()
        slots = {f"{slot}.{name}": value for slot in slots for name, value in params.items()}
        found = {name: value for name, value in found.items() if name != "steps"}
        self._check_arrays("optimizer", found, slots)

    @staticmethod
    def _check_arrays(group, found, expected):
        """Raise unless there are arrays of the same names, shapes and dtypes, and all numbers finite."""
        if set(found) != set(expected):
            raise ValueError(f"{group}: expected the arrays {sorted(expected)}, got {sorted(found)}")
        for name, value in expected.items():
            checks.check_array(f"{group}/{name}", found[name], value.shape, value.dtype)
