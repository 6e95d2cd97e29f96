"""The catalogue of products: listed, edited, imported and exported."""
