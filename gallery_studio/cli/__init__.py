"""The command line: the same studio without a window. No widgets."""
