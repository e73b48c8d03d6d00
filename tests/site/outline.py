"""The course's outline as data: each page's number, what its title is about, and what its headings are about.

A page may have more headings than the outline names, after those, but none of them may be missing or moved.
Titles and headings are matched by regular expressions, case aside. Where a heading is a project with
trainings of its own (chapter 6, and 8.2 and 8.3), it is a page below a section page, so its number has three
parts.
What is written so far is what `_toc.yml` lists.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    """A page of the outline."""

    number: str
    title: str
    headings: tuple[str, ...] = ()


OUTLINE = {
    "chapters/01-background/origins": Entry("1.1", "origin", ("early", "came about", "develop")),
    "chapters/01-background/uses": Entry(
        "1.2", "used", ("natural language", "speech", "time series", "other")
    ),
    "chapters/02-core-concepts/basic-structure": Entry(
        "2.1", "structure", ("input, hidden and output", "recurrent connection", "unroll")
    ),
    "chapters/02-core-concepts/feed-forward": Entry(
        "2.2", "feed-forward", ("structure", "information flow", "when to use")
    ),
    "chapters/02-core-concepts/variants": Entry("2.3", "variant", ("bidirectional", "LSTM", "GRU")),
    "chapters/03-algorithms/forward-propagation": Entry(
        "3.1", "forward", ("hidden state", "output", "iterat|time|step")
    ),
    "chapters/03-algorithms/backpropagation-through-time": Entry(
        "3.2", "back", ("BPTT|backpropagat", "vanish.*explod", "clip")
    ),
    "chapters/03-algorithms/training": Entry(
        "3.3", "train", ("data|preprocess", "build|initialis", "loop|update")
    ),
    "chapters/04-mathematics/rnn": Entry("4.1", "RNN", ("hidden state", "output")),
    "chapters/04-mathematics/lstm": Entry(
        "4.2",
        "LSTM",
        ("forget gate", "input gate", "candidate", "cell update", "output gate", "hidden state"),
    ),
    "chapters/04-mathematics/gru": Entry(
        "4.3", "GRU", ("reset gate", "update gate", "candidate", "hidden state")
    ),
    "chapters/05-projects/pytorch": Entry("5.1", "PyTorch", ("data", "model", "train.*evaluat")),
    "chapters/05-projects/tensorflow": Entry("5.2", "TensorFlow", ("data", "model", "train.*evaluat")),
    "chapters/06-applications/natural-language": Entry("6.1", "natural language"),
    "chapters/06-applications/language-model": Entry("6.1.1", "language model"),
    "chapters/06-applications/translation": Entry("6.1.2", "translat"),
    "chapters/06-applications/sentiment": Entry("6.1.3", "sentiment"),
    "chapters/06-applications/named-entities": Entry("6.1.4", "named entit"),
    "chapters/06-applications/speech": Entry("6.2", "speech"),
    "chapters/06-applications/acoustic-model": Entry("6.2.1", "acoustic"),
    "chapters/06-applications/rescoring": Entry("6.2.2", "language model|rescor"),
    "chapters/06-applications/end-to-end": Entry("6.2.3", "end to end"),
    "chapters/06-applications/time-series": Entry("6.3", "time series"),
    "chapters/06-applications/stock-prices": Entry("6.3.1", "stock"),
    "chapters/06-applications/weather": Entry("6.3.2", "weather"),
    "chapters/06-applications/energy": Entry("6.3.3", "energy"),
    "chapters/06-applications/others": Entry("6.4", "other"),
    "chapters/06-applications/digits": Entry("6.4.1", "digit"),
    "chapters/06-applications/video": Entry("6.4.2", "video"),
    "chapters/06-applications/anomalies": Entry("6.4.3", "anomal"),
    "chapters/07-tools/frameworks": Entry("7.1", "framework", ("TensorFlow", "PyTorch", "Keras")),
    "chapters/07-tools/data-sets": Entry("7.2", "data", ("Penn Treebank", "WikiText", "IMDB")),
    "chapters/07-tools/pretrained": Entry("7.3", "pretrained", ("Word2Vec", "GloVe", "ELMo")),
    "chapters/07-tools/resources": Entry(
        "7.4", "resources", ("Deep Learning", "Neural Networks and Deep Learning", "CS231n", "CS224n")
    ),
    "chapters/08-outlook/limits": Entry("8.1", "limit", ("long-term", "efficien", "interpret")),
    "chapters/08-outlook/trends": Entry("8.2", "trend"),
    "chapters/08-outlook/transformers": Entry("8.2.1", "attention.*transformer"),
    "chapters/08-outlook/graph-networks": Entry("8.2.2", "graph"),
    "chapters/08-outlook/reinforcement": Entry("8.2.3", "reinforcement"),
    "chapters/08-outlook/linear-recurrences": Entry("8.2.4", "linear recurrence"),
    "chapters/08-outlook/challenges": Entry("8.3", "challenge"),
    "chapters/08-outlook/probing": Entry("8.3.1", "interpret"),
    "chapters/08-outlook/privacy": Entry("8.3.2", "privacy.*security"),
    "chapters/08-outlook/fairness": Entry("8.3.3", "fair.*ethic"),
    "chapters/09-questions/hyperparameters": Entry(
        "9.1", "hyperparameter", ("hidden size", "layers", "learning rate", "batch size")
    ),
    "chapters/09-questions/gradients": Entry("9.2", "vanish.*explod", ("clip", "initialis", "LSTM or GRU")),
    "chapters/09-questions/debugging": Entry(
        "9.3", "debug", ("watch.*train", "look.*inside", "optimiser.*schedule")
    ),
    "chapters/09-questions/other-models": Entry(
        "9.4", "other|against", ("convolution", "Markov", "Transformer")
    ),
}
CHAPTERS = [
    "01-background",
    "02-core-concepts",
    "03-algorithms",
    "04-mathematics",
    "05-projects",
    "06-applications",
    "07-tools",
    "08-outlook",
    "09-questions",
]
