"""Where the noise of a simulated brain starts: a stream per member, region and purpose.

Member 17 draws the same numbers alone, in any batch and on any number of cores. Streams are states of xoshiro128
(Blackman & Vigna 2021) taken from Philox, keyed by seed and purpose and counted by member.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def streams(seed: int, purpose: str, members: Sequence[int], regions: int) -> NDArray[np.uint32]:
    """Starting states, [member, region + 1, 4]; the last one of a member is for what its regions share."""
    key = [seed & (2**64 - 1), zlib.crc32(purpose.encode())]
    states = np.empty((len(members), regions + 1, 4), np.uint32)
    for k, member in enumerate(members):
        bits = np.random.Philox(key=key, counter=[0, 0, 0, member])
        states[k] = bits.random_raw(2 * (regions + 1)).view(np.uint32).reshape(regions + 1, 4)
    return states
