"""The plans that a team flies one after the other, as one track."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from l2c_planner.control.track import Reference, Track


@dataclass(frozen=True, eq=False)
class Tracks:
    """Tracks of the same robots; each counts from its start until the next one's."""

    starts: tuple[float, ...]
    """Increasing [s]."""
    tracks: tuple[Track, ...]
    """Joined: each begins where the one before is then."""

    @staticmethod
    def of(plans: list[tuple[float, Track]]) -> Tracks:
        """From plans with their starts, in any order; of two with one start the later given counts.

        Raises:
            ValueError: there is none.
        """
        if not plans:
            raise ValueError("no plan has been flown")
        latest = dict(sorted(plans, key=lambda plan: plan[0]))
        return Tracks(tuple(latest), tuple(latest.values()))

    def followed(self, start: float, track: Track) -> Tracks:
        """The same and one more, which the last passes to at its start [s]; that is later than all others."""
        made = track.joined(self.tracks[-1], start - self.starts[-1])
        return Tracks((*self.starts, start), (*self.tracks, made))

    @property
    def duration(self) -> float:
        """Of the first plan, that of the mission [s]."""
        return self.tracks[0].duration

    def at(self, time: float) -> Reference:
        """Reference at a time [s]; before the first start, its beginning."""
        k = max(bisect_right(self.starts, time) - 1, 0)
        return self.tracks[k].at(time - self.starts[k])
