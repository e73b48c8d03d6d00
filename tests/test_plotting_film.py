"""Film strips: what they show is the data, and wrong arguments are named."""

import numpy as np
import pytest

from rnnlib import plotting

RNG = np.random.default_rng(0)
VIDEOS = RNG.uniform(size=(2, 6, 4, 5))
BELIEFS = RNG.dirichlet(np.ones(3), size=(2, 6))
MORE = {"beliefs": BELIEFS, "labels": np.array([0, 2]), "classes": "abc"}


def test_every_frame_is_drawn_in_its_place_and_unchanged():
    figure = plotting.film_strip(VIDEOS, ["first", "second"])
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["first", "second"]
    for ax, video in zip(figure.axes, VIDEOS, strict=True):
        assert len(ax.images) == 6
        for t, (image, frame) in enumerate(zip(ax.images, video, strict=True), start=1):
            assert np.array_equal(image.get_array(), frame)
            assert np.mean(image.get_extent()[:2]) == pytest.approx(t)
            assert image.get_clim() == (0, 1)


def test_beliefs_stand_under_their_frames_and_the_mark_at_the_right_class():
    figure = plotting.film_strip(VIDEOS, ["first", "second"], **MORE)
    assert len(figure.axes) == 4
    for b, ax in enumerate(figure.axes[1::2]):
        assert np.array_equal(ax.images[0].get_array(), BELIEFS[b].T)
        assert ax.get_xlim() == figure.axes[2 * b].get_xlim()
        assert [text.get_text() for text in ax.get_yticklabels()] == list("abc")
        assert ax.lines[-1].get_ydata()[0] == MORE["labels"][b]


def test_the_figure_can_be_drawn_with_moments_that_have_no_belief():
    beliefs = BELIEFS.copy()
    beliefs[:, 0] = np.nan
    figure = plotting.film_strip(VIDEOS, ["first", "second"], **(MORE | {"beliefs": beliefs}))
    figure.draw_without_rendering()
    assert figure.get_figwidth() == pytest.approx(5.2)


@pytest.mark.parametrize("change, message", [
    ({"videos": VIDEOS[0]}, "videos"),
    ({"videos": np.zeros((9, 6, 4, 5))}, "from 1 to 8"),
    ({"titles": ["one"]}, "titles: expected 2 texts"),
    ({"labels": None}, "together with labels and classes"),
    ({"beliefs": BELIEFS[:, 1:]}, "expected shape"),
    ({"labels": np.array([0, 3])}, "labels"),
])
def test_wrong_arguments_are_named(change, message):
    arguments = {"videos": VIDEOS, "titles": ["first", "second"]} | MORE | change
    with pytest.raises((TypeError, ValueError), match=message):
        plotting.film_strip(**arguments)
