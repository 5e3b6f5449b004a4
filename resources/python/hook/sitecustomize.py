"""Python imports this at start-up, because its folder is first on PYTHONPATH of every step.

With SIGNET_CONTEXT set it has the process observed by `signet_observer`. Then it gives way to the `sitecustomize`
that it shadows. Kept to what Python 2 can parse too, because a step may start any Python.
"""

import os
import sys


def _observe(context_path):
    if not hasattr(sys, "addaudithook"):
        import json
        with open(context_path) as file:
            observed = json.load(file)["observed"]
        version = ".".join([str(number) for number in sys.version_info[:3]])
        text = "Python %s does not tell what it opens: use 3.8 or newer" % version
        with open(observed, "a") as file:
            file.write(json.dumps({"t": "broken", "e": text}) + "\n")
        return
    # Compiling would take 7 ms, so the bytecode is kept whatever the user says of theirs: in the folder that
    # SIGNET_PYTHON_CACHE names, for those who installed Signet where it cannot write, else beside the source.
    before = sys.dont_write_bytecode, sys.pycache_prefix
    sys.dont_write_bytecode, sys.pycache_prefix = False, os.environ.get("SIGNET_PYTHON_CACHE")
    try:
        from signet_observer import observe
    finally:
        sys.dont_write_bytecode, sys.pycache_prefix = before
    observe(context_path)


def _give_way():
    """Imports the `sitecustomize` that this one shadows, and leaves `sys.path` as it would be without this folder."""
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != folder]
    this = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize
    except ImportError as error:
        if getattr(error, "name", "sitecustomize") != "sitecustomize":
            raise
    finally:
        if this is not None:
            sys.modules.setdefault("sitecustomize", this)


# An adapter of another tool begins to observe when that tool has loaded its project.
if os.environ.get("SIGNET_CONTEXT") and os.environ.get("SIGNET_OBSERVE") != "later":
    try:
        _observe(os.environ["SIGNET_CONTEXT"])
    except Exception:
        # The program matters more than its observation; without a `start` line the engine knows that there was none.
        pass
_give_way()
