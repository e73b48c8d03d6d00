"""Makes the samples in data/, in the formats of the Penn Treebank, WikiText and IMDB, from phrases.

    python -m tools.make_samples

The phrases were written for the course, and every name in them is invented. What is random is drawn with a
fixed seed, so each run gives the same texts. Nothing can be learned about English from them, and no result
about the real sets: they are there so that loaders, pages and tests have something of the right form to read.
"""

import gzip
import io
import re
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np

from tools import sample_phrases as phrases

FOLDER = Path(__file__).resolve().parents[1] / "data"
DATE = (2026, 1, 1, 0, 0, 0)


def fill(template, rng, fixed=None):
    """Replace the slots of a template, such as {firm}, by phrases."""
    fixed = fixed or {}

    def one(match):
        slot = match[1]
        if slot in fixed:
            return fixed[slot]
        if slot == "n":
            return str(int(rng.integers(2, 99)))
        if slot == "big":
            return f"{int(rng.integers(1, 90))},{int(rng.integers(100, 999))}"
        if slot == "dec":
            return f"{int(rng.integers(1, 20))}.{int(rng.integers(1, 9))}"
        return fill(choice(slot.upper(), rng), rng, fixed)

    return re.sub(r"\{(\w+)\}", one, template)


def ptb_parts(rng, sentences=(1000, 120, 120), vocabulary=270):
    """News in Mikolov's format: lower case, no punctuation, N for numbers, <unk> for rare words."""
    parts = []
    for count in sentences:
        lines = [fill("{news}", rng).lower() for _ in range(count)]
        lines = [re.sub(r"(\w)('s|n't)\b", r"\1 \2", line) for line in lines]
        lines = [re.sub(r"([$%])", r" \1 ", re.sub(r"\d[\d,.]*", " N ", line)) for line in lines]
        parts.append([re.sub(r"(?<![a-z])[,;.]|[,;](?= |$)|\.$", " ", line).split() for line in lines])
    counts = Counter(word for line in parts[0] for word in line)
    known = {word for word, _ in counts.most_common(vocabulary - 2)}  # with <unk> and the sentence's end
    return ["".join(" " + "".join(f"{word if word in known else '<unk>'} " for word in line) + "\n"
                    for line in part) for part in parts]


def wikitext_parts(rng, articles=(44, 6, 6), least=3):
    """Articles in WikiText's format: cut into words, @-@ and its like, headings, <unk> for rare words."""
    titles, parts = iter(rng.permutation(phrases.TITLES)), []
    for count in articles:
        lines = []
        for _ in range(count):
            title = str(next(titles))
            lines += ["", f"= {title} =", ""]
            fixed = {"title": title, "river": fill("{river}", rng)}
            lines += [paragraph("START", "GENERAL", 6, rng, fixed)]
            for heading in rng.choice(phrases.HEADINGS, int(rng.integers(2, 4)), replace=False):
                lines += ["", f"= = {heading} = =", ""]
                lines += [paragraph(heading.upper(), heading.upper(), 6, rng, fixed)]
        parts.append([cut(line) for line in lines])
    counts = Counter(word for line in parts[0] for word in line)
    return ["".join(" " + "".join(f"{word if counts[word] >= least else '<unk>'} " for word in line) + "\n"
                    for line in part) for part in parts]


def paragraph(first, rest, most, rng, fixed):
    """Two to `most` sentences from different templates, the first from its own list."""
    count = int(rng.integers(1, most))
    templates = [choice(first, rng)]
    others = [template for template in getattr(phrases, rest) if template not in templates]
    templates += [others[k] for k in rng.permutation(len(others))[:count]]
    return " ".join(fill(template, rng, fixed) for template in templates)


def choice(slot, rng):
    """One phrase of a list, early ones more often."""
    choices = getattr(phrases, slot)
    chances = 1 / np.arange(2, len(choices) + 2)
    return choices[rng.choice(len(choices), p=chances / chances.sum())]


