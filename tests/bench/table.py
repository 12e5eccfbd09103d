"""The table that is printed."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Row:
    """One line: what was measured, what came out, in which unit, and how it stands to its bar."""

    what: str
    figures: str
    unit: str
    verdict: str


HEAD = Row("what", "measured", "unit", "beside its peer and its bar")


def bar(name, value, most, unit="x"):
    """Say honestly whether a figure is within its bar."""
    word = "met" if value <= most else "MISSED"
    return f"{name} {value:.2f}{unit} (bar {most:g}{unit}: {word})"


def floor(value, least):
    """Say honestly whether a figure is as large as it must be."""
    return f"bar {least:,}: {'met' if value >= least else 'MISSED'}"


def drawn(rows):
    """Draw the table as text."""
    lines = [astuple(row) for row in (HEAD, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
