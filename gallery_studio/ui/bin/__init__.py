"""The bin: what was thrown away, taken back or removed for ever."""
