"""Layer: what the layers that are no recurrence of their own share, a memory of the last forward pass."""


class Layer:
    """The base of Dense, Embedding, Dropout, Stacked and Bidirectional.

    A subclass keeps in `_trace` what its way back needs of the last `forward`. Copies and pickled layers
    carry the parameters and the settings, not the trace and the gradients.

    Source: chapters 3.1 and 3.2.
    """

    def __init__(self):
        self._forget()

    def _forget(self):
        self.grads = {}
        self._trace = None

    def _recall(self):
        """What `forward` left in `_trace`; RuntimeError if there was none."""
        if self._trace is None:
            name = type(self).__name__
            raise RuntimeError(f"{name}.backward: expected a call of forward before it, got none")
        return self._trace

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name not in ("grads", "_trace")}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._forget()
