"""The lightbox: one picture large, or two to four compared. No pixels are decoded here."""
