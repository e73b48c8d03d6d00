"""Demos in a real kernel: every control goes to both its ends, and picture and sentence follow."""

import json
import os
import subprocess
from pathlib import Path

import demo_samples
import pytest
from jupyter_client.manager import KernelManager

import rnnlib.demos

WIDGET = "application/vnd.jupyter.widget-view+json"
SETUP = f"""
import json, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import demo_samples, rnnlib.demos
"""
DRIVE = """
moves = {}
for name, control in demo.controls.items():
    values, seen = demo.grid[name], []
    for value in (values[0], values[-1]):
        control.value = value
        seen.append([child.value for child in demo.widget.children[-2:]])
    moves[name] = seen
    control.value = demo.start[name]
print(json.dumps({"moves": moves, "error": repr(demo.error)}))
"""
MADE = [f"{module}.ALL[{k}]" for module, functions in (("demo_samples", demo_samples.ALL),
                                                       ("rnnlib.demos", rnnlib.demos.ALL))
        for k in range(len(functions))]


@pytest.fixture(scope="module")
def run():
    """Run code in one kernel for all tests; returns the data of its outputs and what it printed."""
    env = {key: value for key, value in os.environ.items() if key != "RNNLIB_DEMOS"}
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()

    def execute(code):
        outputs, printed, troubles = [], [], []

        def hear(message):
            kind, content = message["msg_type"], message["content"]
            if kind in ("execute_result", "display_data"):
                outputs.append(content["data"])
            elif kind == "stream" and content["name"] == "stdout":
                printed.append(content["text"])
            elif kind in ("stream", "error"):
                troubles.append(content.get("text") or "\n".join(content["traceback"]))

        client.execute_interactive(code, output_hook=hear, timeout=120, stop_on_error=False)
        assert not troubles, "\n".join(troubles)
        return outputs, "".join(printed)

    try:
        client.wait_for_ready(timeout=60)
        execute(SETUP)
        yield execute
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_the_course_lists_its_demos():
    assert len(rnnlib.demos.ALL) > 0
    names = [function.__name__ for function in rnnlib.demos.ALL]
    assert len(set(names)) == len(names) and all(getattr(rnnlib.demos, name) for name in names)


@pytest.mark.parametrize("made", MADE)
def test_every_control_moves_picture_and_sentence(run, made):
    outputs, printed = run(f"demo = {made}()\ndemo")
    assert len(outputs) == 1 and printed == ""
    assert WIDGET in outputs[0] and "text/html" not in outputs[0]
    outputs, printed = run(DRIVE)
    result = json.loads(printed)
    assert outputs == [] and result["error"] == "None" and result["moves"]
    for control, ((first_picture, first_note), (last_picture, last_note)) in result["moves"].items():
        assert "<svg" in first_picture and "<svg" in last_picture
        assert first_picture != last_picture, f"{control} does not change the picture"
        assert first_note != last_note, f"{control} does not change the sentence"


def test_an_error_in_a_move_is_seen(run):
    run("def say(radius, kind):\n    if radius == 1.5:\n        raise ValueError('no such sentence')\n"
        "    return 'fine'\ndemo = demo_samples.lines(describe=say)")
    with pytest.raises(AssertionError, match="no such sentence"):
        run(DRIVE)
    note, error = run("print(demo.widget.children[-1].value)\nprint(repr(demo.error))")[1].splitlines()
    assert "ValueError: no such sentence" in note and error == "ValueError('no such sentence')"
