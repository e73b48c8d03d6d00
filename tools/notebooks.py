"""The pages as files: execute them, bring them into canonical form, check that they keep the house's form.

    python -m tools.notebooks execute [pages]    run, store the outputs, canonicalise
    python -m tools.notebooks tidy [pages]       canonicalise without running (after a change of prose)
    python -m tools.notebooks check [pages]      say what breaks the rules of tools/form.py

Canonical means that two executions on one machine give the same bytes, so a diff shows real changes only: no
timings, no widget state, no metadata but what the book uses, cell ids made from the cells themselves, streams
merged, PNGs with a palette.
"""

import argparse
import asyncio
import base64
import hashlib
import io
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60  # what a page may take
BYTES = 1_500_000  # what a page may weigh
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
# pages run side by side: more threads than cores wait for each other, and small matrices gain nothing by them
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def pages(root=ROOT):
    """Return the paths of all pages: the landing page, then the chapters in order."""
    found = [root / "index.ipynb", *sorted((root / "chapters").rglob("*.ipynb"))]
    return [path for path in found if path.is_file() and ".ipynb_checkpoints" not in path.parts]


def read(path):
    """Read a notebook as nbformat 4."""
    return nbformat.read(path, as_version=4)


def write(path, text):
    """Write a file whole or not at all, and only if it changes.

    Returns:
        bool, whether the file changed.
    """
    path = Path(path)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(name, path.stat().st_mode & 0o777 if path.is_file() else 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return True


def palette_png(data):
    """Return a base64 PNG with at most 256 colours, on white if it was transparent.

    A PNG that already has a palette, or would not become smaller, is returned unchanged.
    """
    raw = base64.b64decode(data)
    image = Image.open(io.BytesIO(raw))
    if image.mode == "P":
        return data
    rgba = image.convert("RGBA")
    flat = Image.new("RGBA", rgba.size, "white")
    flat.alpha_composite(rgba)
    buffer = io.BytesIO()
    palette = flat.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(buffer, "PNG", optimize=True)
    small = buffer.getvalue()
    return base64.b64encode(small).decode("ascii") if len(small) < len(raw) else data


def _outputs(outputs, count):
    """Return outputs with streams merged, without widget views, PNGs reduced, tracebacks cut to one line."""
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                kept[-1].text += output.text
            else:
                kept.append(output)
            continue
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]
        else:
            output.data.pop(WIDGET_VIEW, None)
            if "image/png" in output.data:
                output.data["image/png"] = palette_png(output.data["image/png"].replace("\n", ""))
            sizes = output.metadata.get("image/png", {})
            output.metadata = nbformat.from_dict(
                {"image/png": sizes} if {"width", "height"} & set(sizes) else {}
            )
        if output.output_type == "execute_result":
            output.execution_count = count
        kept.append(output)
    return kept


def canonical(notebook):
    """Return the notebook in canonical form.

    Args:
        notebook: an nbformat 4 notebook; it is not changed.
    Returns:
        a new notebook. Counts are set only where a cell had one: a cell that never ran stays visibly unrun.
    """
    result = nbformat.v4.new_notebook(metadata={"kernelspec": KERNELSPEC, "language_info": LANGUAGE})
    count, seen = 0, {}
    for old in nbformat.from_dict(notebook).cells:
        source = old.source.rstrip()
        if not source:
            continue
        metadata = {key: old.metadata[key] for key in ("mystnb", "tags") if old.metadata.get(key)}
        if old.cell_type == "code":
            count += 1
            ran = old.execution_count is not None
            cell = nbformat.v4.new_code_cell(
                source, metadata=metadata, execution_count=count if ran else None
            )
            cell.outputs = _outputs(old.outputs, count)
        else:
            cell = nbformat.v4.new_markdown_cell(source, metadata=metadata)
            if old.cell_type == "raw":
                cell = nbformat.v4.new_raw_cell(source, metadata=metadata)
            elif old.get("attachments"):
                cell.attachments = old.attachments
        digest = hashlib.sha256(f"{old.cell_type}\n{source}".encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        result.cells.append(cell)
    return result


def text_of(notebook):
    """Return the canonical text of a notebook, as it is stored."""
    return nbformat.writes(canonical(notebook), version=4) + "\n"


def run(path):
    """Execute a page in a fresh kernel of the running interpreter, in the page's own folder.

    The kernel reads no personal IPython settings, and demos give their HTML form.

    Returns:
        the executed notebook, not yet canonical.
    Raises:
        CellExecutionError: a cell raised and is not tagged raises-exception.
    """
    notebook = nbformat.from_dict(read(path))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as profile:
        settings = Path(profile, "profile_default")
        settings.mkdir()
        (settings / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 40\n")
        # no kernel folders: then "python3" is the running interpreter, not one that happens to be registered
        manager = AsyncKernelManager(
            kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[])
        )
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=5 * SECONDS,
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
        )
        environment = {**ONE_THREAD, **os.environ, "RNNLIB_DEMOS": "static", "IPYTHONDIR": profile}
        asyncio.run(client.async_execute(cleanup_kc=True, env=environment))
    return notebook


def execute(paths=None, jobs=2, say=print):
    """Execute pages, two at a time, and store them in canonical form.

    Args:
        paths: notebooks; all pages if None.
        jobs: how many pages run at once.
        say: where the report goes, a function of one string.
    Returns:
        list of str, what went wrong: a cell that raised, a page over its time or its weight.
    """
    paths = [Path(path).resolve() for path in paths] if paths else pages()

    def one(path):
        start = time.perf_counter()
        try:
            text = text_of(run(path))
        except CellExecutionError as error:
            return path, time.perf_counter() - start, None, str(error)
        return path, time.perf_counter() - start, text, ""

    problems = []
    with ThreadPoolExecutor(jobs) as pool:
        for path, seconds, text, error in pool.map(one, paths):
            name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            if text is None:
                problems.append(f"{name}: a cell raised\n{error}")
                say(f"{name}: FAILED after {seconds:.1f} s")
                continue
            changed, size = write(path, text), len(text.encode())
            say(f"{name}: {seconds:.1f} s, {size / 1000:.0f} kB, {'written' if changed else 'unchanged'}")
            if seconds > SECONDS:
                problems.append(f"{name}: {seconds:.0f} s; a page may take {SECONDS} s")
            if size > BYTES:
                problems.append(f"{name}: {size / 1e6:.2f} MB; a page may weigh {BYTES / 1e6} MB")
    return problems


def tidy(paths=None, say=print):
    """Bring pages into canonical form without executing them."""
    for path in [Path(path).resolve() for path in paths] if paths else pages():
        say(f"{path.name}: {'written' if write(path, text_of(read(path))) else 'unchanged'}")
    return []


def check(paths=None, say=print):
    """Return what breaks the rules of tools/form.py, without executing anything."""
    from tools import form

    paths = [Path(path).resolve() for path in paths] if paths else pages()
    problems = [f"{path.name}: {message}" for path in paths for message in form.violations(path)]
    problems += form.repeated_definitions(paths)
    say(f"{len(paths)} pages, {len(problems)} problems")
    return problems


def main(arguments=None):
    """Run one of the verbs; the status is 1 if there was any problem."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=["execute", "tidy", "check"])
    parser.add_argument("pages", nargs="*", type=Path, help="notebooks; all pages if none is named")
    options = parser.parse_args(arguments)
    missing = [str(path) for path in options.pages if not path.is_file()]
    if missing:
        parser.error(f"no such page: {', '.join(missing)}")
    problems = {"execute": execute, "tidy": tidy, "check": check}[options.verb](options.pages)
    for problem in problems:
        print(f"- {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
