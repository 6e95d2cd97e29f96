"""The kiosk: a window that shows and lets visitors play, and nothing else. No library, no menus."""
