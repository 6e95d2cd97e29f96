"""The question in the compose bar: asked in place, answered by keys and by mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

QUESTION = "This costs $4.20, more than is left. Generate all the same?"


def words_of(row) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if label.isVisible()]


def test_a_question_begins_at_the_answer_that_changes_nothing(bar):
    bar.ask(QUESTION, "Generate anyway")
    assert words_of(bar.question) == [QUESTION]
    assert bar.question.confirm.text() == "Generate anyway"
    assert bar.question.decline.hasFocus()
    assert bar.panel_rect.bottom() == 800 - 20 - 1, "the bar grows upwards"


def test_escape_declines_and_leaves_everything(bar, qtbot):
    value = bar.value()
    bar.ask(QUESTION, "Generate anyway")
    with qtbot.assertNotEmitted(bar.confirmed):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not bar.question.isVisible()
    assert bar.edit.hasFocus()
    assert bar.value() == value
    assert bar.can_generate, "it can be asked again"


def test_other_keys_leave_the_question(bar, qtbot):
    bar.ask(QUESTION, "Generate anyway")
    qtbot.keyClick(bar.question.decline, Qt.Key.Key_Y)
    assert bar.question.isVisible()
    qtbot.keyClick(bar.question.decline, Qt.Key.Key_Tab)
    assert bar.question.confirm.hasFocus()
    with qtbot.waitSignal(bar.confirmed):
        qtbot.keyClick(bar.question.confirm, Qt.Key.Key_Return)
    assert not bar.question.isVisible()


def test_a_question_stands_on_its_own_ground(bar, theme):
    bar.ask(QUESTION, "Generate anyway")
    QApplication.processEvents()
    row = bar.question
    image = row.grab().toImage()
    ground = theme.color("warningSoft")
    shown = image.pixelColor(image.width() - 4, image.height() // 2)
    rest = bar.grab(bar.row.geometry()).toImage().pixelColor(2, 2)
    assert shown != rest, ground.name()
    icon = {image.pixelColor(x, image.height() // 2).name() for x in range(theme.px(28))}
    assert theme.color("warning").name() in icon, "the purse is painted before the words"
