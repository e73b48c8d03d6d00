"""Reader: a bidirectional LSTM in PyTorch that gives a sentence one logit, with its batches and its training.

Chapter 6.1.3 builds it, chapter 8.3.3 audits it. Sentences are tensors of whole numbers, of different
lengths: 0 is padding, 1 stands for every unknown word. Numbers are of PyTorch's default dtype.
"""

try:
    import torch
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise ImportError("rnnlib.reader needs PyTorch, which is not installed; "
                      "install it with: pip install 'rnnlib[torch]'") from error

from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils.rnn import pad_sequence


class Reader(nn.Module):
    """Word vectors, an LSTM in each direction, mean and maximum over the sentence, one logit.

    Args:
        symbols: number of different whole numbers, padding and unknown included.
        embedding_size, hidden_size: sizes of a word's vector and of each LSTM's state.
    Source: chapter 6.1.3.
    """

    def __init__(self, symbols, embedding_size=24, hidden_size=20):
        super().__init__()
        self.embedding = nn.Embedding(symbols, embedding_size)
        nn.init.normal_(self.embedding.weight, std=0.3)
        self.ahead = nn.LSTM(embedding_size, hidden_size)
        self.back = nn.LSTM(embedding_size, hidden_size)
        self.readout = nn.Linear(4 * hidden_size, 1)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x, lengths):
        """Return the logit of each sentence.

        Args:
            x: int64 (T, B), sentences padded with 0.
            lengths: int64 (B,), words in each.
        Returns:
            tensor (B,).
        Source: chapter 6.1.3.
        """
        steps = torch.arange(len(x))[:, None]
        mirror = torch.where(steps < lengths, lengths - 1 - steps, steps)
        vectors = self.dropout(self.embedding(x))
        reverse = self.dropout(self.embedding(x.gather(0, mirror)))
        h = torch.cat([self.ahead(vectors)[0], self.back(reverse)[0]], dim=2)
        real = (steps < lengths)[..., None]
        mean = (h * real).sum(dim=0) / lengths[:, None]
        top = h.masked_fill(~real, -1).amax(dim=0)
        pooled = torch.cat([mean, top], dim=1)
        return self.readout(self.dropout(pooled))[:, 0]


def grown_reader(weights, extra=0, generator=None):
    """Make a Reader from weights, with room for further words, whose vectors are noise.

    Args:
        weights: dict from a parameter's name to an array, as `datasets.sentiment_readers` gives.
        extra: number of further symbols.
        generator: torch.Generator; needed if there are any.
    Returns:
        Reader.
    Source: chapter 8.3.3.
    """
    values = {name: torch.tensor(value) for name, value in weights.items()}
    E = values["embedding.weight"]
    if extra:
        noise = 0.3 * torch.randn(extra, E.shape[1], generator=generator, dtype=E.dtype)
        values["embedding.weight"] = torch.cat([E, noise])
    model = Reader(len(E) + extra, E.shape[1], values["ahead.weight_hh_l0"].shape[1]).to(E.dtype)
    model.load_state_dict(values)
    return model


def word_ids(sentences, known):
    """Return sentences as whole numbers: those of known words, and 1 for every other.

    Args:
        sentences: iterable of sequences of words.
        known: dict from a word to its number, from 2 on.
    Returns:
        list of int64 tensors (T,).
    Source: chapter 6.1.3.
    """
    return [torch.tensor([known.get(word, 1) for word in words], dtype=torch.int64) for words in sentences]


def padded_ids(ids):
    """Return sentences side by side, filled up with 0, and how long each is.

    Args:
        ids: list of B int64 tensors (T,), none of them empty.
    Returns:
        tensors (T, B) and (B,), int64.
    Raises:
        ValueError: no sentence, or one without words.
    Source: chapter 6.1.3.
    """
    if not ids or not all(len(sentence) for sentence in ids):
        raise ValueError("ids: expected at least one sentence, each with a word, got "
                         + ("an empty one" if ids else "none"))
    return pad_sequence(ids), torch.tensor([len(sentence) for sentence in ids])


