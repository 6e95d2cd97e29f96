"""Replay: a session plays itself back over the canvas; nothing here writes to the library."""
