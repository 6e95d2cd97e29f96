"""Tokens, fonts, icons, palette and the paint helpers made from them."""
