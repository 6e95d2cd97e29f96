"""What a person does to a conversation's pane, and a long conversation for it."""

from __future__ import annotations

from PySide6.QtTest import QTest


def long_line(maker, count=8):
    for number in range(1, count + 1):
        maker.turn(f"t{number}", after=f"t{number - 1}" if number > 1 else None)
    return maker


def type_into(pane, text):
    pane.focus_input()
    QTest.keyClicks(pane.input.text.edit, text)
