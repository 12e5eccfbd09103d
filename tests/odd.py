"""Odd things put into what is otherwise as it should be."""

import copy

GONE = object()
"""Stands for nothing being there at all."""


def put(spot, path, odd):
    """Put something at a place, unless something else has taken its place."""
    try:
        for name in path[:-1]:
            spot = spot[name]
        if odd is GONE:
            del spot[path[-1]]
        else:
            spot[path[-1]] = copy.deepcopy(odd)
    except (KeyError, IndexError, TypeError):
        return
