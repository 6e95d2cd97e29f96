"""What a person can ask of outputs, said by one object for all tiles of a pane."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class OutputIntents(QObject):
    """Carries wishes from tiles, cards and strip to the pane.

    Signals:
        activated(str): An output became the one looked at.
        head_chosen(str): The next edit shall start from it.
        star_toggled(str): Star it, or take the star away.
        lightbox_requested(object): Show this output large.
        download_requested(str): Save its picture somewhere.
        project_requested(str): Make a project of its picture, or add it to one.
        retry_requested(object): Tuple of outputs to send again.
        stop_requested(object): Tuple of outputs to stop.
        fresh_start_requested(str): Go on from the picture alone, its history left aside.
        branch_requested(str): Open the branch that holds a turn.
        copy_requested(str): Put a text on the clipboard.
        delete_requested(str): Put this output and its card into the bin.
        reject_toggled(str): Reject it, or take that back.
        unflag_requested(str): Take star and rejection away.
        rating_requested(str, int): Give it 0 to 5.
    """

    activated = Signal(str)
    head_chosen = Signal(str)
    star_toggled = Signal(str)
    lightbox_requested = Signal(object)
    download_requested = Signal(str)
    project_requested = Signal(str)
    retry_requested = Signal(object)
    stop_requested = Signal(object)
    fresh_start_requested = Signal(str)
    branch_requested = Signal(str)
    copy_requested = Signal(str)
    delete_requested = Signal(str)
    reject_toggled = Signal(str)
    unflag_requested = Signal(str)
    rating_requested = Signal(str, int)
