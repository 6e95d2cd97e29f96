"""The five states a turn and each of its outputs can be in."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """State of a turn or an output."""

    PENDING = "pending"
    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether an answer may still arrive."""
        return self in (Status.PENDING, Status.GENERATING)


def turn_status(outputs: list[Status]) -> Status:
    """Return a turn's state from the states of its outputs.

    A turn is completed as soon as one picture is there and nothing is open, and failed only when
    every output failed.
    """
    if any(status.is_open for status in outputs):
        started = any(status is not Status.PENDING for status in outputs)
        return Status.GENERATING if started else Status.PENDING
    if Status.COMPLETED in outputs:
        return Status.COMPLETED
    if Status.FAILED in outputs:
        return Status.FAILED
    return Status.CANCELLED
