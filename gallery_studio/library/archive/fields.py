"""Fields and sections of ``metadata.json``: how rows are written, and how entries are checked.

A field that has its default is left out when writing, so that people see what was said; fields of
other programs are passed over when reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gallery_studio.library.archive.errors import RefusedError
from gallery_studio.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery_studio.library.archive.kinds import Kind, Said
    from gallery_studio.library.database import Value

REQUIRED: Final = object()
"""The default of a field that has none."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a section.

    Attributes:
        name: In the archive and as a column.
        kind: What it holds.
        default: Its value when it is left out, or `REQUIRED`. None also allows ``null``.
        refers_to: Section whose id it names, or "".
    """

    name: str
    kind: Kind
    default: Any = REQUIRED
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A list of things of one sort.

    Attributes:
        key: In the archive.
        table: In the library.
        one: What one of them is called in a message.
        fields: Its fields; those named here only are read and written.
        most: How many there may be.
    """

    key: str
    table: str
    one: str
    fields: tuple[Field, ...]
    most: int = 200_000

    @property
    def columns(self) -> str:
        """The columns for a query, in the order of the fields."""
        return ", ".join(field.name for field in self.fields)

    def written(self, values: tuple[Value, ...]) -> dict[str, Any]:
        """Return a row as it is written, its defaults left out."""
        entry: dict[str, Any] = {}
        for field, value in zip(self.fields, values, strict=True):
            shown = None if value is None else field.kind.written(value)
            if field.default is REQUIRED or shown != field.default:
                entry[field.name] = shown
        return entry

    def checked(self, entry: Said, number: int) -> dict[str, Value]:
        """Return the row an entry says.

        Args:
            entry: Out of a foreign archive.
            number: Its number for the message, from 1.

        Raises:
            RefusedError: It is no object, a field is missing, or a value is not of its kind.
        """
        if not isinstance(entry, dict):
            raise RefusedError(f"its {self.one} {number} is not an object")
        return {field.name: self._value(field, entry, number) for field in self.fields}

    def _value(self, field: Field, entry: Mapping[str, Any], number: int) -> Value:
        value = entry.get(field.name, field.default)
        if value is REQUIRED:
            raise RefusedError(f"its {self.one} {number} has no “{field.name}”")
        if value is None and field.default is None:
            return None
        try:
            return field.kind.checked(value)
        except RefusedError as error:
            raise RefusedError(
                f"its {self.one} {number} has a “{field.name}” that {error}"
            ) from None
