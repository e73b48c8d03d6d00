"""Trainer: the loop over epochs and batches."""

import math
import os
from collections.abc import Sized

from rnnlib import checks
from rnnlib.clipping import clip_by_norm, global_norm
from rnnlib.models import SequenceModel
from rnnlib.optimizers import Optimizer
from rnnlib.training.archive import read_archive, write_archive
from rnnlib.training.batches import as_batch, check_source
from rnnlib.training.progress import Progress
from rnnlib.training.state import TrainingState


class Trainer:
    """Everything that training needs, between one epoch and the next.

    In each step: forward, loss, backward, clip the gradients, let the optimiser change the parameters.

    With `carry_state` each batch goes on where the one before it stopped: the state is handed on, gradients
    are not. That is truncated backpropagation through time, cut at the borders of batches. Every epoch, and
    every validation, starts from a state of zeros.

    An epoch counts when it is complete. If one is interrupted by an exception or the keyboard, model,
    optimiser, history and random generators are put back to where it began: calling `fit` again goes on as
    if nothing had happened. Whatever happened to a process, its checkpoint does the same for the next.

    Args:
        model: SequenceClassifier, SequenceRegressor, LanguageModel or a model of your own; changed in place.
        optimizer: any of rnnlib.optimizers, with a number or a schedule as its learning rate.
        rng: Generator or int seed, handed to `train` if that is a function.
        max_norm: longest global norm of the gradients, > 0; None: no clipping.
        carry_state: whether a batch begins with the state that the one before it ended with.
    Raises:
        TypeError: an argument of a wrong type.
        ValueError: max_norm not positive, or carry_state with a model that reads backward.
    Source: Robbins and Monro (1951); truncated backpropagation: Williams and Peng (1990); chapter 3.3.3.
    """

    def __init__(self, model, optimizer, *, rng, max_norm=None, carry_state=False):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer: expected one of rnnlib.optimizers, got {type(optimizer).__name__}")
        _check_model(model, carry_state)
        self.model, self.optimizer, self.carry_state = model, optimizer, bool(carry_state)
        self.max_norm = None if max_norm is None else checks.check_number("max_norm", max_norm, low=0.0,
                                                                          open_low=True)
        self._rng = checks.as_generator(rng)
        self._state = TrainingState(model, optimizer, self._rng)

    @property
    def history(self):
        """The History of all complete epochs."""
        return self._state.history

    def fit(self, train, epochs, *, validation=None, patience=None, checkpoint=None, progress=None):
        """Train until a number of epochs is complete, those before and those of a checkpoint included.

        Args:
            train: batches (x, targets), (x, targets, lengths) or (x, targets, lengths, mask): an iterable
                that can be gone through once an epoch, such as a list or `contiguous_batches`; or a function
                rng -> iterable, such as `Batches`, for an order that depends on the random generator alone.
            epochs: number of epochs in all, >= 0.
            validation: iterable of batches that are not trained on; their loss is measured after each epoch.
            patience: stop when the validation loss has not been lower than ever before for so many epochs,
                >= 1; at the end, stopped or not, the model has its best parameters. None: never stop early,
                and keep the last parameters.
            checkpoint: path of a file to write after each epoch; None for none.
            progress: function of Progress, called after each step and each epoch, such as ProgressLine.
        Returns:
            History of all epochs.
        Raises:
            TypeError, ValueError: a bad argument, no batch, or a batch that does not fit the model.
            OverflowError: training has diverged: a smaller learning rate or max_norm may help.
            OSError: the checkpoint cannot be written.
        """
        check_source("train", train, True)
        epochs = checks.check_size("epochs", epochs, minimum=0)
        if validation is not None:
            check_source("validation", validation, False)
        if patience is not None:
            patience = checks.check_size("patience", patience)
            if validation is None:
                raise ValueError("validation: expected data if there is patience, got None")
        if checkpoint is not None:
            if not isinstance(checkpoint, str | os.PathLike):
                raise TypeError(f"checkpoint: expected a path or None, got {type(checkpoint).__name__}")
            self._state.identity()  # if it cannot be told, better now than after the first epoch
        if progress is not None and not callable(progress):
            raise TypeError(f"progress: expected a function or None, got {type(progress).__name__}")
        self._state.use_latest()
        while len(self.history) < epochs and not self._is_out_of(patience):
            report = self._safely(train, epochs, validation, progress)
            if checkpoint is not None:
                self.save(checkpoint)
            if progress is not None:
                progress(report)
        if patience is not None and self._state.best is not None:
            self._state.use_best()
        return self.history

    def use_best(self):
        """Put the parameters of the epoch with the lowest validation loss into the model.

        Training goes on from those of the last epoch all the same.

        Raises:
            RuntimeError: no epoch with validation is complete.
        """
        if self._state.best is None:
            raise RuntimeError("use_best: expected a complete epoch with validation, got none")
        self._state.use_best()

    def save(self, path):
        """Write a checkpoint: all that `fit` needs to go on as if it had not stopped.

        Parameters (the last and the best ones), the optimiser's memory, History and random generators, in one
        .npz file, which is complete or not there. What was given to constructors is not in it.

        Args:
            path: str or path of the file.
        Raises:
            OSError: the file cannot be written. One that was there before is unchanged.
            TypeError: the model holds a layer of a kind of your own, which cannot be described.
        """
        arrays, facts = self._state.take()
        write_archive(path, arrays, self._state.identity() | facts)

    def load(self, path):
        """Go on from a checkpoint of the same model, optimiser and kind of random generator.

        Args:
            path: str or path of the file.
        Raises:
            OSError: there is no such file.
            ValueError: the file is damaged, something else, or a checkpoint that does not fit.
            After any of these nothing has changed.
        """
        arrays, facts = read_archive(path)
        try:
            self._state.check_identity(facts)
            self._state.restore(arrays, facts)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{os.fspath(path)}: expected a checkpoint of this training, got another one: "
                             f"{error}") from error

    def _is_out_of(self, patience):
        """Whether the last `patience` epochs brought nothing."""
        best = self.history.best_epoch
        return patience is not None and best is not None and len(self.history) - 1 - best >= patience

    def _safely(self, train, epochs, validation, progress):
        """One epoch, of which nothing remains if it does not come to its end; its last Progress."""
        before = self._state.take()
        try:
            return self._run(train, epochs, validation, progress)
        except BaseException:
            self._state.restore(*before)
            raise

    def _run(self, train, epochs, validation, progress):
        """One epoch."""
        source = train(self._rng) if callable(train) else train
        steps = len(source) if isinstance(source, Sized) else len(train) if isinstance(train, Sized) else None
        history, state, losses, weights, step = self.history, None, [], [], 0
        epoch = len(history) + 1
        for step, item in enumerate(source, start=1):
            loss, weight, norm, rate, state = self._step(as_batch("train", item), state)
            history.add_step(loss, norm, rate)
            losses.append(loss * weight)
            weights.append(weight)
            if progress is not None:
                progress(Progress(epoch, epochs, step, steps, False, loss, norm, rate))
        if step == 0:
            raise ValueError("train: expected at least one batch, got none")
        held_out = None
        if validation is not None:
            held_out = evaluate(self.model, validation, carry_state=self.carry_state)
        history.end_epoch(math.fsum(losses) / math.fsum(weights), held_out)
        if held_out is not None:
            self._state.note_best()
        last = {name: values[-1] for name, values in history.epochs.items()}
        return Progress(epoch, epochs, step, steps, True, last["loss"], last["gradient_norm"],
                        last["learning_rate"], held_out)

    def _step(self, batch, state):
        """One batch: its loss and weight, the gradients' norm, the rate, and the state to hand on or None."""
        model, optimizer = self.model, self.optimizer
        y, state = model.forward(batch.x, state, batch.lengths, training=True)
        loss, dy = model.loss(y, batch.targets, batch.lengths, batch.mask)
        model.backward(dy)
        if self.max_norm is None:
            grads, norm = model.grads, global_norm(model.grads)
        else:
            grads, norm = clip_by_norm(model.grads, self.max_norm)
        rate = optimizer.learning_rate
        rate = rate(optimizer.steps) if callable(rate) else rate
        optimizer.step(model.params, grads)
        weight = model.entries(y, batch.lengths, batch.mask)
        return loss, weight, norm, rate, state if self.carry_state else None


