"""What goes wrong in work for whose result nobody waits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Future


def tell_unheard(future: Future[Any]) -> None:
    """Tell `sys.excepthook` of the error a future ended with: nobody else will look at it.

    For ``add_done_callback``. Each worker turns what goes wrong into sentences itself; this is for
    what goes wrong in that.
    """
    if not future.cancelled() and (error := future.exception()) is not None:
        sys.excepthook(type(error), error, error.__traceback__)
