"""Settings of the test run that pyproject.toml cannot express."""


def pytest_configure(config):
    """Let nbval find the sanitizing file from whatever folder pytest is started in."""
    rules = config.rootpath / "nbval_sanitize.cfg"
    if getattr(config.option, "nbval", False) and not config.option.nbval_sanitize_with and rules.is_file():
        config.option.nbval_sanitize_with = str(rules)
