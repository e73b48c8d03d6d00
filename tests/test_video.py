"""The digits of the page on videos: no picture in two parts, under any order of the file."""

from sklearn.datasets import load_digits


def test_no_picture_is_in_both_parts():
    images = load_digits().images
    train, test = ({p.tobytes() for p in part} for part in (images[:1200], images[1300:]))
    assert len(images) == 1797
    assert train and test and not train & test