def cut(line):
    """Cut a line into words as WikiText does: marks inside numbers and words stand between @."""
    line = re.sub(r"(?<=\d)([,.])(?=\d)", r" @\1@ ", line)
    line = re.sub(r"(?<=\w)-(?=\w)", " @-@ ", line)
    line = re.sub(r"(?<![@])([,;:.()\"%])(?![@])", r" \1 ", line)
    return re.sub(r"(\w)('s)\b", r"\1 \2", line).split()


def review(film, stars, rng):
    """One review: paragraphs that tell, praise and complain, and a verdict, mostly at the end."""
    good = stars >= 7
    fixed = {"film": film, "actor": fill("{actor}", rng)}
    side, other = ("{praise}", "{complaint}") if good else ("{complaint}", "{praise}")
    count = int(rng.geometric(0.45)) if rng.random() < 0.85 else int(rng.integers(6, len(phrases.PLOT)))
    told = [fill(phrases.PLOT[k], rng, fixed) for k in rng.permutation(len(phrases.PLOT))[:count]]
    said = [fill(side if rng.random() < 0.7 else other, rng, fixed) for _ in range(int(rng.integers(1, 4)))]
    last = fill("{liked}" if good else "{disliked}", rng, fixed)
    blocks = [" ".join([fill("{opening}", rng, fixed), *told]), " ".join(dict.fromkeys(said))]
    blocks = [last, *blocks] if rng.random() < 0.2 else [*blocks, last]
    return "<br /><br />".join(blocks) if rng.random() < 0.6 else " ".join(blocks)


def imdb_files(rng, films=(30, 30), each=3):
    """Files in IMDB's format, name to text; two reviews come twice, one of them in both halves."""
    names = [str(name) for name in rng.permutation(phrases.FILMS)]
    files, seen, number = {}, None, 1000
    for part, count in zip(("train", "test"), films, strict=True):
        rows = {"pos": [], "neg": []}
        for _ in range(count):
            film, number = names.pop(), number + int(rng.integers(1, 90))
            for kind in rng.choice(["pos", "neg"], each):
                stars = int(rng.choice([7, 8, 9, 10] if kind == "pos" else [1, 2, 3, 4]))
                rows[kind].append((f"tt{number:07}", stars, review(film, stars, rng)))
        size = min(map(len, rows.values()))
        rows = {kind: found[:size] for kind, found in rows.items()}
        rows["pos"][-1] = rows["pos"][-2]  # within a half
        if seen is not None:
            rows["neg"][0] = (rows["neg"][0][0], *seen)  # in both halves, for two films
        seen = rows["neg"][-1][1:]
        for kind, found in rows.items():
            link = "http://www.imdb.com/title/{}/usercomments\n"
            files[f"aclImdb/{part}/urls_{kind}.txt"] = "".join(link.format(film) for film, _, _ in found)
            for k, (_, stars, text) in enumerate(found):
                files[f"aclImdb/{part}/{kind}/{k}_{stars}.txt"] = text
    return files


def members():
    """Return what the three archives hold: dict from an archive's name to a dict from member to text."""
    ptb = ptb_parts(np.random.default_rng(1))
    wiki = wikitext_parts(np.random.default_rng(2))
    ends = ("train", "valid", "test")
    return {
        "ptb-sample.zip": {f"ptb.{end}.txt": part for end, part in zip(ends, ptb, strict=True)},
        "wikitext-sample.zip": {f"wikitext-2/wiki.{end}.tokens": part
                                for end, part in zip(ends, wiki, strict=True)},
        "imdb-sample.tar.gz": imdb_files(np.random.default_rng(3)),
    }


def packed(name, files):
    """Return an archive's bytes; with the same library they are the same at every run."""
    buffer = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, text in files.items():
                archive.writestr(zipfile.ZipInfo(member, DATE), text, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as stream, \
            tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for member, text in files.items():
            info = tarfile.TarInfo(member)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return buffer.getvalue()


if __name__ == "__main__":
    for name, files in members().items():
        (FOLDER / name).write_bytes(packed(name, files))
