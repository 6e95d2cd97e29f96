"""A program of its own from which a picture can be dragged: ``drag_source.py FILE``.

A small window above all others, at the upper left corner. It says "ready" once it is shown, and at
the end of a drag whether somebody took the file: "taken" or "refused".
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QDrag, QMouseEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

SIDE = 120


class DragSource(QWidget):
    """Begins to drag at the first move of a pressed pointer."""

    def __init__(self, file: Path) -> None:
        # Past the window manager: it would keep a full screen above.
        super().__init__(None, Qt.WindowType.BypassWindowManagerHint)
        self._file = file
        self.setWindowTitle("drag source")
        self.setGeometry(0, 0, SIDE, SIDE)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor("#4080c0"))
        self.setPalette(palette)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file))])
        drag = QDrag(self)
        drag.setMimeData(data)
        action = drag.exec(Qt.DropAction.CopyAction)
        sys.stdout.write("refused\n" if action == Qt.DropAction.IgnoreAction else "taken\n")
        sys.stdout.flush()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    source = DragSource(Path(sys.argv[1]))
    source.show()
    sys.exit(app.exec())
