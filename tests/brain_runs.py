"""A connectome of our own making, and what tests measure on simulated brains."""

from __future__ import annotations

import numpy as np

from resynapse.network import analytic
from resynapse.network.wong_wang import NodeParameters, WongWang, alike


def connectome(regions: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Weights that fall with distance and lengths of straight fibres [mm].

    Scaled to the largest eigenvalue that a measured connectome of mean 0.01 has (Schaefer-100: 1.31).
    """
    rng = np.random.default_rng(seed)
    places = rng.uniform(-60.0, 60.0, (regions, 3))
    lengths = np.linalg.norm(places[:, None] - places[None], axis=-1)
    weights = np.exp(-lengths / 25.0) * rng.lognormal(0.0, 0.7, (regions, regions))
    weights = np.triu(weights, 1) + np.triu(weights, 1).T
    return 1.3 * weights / np.linalg.eigvalsh(weights)[-1], lengths


def held(weights: np.ndarray, g: float, sigma: float | None = None) -> NodeParameters:
    """Regions that feedback inhibition holds at 3 Hz, by the noise-free theory."""
    nodes = alike(len(weights), g)
    nodes = nodes if sigma is None else nodes._replace(sigma=np.full(len(weights), sigma))
    return NodeParameters(*map(np.asarray, analytic.balance(weights, nodes, WongWang())[0]))


def theoretical(weights: np.ndarray, nodes: NodeParameters) -> np.ndarray:
    """BOLD connectivity by linear theory, around the rates that inhibition holds, [N, N]."""
    model = WongWang()
    tuned, state = analytic.balance(weights, nodes, model)
    return np.asarray(analytic.connectivity(weights, tuned, state, model))


def connectivity(bold: np.ndarray) -> np.ndarray:
    """Mean correlation matrix over members, [N, N]."""
    return np.mean([np.corrcoef(member.T) for member in np.asarray(bold, float)], axis=0)


def agreement(theory: np.ndarray, bold: np.ndarray) -> float:
    """Correlation of the edges of a theory and of simulated connectivity, corrected for the noise of the latter.

    The reliability of the simulated matrix is that of its halves (odd and even members), by Spearman and Brown.
    """
    edges = np.triu_indices(len(theory), 1)
    whole, odd, even = (connectivity(part)[edges] for part in (bold, bold[1::2], bold[::2]))
    half = np.corrcoef(odd, even)[0, 1]
    return float(np.corrcoef(theory[edges], whole)[0, 1] / np.sqrt(2.0 * half / (1.0 + half)))
