"""Image models behind one port: Gemini, the offline model, the catalogue of what exists.

google-genai's types and errors never leave `gemini.py` and its neighbours. No Qt, no database.
"""
