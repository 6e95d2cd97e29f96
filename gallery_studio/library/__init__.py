"""The record on disk: SQLite through Peewee, migrations, image files, events, backups.

Returns domain objects; no Peewee row, query or exception leaves this package. No Qt, no network.
"""
