"""How the command line says how it went."""

EXIT_IMAGE, EXIT_NO_IMAGE, EXIT_USAGE = 0, 1, 2
