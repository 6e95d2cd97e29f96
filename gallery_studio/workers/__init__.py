"""The only code that knows threads and Qt signals. No widgets, no SQL."""
