"""A theme that is applied, and a window that has the focus."""

from tests.support.widget_window import theme, window

__all__ = ["theme", "window"]
