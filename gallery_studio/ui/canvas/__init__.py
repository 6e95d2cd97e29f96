"""The infinite canvas: a tile pyramid under a thin living layer."""
