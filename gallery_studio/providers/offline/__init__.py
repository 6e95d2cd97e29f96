"""The offline model: paints from the words of a prompt and edits pictures by words.

Pillow only: no network, no key, no weights. The same words, seed, ratio and size give the same
bytes. Nothing in here knows Qt, the database or the other providers.
"""
