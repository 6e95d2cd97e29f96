"""The compose bar: what a person writes, and with what it is made."""
