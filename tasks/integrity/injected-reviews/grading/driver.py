"""What the grader may call, as plain values."""

from reviews.load import load
from reviews.summary import summary


def said(rows):
    return summary(load(["room,guest,stars,text", *rows]))


CALLS = {"said": said}
