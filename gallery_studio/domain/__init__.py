"""What things are: frozen dataclasses, enums, ids, errors, canvas geometry and naming rules.

Pure Python without input or output. No Qt, Peewee, Pillow or google-genai.
"""
