"""Ids of everything a library holds.

All ids are text (a Qt ``Signal(int)`` is 32 bits wide). Sessions carry their time of birth so
that folders and exports sort by age; everything else is random.
"""

from __future__ import annotations

import os
from typing import NewType

SessionId = NewType("SessionId", str)
RunId = NewType("RunId", str)
ConversationId = NewType("ConversationId", str)
TurnId = NewType("TurnId", str)
OutputId = NewType("OutputId", str)
CardId = NewType("CardId", str)
ImageId = NewType("ImageId", str)
"""The lower-case hexadecimal SHA-256 of the received bytes."""
PersonId = NewType("PersonId", str)
IdentityId = NewType("IdentityId", str)
ProductId = NewType("ProductId", str)
ProjectId = NewType("ProjectId", str)
ModelId = NewType("ModelId", str)
"""The service's own id of a model, such as ``gemini-nano-banana-2.1``, or ``offline``."""


def _token(length: int) -> str:
    """Return random hexadecimal digits, two for each byte; ``secrets`` does no more."""
    return os.urandom(length).hex()


def new_session_id(unix_s: float) -> SessionId:
    """Return a new session id, ``gal-<unix seconds>-<6 hex>``."""
    return SessionId(f"gal-{int(unix_s)}-{_token(3)}")


def new_run_id() -> RunId:
    """Return a new random run id."""
    return RunId(f"run-{_token(8)}")


def new_conversation_id() -> ConversationId:
    """Return a new random conversation id."""
    return ConversationId(f"cnv-{_token(8)}")


def new_turn_id() -> TurnId:
    """Return a new random turn id."""
    return TurnId(f"trn-{_token(8)}")


def new_output_id() -> OutputId:
    """Return a new random output id."""
    return OutputId(f"out-{_token(8)}")


def new_card_id() -> CardId:
    """Return a new random card id."""
    return CardId(f"crd-{_token(8)}")


def new_person_id() -> PersonId:
    """Return a new random person id."""
    return PersonId(f"per-{_token(8)}")


def new_identity_id() -> IdentityId:
    """Return a new random identity id."""
    return IdentityId(f"idn-{_token(8)}")


def new_product_id() -> ProductId:
    """Return a new random product id."""
    return ProductId(f"prd-{_token(8)}")


def new_project_id() -> ProjectId:
    """Return a new random project id."""
    return ProjectId(f"prj-{_token(8)}")
