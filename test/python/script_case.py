"""What tests of the Python package share: real scripts in a workspace of their own, and what they recorded."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest

package = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../resources/python"))
# So that it makes no compiled files in a folder that is shipped; nor do the scripts.
sys.dont_write_bytecode = True
sys.path.insert(0, package)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


class Recorded:
    """What a run's folder in the inbox holds."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "events.jsonl"), "rb") as file:
            self.lines = file.read().split(b"\n")
        assert self.lines.pop() == b"", "the last line has no end"
        self.events = [json.loads(line) for line in self.lines if line]

    def of(self, kind):
        return [event for event in self.events if event["type"] == kind]

    def one(self, kind):
        (event,) = self.of(kind)
        return event

    @property
    def start(self):
        assert self.events[0]["type"] == "start"
        return self.one("start")

    @property
    def end(self):
        assert self.events[-1]["type"] == "end"
        return self.one("end")

    def values(self, name):
        return [event["value"] for event in self.of("metric") if event["name"] == name]

    def console(self):
        with open(os.path.join(self.folder, "console.log"), "rb") as file:
            return file.read().decode("utf-8")

    def artifact(self, name):
        (event,) = [event for event in self.of("artifact") if event["name"] == name]
        return os.path.join(self.folder, event["path"])


def read_text(*parts):
    with open(os.path.join(*parts), encoding="utf-8", newline="") as file:
        return file.read()


class ScriptCase(unittest.TestCase):
    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="signet-test-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.workspace = os.path.join(self.folder, "workspace")
        self.library = os.path.join(self.folder, "library")
        os.mkdir(self.workspace)

    def write(self, name, text):
        path = os.path.join(self.workspace, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        return path

    def environment(self, **more):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SIGNET_")}
        own = {"PYTHONPATH": package, "SIGNET_LIBRARY": self.library, "PYTHONDONTWRITEBYTECODE": "1"}
        return {**kept, **own, **more}

    def start(self, text, *args, env=None, **options):
        self.write("script.py", text)
        return subprocess.Popen(
            [sys.executable, "script.py", *args],
            cwd=self.workspace,
            env=self.environment(**(env or {})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    def run_script(self, text, *args, code=0, env=None, **options):
        """Runs a script to its end; answers what it printed and its errors."""
        process = self.start(text, *args, env=env, **options)
        out, errors = (data.decode("utf-8") for data in process.communicate(timeout=120))
        self.assertEqual(process.returncode, code, errors)
        return out, errors

    def runs(self):
        inbox = os.path.join(self.library, "inbox")
        names = sorted(os.listdir(inbox)) if os.path.isdir(inbox) else []
        return [Recorded(os.path.join(inbox, name)) for name in names]

    def recorded(self):
        (run,) = self.runs()
        return run

    def record(self, text, *args, code=0, env=None):
        """Runs a script that says nothing wrong, and answers what it recorded."""
        _out, errors = self.run_script(text, *args, code=code, env=env)
        if code == 0:
            self.assertEqual(errors, "")
        return self.recorded()
