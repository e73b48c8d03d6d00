"""Optimisers: rules that turn gradients into new parameters.

`opt.step(params, grads)` changes the arrays of `params` in place, all of them or, if anything is wrong,
none. What an optimiser remembers from step to step is kept by parameter name, in arrays called slots.
"""

from collections.abc import Mapping

import numpy as np

from rnnlib import checks


class Optimizer:
    """What all optimisers share: the checks, the learning rate, the memory.

    A rule of one's own names its slots in `slots` and writes `_update(value, grad, rate, memory)`.

    Args:
        learning_rate: a number >= 0, or a schedule, step -> number, with steps counted from 0.
        weight_decay: how strongly each step pulls parameters towards 0, >= 0.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Robbins and Monro (1951); chapter 3.3.3.
    """

    slots = ()

    def __init__(self, learning_rate, *, weight_decay=0.0):
        if not callable(learning_rate):
            learning_rate = checks.check_number("learning_rate", learning_rate, low=0.0)
        self.learning_rate = learning_rate
        self.weight_decay = checks.check_number("weight_decay", weight_decay, low=0.0)
        self.steps = 0
        self._memory = {}

    def step(self, params, grads):
        """Take one step: replace every parameter by what the rule makes of it and its gradient.

        Args:
            params: mapping name -> floating array, changed in place.
            grads: mapping with the same names, shapes and dtypes.
        Raises:
            TypeError: no mapping, or no array of the right dtype in it.
            ValueError: no parameters, names other than those of `grads` or of the steps before, a wrong
                shape, NaN or infinity, a read-only parameter, or a bad rate from the schedule.
            OverflowError: a result is beyond the range of its dtype.
            After any of these nothing has changed.
        """
        self._check(params, grads)
        rate = self.learning_rate
        if callable(rate):
            rate = checks.check_number("learning_rate", rate(self.steps), low=0.0)
        results = {}
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # reported below, by name
            for name, value in params.items():
                memory = self._memory.get(name) or {slot: np.zeros_like(value) for slot in self.slots}
                new, memory = self._update(value, grads[name], rate, memory)
                results[name] = new, {slot: np.asarray(memory[slot]) for slot in self.slots}  # shape () too
        advice = "clip the gradients, or make the learning rate smaller"
        for name, (value, memory) in results.items():
            checks.check_overflow(f"params[{name!r}]", value, advice)
            for slot in self.slots:
                checks.check_overflow(f"{slot} of {name!r}", memory[slot], advice)
        for name, (value, memory) in results.items():
            params[name][...] = value
            self._memory[name] = memory
        self.steps += 1

    def _update(self, value, grad, rate, memory):
        """Apply the rule to one parameter; `self.steps` says how many steps were taken before.

        Args:
            value: the parameter, not to be changed.
            grad: its gradient, not to be changed.
            rate: this step's learning rate.
            memory: dict slot -> array like value, zeros at first; not to be changed.
        Returns:
            new value; new memory, a dict with the same slots.
        Raises:
            NotImplementedError: always, here: every rule writes its own.
        """
        raise NotImplementedError(f"{type(self).__name__} has no _update(value, grad, rate, memory)")

    def state_dict(self):
        """Return what a checkpoint needs: the number of steps and copies of all slots.

        All values are arrays, so `np.savez(file, **state)` stores them bit for bit. What was given to the
        constructor is not part of it.

        Returns:
            dict: "steps", and "slot.name" for every slot and parameter.
        """
        state = {"steps": np.array(self.steps)}
        for name, memory in self._memory.items():
            state.update({f"{slot}.{name}": memory[slot].copy() for slot in self.slots})
        return state

    def load_state_dict(self, state):
        """Go on where the optimiser that gave `state` stood, with copies of its slots.

        Args:
            state: mapping from `state_dict`, of an optimiser with the same slots.
        Raises:
            TypeError: no mapping, "steps" no whole number, or a slot that is no floating array.
            ValueError: keys missing or unknown, negative steps, NaN or infinity.
            After any of these nothing has changed.
        """
        if not isinstance(state, Mapping):
            raise TypeError(f"state: expected a mapping from state_dict, got {type(state).__name__}")
        if "steps" not in state:
            raise ValueError(f"state: expected the key 'steps', got {sorted(state, key=str)}")
        steps = checks.check_size("state['steps']", np.asarray(state["steps"])[()], minimum=0)
        memory = {}
        for key in state:
            slot, dot, name = str(key).partition(".")
            if key == "steps":
                continue
            if slot not in self.slots or not dot:
                raise ValueError(f"state: expected slots {list(self.slots)} of {type(self).__name__}, "
                                 f"got {key!r}")
            value = checks.check_array(f"state[{key!r}]", state[key])
            memory.setdefault(name, {})[slot] = value.copy()
        for name, found in memory.items():
            if len(found) < len(self.slots) or len({(v.shape, v.dtype) for v in found.values()}) > 1:
                raise ValueError(f"state: expected {list(self.slots)} of {name!r}, of one shape and dtype, "
                                 f"got { {slot: (v.shape, v.dtype.name) for slot, v in found.items()} }")
        if self.slots and bool(steps) != bool(memory):
            raise ValueError(f"state: expected slots after step 0 and none before, got {steps} steps and "
                             f"slots of {sorted(memory)}")
        self.steps, self._memory = steps, memory

    def _check(self, params, grads):
        """Raise unless gradients, parameters and memory fit together."""
        for name, mapping in {"params": params, "grads": grads}.items():
            if not isinstance(mapping, Mapping):
                raise TypeError(f"{name}: expected a mapping name -> array, got {type(mapping).__name__}")
        if not params:
            raise ValueError("params: expected at least one parameter, got none")
        _compare_names("grads", params, grads)
        if self._memory:
            _compare_names("params", self._memory, params)
        for name, value in params.items():
            checks.check_array(f"params[{name!r}]", value)
            if not value.flags.writeable:
                raise ValueError(f"params[{name!r}]: expected an array that may be written to, "
                                 f"got a read-only one")
            checks.check_array(f"grads[{name!r}]", grads[name], value.shape, value.dtype)
            for slot in self._memory.get(name, {}).values():  # as in the steps before
                checks.check_array(f"params[{name!r}]", value, slot.shape, slot.dtype)


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if asked for.

    g = gradient + weight_decay * value;  v <- momentum * v + g;  value <- value - rate * v
    (nesterov: value <- value - rate * (g + momentum * v))

    Args:
        learning_rate: number or schedule.
        momentum: share of the last velocity that is kept, in [0, 1).
        nesterov: look ahead along the velocity; needs momentum.
        weight_decay: factor of the L2 gradient, >= 0.
    Raises:
        TypeError, ValueError: a bad argument, or nesterov without momentum.
    Source: Sutskever et al. (2013); chapter 9.3.3.
    """

    def __init__(self, learning_rate, *, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.momentum = _check_share("momentum", momentum)
        self.nesterov = checks.check_flag("nesterov", nesterov)
        if self.nesterov and not self.momentum:
            raise ValueError("momentum: expected a number above 0 with nesterov=True, got 0")
        self.slots = ("velocity",) if self.momentum else ()

    def _update(self, value, grad, rate, memory):
        grad = grad + self.weight_decay * value
        if not self.momentum:
            return value - rate * grad, {}
        velocity = self.momentum * memory["velocity"] + grad
        move = grad + self.momentum * velocity if self.nesterov else velocity
        return value - rate * move, {"velocity": velocity}


class RMSProp(Optimizer):
    """Gradient descent with each step divided by a running root mean square of the gradient.

    g = gradient + weight_decay * value;  s <- decay * s + (1 - decay) * g ** 2
    v <- momentum * v + g / (sqrt(s) + epsilon);  value <- value - rate * v

    Args:
        learning_rate: number or schedule.
        decay: share of the last mean square that is kept, in [0, 1).
        epsilon: keeps the divisor away from 0, > 0.
        momentum: share of the last velocity that is kept, in [0, 1).
        weight_decay: factor of the L2 gradient, >= 0.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Tieleman and Hinton (2012); chapter 9.3.3.
    """

    def __init__(self, learning_rate, *, decay=0.99, epsilon=1e-8, momentum=0.0, weight_decay=0.0):
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.decay = _check_share("decay", decay)
        self.epsilon = checks.check_number("epsilon", epsilon, low=0.0, open_low=True)
        self.momentum = _check_share("momentum", momentum)
        self.slots = ("mean_square", "velocity") if self.momentum else ("mean_square",)

    def _update(self, value, grad, rate, memory):
        grad = grad + self.weight_decay * value
        new = {"mean_square": self.decay * memory["mean_square"] + (1.0 - self.decay) * np.square(grad)}
        move = grad / (np.sqrt(new["mean_square"]) + self.epsilon)
        if self.momentum:
            move = new["velocity"] = self.momentum * memory["velocity"] + move
        return value - rate * move, new


class Adam(Optimizer):
    """Gradient descent along a running mean of the gradient, divided by the root of its running square.

    g = gradient + weight_decay * value
    m <- beta_1 * m + (1 - beta_1) * g;  s <- beta_2 * s + (1 - beta_2) * g ** 2
    value <- value - rate * m' / (sqrt(s') + epsilon)
    with m' = m / (1 - beta_1 ** t) and s' = s / (1 - beta_2 ** t) in step t = 1, 2, ...

    Args:
        learning_rate: number or schedule.
        beta_1: share of the last mean that is kept, in [0, 1).
        beta_2: share of the last mean square that is kept, in [0, 1).
        epsilon: keeps the divisor away from 0, > 0.
        weight_decay: factor of the L2 gradient, >= 0.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Kingma and Ba (2015); chapter 9.3.3.
    """

    slots = ("mean", "mean_square")

    def __init__(self, learning_rate, *, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.0):
        super().__init__(learning_rate, weight_decay=weight_decay)
        self.beta_1, self.beta_2 = _check_share("beta_1", beta_1), _check_share("beta_2", beta_2)
        self.epsilon = checks.check_number("epsilon", epsilon, low=0.0, open_low=True)

    def _update(self, value, grad, rate, memory):
        return self._descend(value, grad + self.weight_decay * value, rate, memory)

    def _descend(self, value, grad, rate, memory):
        t = self.steps + 1
        m = self.beta_1 * memory["mean"] + (1.0 - self.beta_1) * grad
        s = self.beta_2 * memory["mean_square"] + (1.0 - self.beta_2) * np.square(grad)
        root = np.sqrt(s / (1.0 - self.beta_2 ** t)) + self.epsilon
        return value - rate * (m / (1.0 - self.beta_1 ** t)) / root, {"mean": m, "mean_square": s}


class AdamW(Adam):
    """Adam with weight decay kept out of the gradient's running means.

    value <- value * (1 - rate * weight_decay), then Adam's step with the gradient alone

    Args:
        learning_rate: number or schedule.
        beta_1: share of the last mean that is kept, in [0, 1).
        beta_2: share of the last mean square that is kept, in [0, 1).
        epsilon: keeps the divisor away from 0, > 0.
        weight_decay: share of the value, times the rate, that each step takes away, >= 0.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: Loshchilov and Hutter (2019); chapter 9.3.3.
    """

    def __init__(self, learning_rate, *, beta_1=0.9, beta_2=0.999, epsilon=1e-8, weight_decay=0.01):
        super().__init__(learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon,
                         weight_decay=weight_decay)

    def _update(self, value, grad, rate, memory):
        return self._descend(value * (1.0 - rate * self.weight_decay), grad, rate, memory)


def _check_share(name, value):
    """Return a number in [0, 1), or raise."""
    return checks.check_number(name, value, low=0.0, high=1.0, open_high=True)


def _compare_names(name, expected, found):
    """Raise ValueError unless two mappings have the same keys."""
    if set(expected) != set(found):
        missing = [key for key in expected if key not in found]
        unknown = [key for key in found if key not in expected]
        raise ValueError(f"{name}: expected the names {list(expected)}, got {list(found)}; "
                         f"missing {missing}, unknown {unknown}")
