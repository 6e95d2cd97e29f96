"""Gallery Studio: a sentence becomes pictures on a canvas, and they are still there tomorrow.

The packages and the direction of their imports are described in `.github/CONTRIBUTING.md`.
"""

__version__ = "0.1.0"
