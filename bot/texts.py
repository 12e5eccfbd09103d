"""Text that every database keeps and UTF-8 can say."""

from typing import Any


def whole(text: str) -> str:
    """Replace NUL, and halves of a surrogate pair, by the sign for what cannot be read."""
    unbroken = text.replace("\0", "\ufffd")
    return unbroken.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def whole_throughout(value: Any) -> Any:
    """Do so with every text of parsed JSON, names of fields too."""
    match value:
        case str():
            return whole(value)
        case list():
            return [whole_throughout(item) for item in value]
        case dict():
            return {whole(name): whole_throughout(item) for name, item in value.items()}
        case _:
            return value