def evaluate(model, batches, *, carry_state=False):
    """Measure the loss of a model on data, without training and without dropout.

    Args:
        model: SequenceModel.
        batches: iterable of batches, as `Trainer.fit` takes them.
        carry_state: whether a batch begins with the state that the one before it ended with.
    Returns:
        float: the mean over all predictions that count, in the units of `model.loss`.
    Raises:
        TypeError, ValueError: a bad argument, no batch, or a batch that does not fit the model.
    Source: chapter 3.3.3.
    """
    _check_model(model, carry_state)
    losses, weights, state = [], [], None
    for item in batches:
        x, targets, lengths, mask = as_batch("batches", item)
        y, state = model.forward(x, state if carry_state else None, lengths)
        weights.append(model.entries(y, lengths, mask))
        losses.append(model.loss(y, targets, lengths, mask)[0] * weights[-1])
    if not weights:
        raise ValueError("batches: expected at least one batch, got none")
    return math.fsum(losses) / math.fsum(weights)


def _check_model(model, carry_state):
    """Raise unless this is a model, and one whose state can be carried if it is to be."""
    if not isinstance(model, SequenceModel):
        raise TypeError(f"model: expected a SequenceModel, got {type(model).__name__}")
    if checks.check_flag("carry_state", carry_state) and model.looks_ahead:
        raise ValueError("carry_state: expected False with a model that reads backward, got True: its state "
                         "comes from later steps")
