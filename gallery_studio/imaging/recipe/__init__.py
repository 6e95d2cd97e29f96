"""What pictures say about themselves in their files: read, written and taken out, byte by byte.

The image data is never touched. No Pillow, no Qt, no database.
"""
