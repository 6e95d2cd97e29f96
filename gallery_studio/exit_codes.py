"""How the command line says how it went."""

EXIT_IMAGE, EXIT_NO_IMAGE, EXIT_USAGE = 0, 1, 2
EXIT_STOPPED = 130
"""Of whoever is ended by Ctrl+C, as shells have it: 128 and the number of the signal."""
