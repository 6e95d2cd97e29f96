"""What the offline model can paint: one module per family of scenes."""
