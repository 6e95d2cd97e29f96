"""Text cells that a spreadsheet must not take for formulas.

Source: owasp.org/www-community/attacks/CSV_Injection. Text that begins, after blanks, with one of
``= + - @`` or a tab or return gets a leading apostrophe; numbers stay numbers. `restored` takes
exactly that away again, so that a file written here and read here is the same text.
"""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[\s\u00a0\ufeff]*(?:[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def neutralised(text: str) -> str:
    """Return a cell as it is written."""
    is_number = _NUMBER.fullmatch(text) is not None
    return f"'{text}" if _DANGEROUS.match(text) and not is_number else text


def restored(cell: str) -> str:
    """Return the text of a cell that may have been written by `neutralised`."""
    if cell.startswith("'") and _DANGEROUS.match(cell):
        return cell[1:]
    return cell
