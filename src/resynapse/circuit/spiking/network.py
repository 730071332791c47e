"""The graph of a column: for each cell, the list of its targets in each class, drawn pair by pair from a key."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from resynapse.circuit.spiking.arithmetic import streams, uniform
from resynapse.compiled import compiled

GRAPH = 1  # purpose of the random key


class Network(NamedTuple):
    """Adjacency lists.

    Attributes:
        edges: first cell of each class, and the number of cells [5].
        first: where the targets of a cell in a class begin [cells * 4 + 1].
        targets: cells [connections].
    """

    edges: np.ndarray[Any, Any]
    first: np.ndarray[Any, Any]
    targets: np.ndarray[Any, Any]

    @property
    def cells(self) -> int:
        """Number of cells."""
        return int(self.edges[-1])


def connect(counts: np.ndarray[Any, Any], probability: np.ndarray[Any, Any], seed: int) -> Network:
    """Draw every ordered pair of different cells once.

    Args:
        counts: cells of each class [4].
        probability: share of pairs connected [onto, from].
        seed: of the graph.
    """
    edges = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    expected = float(counts @ probability @ counts)
    room = int(expected + 10.0 * np.sqrt(expected) + 100)
    first, targets, used = _draw(edges, probability, streams(seed, GRAPH, 1)[0], room)
    return Network(edges, first, targets[:used].copy())


def memory(counts: np.ndarray[Any, Any], probability: np.ndarray[Any, Any]) -> int:
    """Bytes a column of this size needs, about."""
    return int(8 * (counts @ probability @ counts) + 400 * counts.sum())


@compiled
def _draw(edges: Any, probability: Any, state: Any, room: int) -> Any:
    """Skip from target to target by geometric steps."""
    cells = edges[4]
    first = np.zeros(cells * 4 + 1, np.int64)
    targets = np.empty(room, np.int32)
    used = 0
    for source in range(cells):
        kind = 0
        while source >= edges[kind + 1]:
            kind += 1
        for onto in range(4):
            first[source * 4 + onto] = used
            p = probability[onto, kind]
            if p <= 0.0:
                continue
            scale = 0.0 if p >= 1.0 else 1.0 / np.log1p(-p)
            target = edges[onto] - 1
            while True:
                target += 1 + int(np.log(uniform(state)) * scale)
                if target >= edges[onto + 1] or used >= room:
                    break
                if target != source:
                    targets[used] = target
                    used += 1
    first[cells * 4] = used
    return first, targets, used