def length_batches(ids, generator, size=200):
    """Cut sentences into batches of like length, in random order.

    Chunks of eight batches are drawn at random, sorted by length, and cut; then the batches are mixed.

    Args:
        ids: list of int64 tensors (T,).
        generator: torch.Generator.
        size: sentences a batch.
    Returns:
        list of lists of positions in `ids`; each position occurs once.
    Source: chapter 6.1.3.
    """
    order = torch.randperm(len(ids), generator=generator)
    chunks = [sorted(chunk.tolist(), key=lambda i: len(ids[i])) for chunk in order.split(8 * size)]
    cut = [chunk[k:k + size] for chunk in chunks for k in range(0, len(chunk), size)]
    return [cut[k] for k in torch.randperm(len(cut), generator=generator)]


def reader_step(model, optimizer, ids, targets, weights=None):
    """Take one step of training, with dropout and the gradient's norm clipped at 1.

    Args:
        model, optimizer: a Reader and an optimizer of its parameters.
        ids: list of B int64 tensors (T,).
        targets: tensor (B,), 1 where positive, else 0, of the model's dtype.
        weights: tensor (B,), what each sentence counts in the mean loss; None for 1 each.
    Source: chapter 6.1.3.
    """
    model.train()
    optimizer.zero_grad()
    binary_cross_entropy_with_logits(model(*padded_ids(ids)), targets, weight=weights).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


def train_reader(model, ids, targets, *, generator, passes=3, rate=0.02, size=200, weights=None):
    """Train a Reader further, in place, with Adam.

    Args:
        model: Reader.
        ids, targets, weights: as for `reader_step`, of all sentences.
        generator: torch.Generator that mixes the batches; dropout draws from PyTorch's own.
        passes: how often every sentence is read.
        rate: learning rate.
        size: sentences a batch.
    Returns:
        the model.
    Raises:
        ValueError: the lengths of `ids`, `targets` and `weights` differ.
    Source: chapters 6.1.3 and 8.3.3.
    """
    for name, values in (("targets", targets), ("weights", weights)):
        if values is not None and len(values) != len(ids):
            raise ValueError(f"{name}: expected one for each of {len(ids)} sentences, got {len(values)}")
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(passes):
        for part in length_batches(ids, generator, size):
            reader_step(model, optimizer, [ids[i] for i in part], targets[part],
                        None if weights is None else weights[part])
    return model


def fit_reader(ids, targets, symbols, *, seed, passes=3, frozen=False):
    """Train a new Reader. Seeds PyTorch's own random numbers.

    Args:
        ids, targets: as for `train_reader`.
        symbols: number of different whole numbers in `ids`, padding and unknown included.
        seed: int.
        passes: how often every sentence is read.
        frozen: leave the word vectors as noise.
    Returns:
        Reader.
    Source: chapter 6.1.3.
    """
    _, generator = torch.manual_seed(seed), torch.Generator().manual_seed(seed)
    model = Reader(symbols)
    model.embedding.weight.requires_grad_(not frozen)
    return train_reader(model, ids, targets, generator=generator, passes=passes)


@torch.no_grad()
def reader_logits(model, ids, size=250):
    """Return a Reader's logit of each sentence, without dropout.

    Args:
        model: Reader; left in eval() mode.
        ids: list of B int64 tensors (T,).
        size: sentences a batch, which changes nothing but the time.
    Returns:
        floating array (B,).
    Source: chapter 6.1.3.
    """
    model.eval()
    result = torch.empty(len(ids), dtype=model.readout.weight.dtype)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    for k in range(0, len(ids), size):
        part = order[k:k + size]
        result[part] = model(*padded_ids([ids[i] for i in part]))
    return result.numpy()
