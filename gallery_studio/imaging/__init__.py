"""Pillow at work: sniff, decode, previews, references. Bytes in, bytes out.

Every foreign picture enters through `loader.py`. No Qt, no database.
"""
