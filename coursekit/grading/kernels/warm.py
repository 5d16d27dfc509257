"""What every notebook begins with, done once in the parent: imports, and reading the data."""

import functools
import importlib
import os


def warm_up(names):
    """Import modules, and call functions that notebooks call without arguments."""
    missing = []
    for name in names:
        try:
            module, _, function = name.partition(":")
            found = importlib.import_module(module)
            if function:
                keep_ready(found, function)
        except BaseException:  # a module may do anything when it is imported
            missing.append(name)
    return missing


def keep_ready(module, name):
    """Call a function now; its first call without arguments in each kernel gets the result."""
    function = getattr(module, name)
    if hasattr(function, "__wrapped__"):
        return
    ready, settings = [function()], _settings()

    @functools.wraps(function)
    def first_is_ready(*args, **kwargs):
        if args or kwargs or not ready or _settings() != settings:
            return function(*args, **kwargs)
        return ready.pop()

    setattr(module, name, first_is_ready)


def _settings():
    return {key: value for key, value in os.environ.items() if key.startswith("COURSEKIT_")}
