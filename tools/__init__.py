"""What maintainers run: `python -m tools.notebooks` for the pages, `python -m tools.test` for everything."""
