"""What scripts log, which run it belongs to, and that nothing of it breaks them."""

import ast
import csv
import glob
import json
import os
import re
import struct
import subprocess
import sys
import unittest
import zlib

from script_case import Recorded, ScriptCase, package, read_text


is_root = hasattr(os, "getuid") and os.getuid() == 0


class LogTest(ScriptCase):
    def test_a_script_is_a_run_with_what_it_logged(self):
        run = self.record(
            """
            import signet
            with signet.init(project="vision/mnist", name="first", params={"lr": 0.1, "net": {"depth": 3}}, tags=["a"]) as run:
                for step in range(3):
                    run.log_metric("loss", 1 / (step + 1), step=step)
                signet.log_metrics({"acc": 0.5, "val": {"acc": 0.25}}, step=2, time=1700000000.5)
                signet.log_param("seed", 7)
                signet.log_params({"net": {"width": 8}}, optimizer="adam")
                signet.add_tags("b", "c"); signet.set_tags(["b", "d"]); signet.remove_tags("d")
                signet.set_property("owner", "me"); signet.set_property("owner", None)
                signet.set_notes("first"); signet.set_notes(" and more", append=True)
            """
        )
        start = run.start
        self.assertEqual(
            [start[key] for key in ("version", "project", "name", "params", "tags")],
            [1, "vision/mnist", "first", {"lr": 0.1, "net": {"depth": 3}}, ["a"]],
        )
        self.assertEqual(os.path.basename(run.folder), re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", os.path.basename(run.folder))[0])
        self.assertEqual(start["cwd"], self.workspace)
        self.assertEqual(start["command"].split()[1:], ["script.py"])
        points = run.of("metric")
        self.assertEqual([(one["step"], one["value"]) for one in points], [(0, 1.0), (1, 0.5), (2, 1 / 3)])
        metrics = run.one("metrics")
        self.assertEqual(metrics["values"], {"acc": 0.5, "val.acc": 0.25})
        self.assertEqual((metrics["step"], metrics["time"]), (2, 1700000000500))
        self.assertEqual(
            [one["values"] for one in run.of("params")], [{"seed": 7}, {"net": {"width": 8}, "optimizer": "adam"}]
        )
        self.assertEqual(
            [{key: one[key] for key in one if key != "type"} for one in run.of("tags")],
            [{"add": ["b", "c"]}, {"add": ["b", "d"], "remove": ["a", "c"]}, {"remove": ["d"]}],
        )
        self.assertEqual([one["value"] for one in run.of("property")], ["me", None])
        self.assertEqual([(one.get("text"), one.get("append")) for one in run.of("notes")], [("first", None), (None, " and more")])
        self.assertEqual(run.end["status"], "succeeded")

    def test_log_functions_alone_begin_a_run_named_by_script_and_folder(self):
        run = self.record("import signet\nsignet.log_metric('loss', 1)\n")
        self.assertEqual((run.start["project"], run.start["name"]), ("workspace", "script"))
        self.assertEqual(run.values("loss"), [1])
        self.assertNotIn("step", run.of("metric")[0])

    def test_numbers_of_all_kinds_are_stored(self):
        run = self.record(
            """
            import decimal, fractions, signet
            class Scalar:
                def item(self): return 0.5
            class Half(float):
                def __repr__(self): return "half"
            for value in [0.1, 5, True, 10**400, float("nan"), float("inf"), float("-inf"), "NaN", Scalar(), Half(0.5),
                          decimal.Decimal("0.25"), fractions.Fraction(1, 4), 1e-300, -0.0]:
                signet.log_metric("x", value, step=Scalar())
            signet.log_metric("\\u00e9\\n\\"\\udcff", 1, step=-7)
            """
        )
        values = run.values("x")
        self.assertEqual(
            values, [0.1, 5, 1, 10**400, "NaN", "Infinity", "-Infinity", "NaN", 0.5, 0.5, 0.25, 0.25, 1e-300, -0.0]
        )
        self.assertEqual({one["step"] for one in run.of("metric")}, {0.5, -7})
        self.assertEqual(run.values("é\n\"\udcff"), [1])

    def test_integers_of_more_digits_than_python_prints_are_stored(self):
        run = self.record("import signet\nsignet.log_metric('x', 10**6000)\nsignet.log_param('n', 10**6000)\n")
        line = [one for one in run.lines if b'"metric"' in one][0]
        self.assertIn(b"1" + b"0" * 6000, line)

    def test_what_is_no_number_is_told_once_and_the_script_goes_on(self):
        out, errors = self.run_script(
            """
            import signet
            signet.init(capture=["nonsense"])
            for _ in range(3):
                signet.log_metric("x", "high")
                signet.log_metrics({"y": [1, 2], "z": 1})
            signet.log_artifact("missing.bin"); signet.log_image("i", object()); signet.log_table("t", 5)
            print("done")
            """
        )
        self.assertEqual(out, "done\n")
        self.assertEqual(errors.count("log_metric('x')"), 1)
        self.assertEqual(len(errors.splitlines()), 6, errors)
        metrics = self.recorded().of("metrics")
        self.assertEqual([one["values"] for one in metrics], [{"z": 1}] * 3)

    def test_parameters_of_all_kinds_are_json(self):
        run = self.record(
            """
            import dataclasses, datetime, enum, pathlib, signet, types
            @dataclasses.dataclass
            class Config:
                lr: float = 0.1
                layers: tuple = (1, 2)
            class Colour(enum.Enum):
                RED = "red"
            class Level(enum.IntEnum):
                LOW = 1
            loop = []; loop.append(loop)
            signet.log_params(Config())
            signet.log_params(dict(path=pathlib.Path("a/b"), day=datetime.date(2026, 1, 2), colour=Colour.RED, level=Level.LOW,
                nan=float("nan"), tags={"b", "a"}, space=types.SimpleNamespace(n=1), kind=Config, loop=loop, key={1: None}))
            """
        )
        first, second = [one["values"] for one in run.of("params")]
        self.assertEqual(first, {"lr": 0.1, "layers": [1, 2]})
        loop = second.pop("loop")
        self.assertEqual(
            second,
            {
                "path": "a/b", "day": "2026-01-02", "colour": "red", "level": 1, "nan": "NaN", "tags": ["a", "b"],
                "space": {"n": 1}, "kind": "__main__.Config", "key": {"1": None},
            },
        )  # fmt: skip
        self.assertIsInstance(loop, list)

    def test_sections_name_what_is_logged_in_them(self):
        self.run_script(
            """
            import asyncio, signet
            class Data: pass
            @signet.step
            def train(data, lr, depth=3, token="t"):
                signet.log_metric("loss", lr)
                inner()
                return "model"
            @signet.step(name="deep")
            def inner():
                signet.log_metrics({"x": 1}); signet.log_text("note", "n")
            @signet.step
            async def later():
                await asyncio.sleep(0)
                signet.log_metric("y", 2)
            @signet.pipeline(project="p", tags=["t"])
            def whole(lr):
                assert train(Data(), lr) == "model"
                asyncio.run(later())
            whole(0.1)
            whole(lr=0.2)
            signet.init(name="third")
            whole(0.3)
            """
        )
        first, second, third = self.runs()
        for run, lr in ((first, 0.1), (second, 0.2)):
            self.assertEqual(
                [run.start[key] for key in ("project", "name", "params", "tags")], ["p", "whole", {"lr": lr}, ["t"]]
            )
            self.assertEqual(run.one("params")["values"], {"train": {"lr": lr, "depth": 3}})
            self.assertEqual(run.values("train.loss"), [lr])
            self.assertEqual(run.one("metrics")["values"], {"train.deep.x": 1})
            self.assertEqual(run.one("artifact")["name"], "train.deep.note")
            self.assertEqual(run.values("later.y"), [2])
            self.assertEqual([len(run.values(f"{name}.seconds")) for name in ("train", "train.deep", "later")], [1, 1, 1])
            self.assertEqual(run.end["status"], "succeeded")
        self.assertEqual(third.start["name"], "third")
        self.assertEqual(third.values("whole.train.loss"), [0.3])


class FileTest(ScriptCase):
    def test_files_folders_texts_and_tables_are_kept_as_they_were(self):
        self.write("model/weights.bin", "w1")
        self.write("model/deep/more.txt", "m")
        run = self.record(
            """
            import signet
            open("a.txt", "w").write("first")
            signet.log_artifact("a.txt")
            open("a.txt", "w").write("second")
            signet.log_artifact("a.txt", name="later")
            signet.log_artifact("model")
            signet.log_text("report.md", "# h\\u00e9", step=3); signet.log_text("plain", "p")
            signet.log_table("rows", [{"a": 1, "b": "x,y"}, {"a": None, "c": [1]}])
            signet.log_table("columns", {"a": [1, 2], "b": [0.5, float("nan")]}, format="json")
            signet.log_table("listed", [[1, 2], [3, 4]], columns=["p", "q"])
            """
        )

        def read(name, *more):
            return read_text(run.artifact(name), *more)

        self.assertEqual((read("a.txt"), read("later")), ("first", "second"))
        self.assertEqual((read("model", "weights.bin"), read("model", "deep", "more.txt")), ("w1", "m"))
        self.assertEqual((read("report.md"), read("plain")), ("# hé", "p"))
        self.assertEqual(run.artifact("report.md")[-10:], "/report.md")
        self.assertEqual(list(csv.reader(read("rows").splitlines())), [["a", "b", "c"], ["1", "x,y", ""], ["", "", "[1]"]])
        self.assertEqual(json.loads(read("columns")), [{"a": 1, "b": 0.5}, {"a": 2, "b": "NaN"}])
        self.assertEqual(read("listed"), "p,q\n1,2\n3,4\n")
        kinds = {one["name"]: (one["kind"], one.get("step")) for one in run.of("artifact")}
        self.assertEqual((kinds["report.md"], kinds["model"], kinds["rows"]), (("text", 3), ("file", None), ("table", None)))

    def test_pictures_of_many_kinds_are_pngs_with_their_pixels(self):
        run = self.record(
            """
            import signet
            signet.log_image("grey", [[0, 255, 300], [1.0, True, 7]])
            signet.log_image("colour", [[(255, 0, 0), (0, 0, 9)]], step=1)
            signet.log_image("bytes", b"\\xff\\xd8\\xff\\xe0 jpeg")
            open("p.gif", "wb").write(b"GIF89a"); signet.log_image("path", "p.gif")
            class Figure:
                def savefig(self, file, **_options): file.write(b"\\x89PNG\\r\\n\\x1a\\n figure")
            class Axes: figure = Figure()
            class Plotly:
                def to_plotly_json(self): return {}
                def to_html(self, include_plotlyjs): return "<html>%s" % include_plotlyjs
            signet.log_figure("figure", Figure()); signet.log_figure("axes", Axes()); signet.log_figure("plotly", Plotly())
            """
        )
        self.assertEqual(pixels(run.artifact("grey")), (3, 2, 0, [0, 255, 255, 255, 255, 7]))
        self.assertEqual(pixels(run.artifact("colour")), (2, 1, 2, [255, 0, 0, 0, 0, 9]))
        self.assertEqual([run.artifact(name)[-4:] for name in ("bytes", "path", "figure")], [".jpg", ".gif", ".png"])
        self.assertEqual(read_text(run.artifact("plotly")), "<html>True")
        self.assertEqual(run.artifact("axes")[-4:], ".png")

    def test_a_folder_that_holds_the_library_is_not_copied_into_itself(self):
        self.library = os.path.join(self.workspace, "library")
        _out, errors = self.run_script("import signet\nsignet.log_artifact('.', name='all')\n")
        self.assertIn("holds the folder that it is to be copied to", errors)
        self.assertEqual(self.recorded().of("artifact"), [])


def pixels(path):
    """Width, height, kind of colour and bytes of a PNG without filters."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert depth == 8
    length = struct.unpack(">I", data[33:37])[0]
    lines = zlib.decompress(data[41 : 41 + length])
    row = len(lines) // height
    return width, height, colour, [byte for at in range(height) for byte in lines[at * row + 1 : (at + 1) * row]]


class WhichRunTest(ScriptCase):
    def test_in_a_step_everything_goes_to_the_step(self):
        events = os.path.join(self.folder, "step", "events.jsonl")
        os.mkdir(os.path.dirname(events))
        context = self.write("context.json", json.dumps({"stepRun": "S", "project": "p", "step": "train", "params": {}}))
        self.run_script(
            """
            import signet
            signet.log_metric("loss", 1)
            with signet.init(project="other", name="other", params={"x": 1}, tags=["t"]) as run:
                assert (run.id, run.project, run.name) == ("S", "p", "train"), run
                run.log_text("note", "n")
            signet.log_metric("loss", 2)
            """,
            # Of the script that runs the pipeline the last one.
            env={"SIGNET_EVENTS": events, "SIGNET_CONTEXT": context, "SIGNET_EVENTS_OWNER": "1:/other/events.jsonl"},
        )
        run = Recorded(os.path.dirname(events))
        self.assertEqual([one["type"] for one in run.events], ["metric", "params", "tags", "artifact", "metric"])
        self.assertEqual(read_text(run.artifact("note")), "n")
        self.assertEqual(self.runs(), [])

    def test_a_step_that_fails_or_is_killed_writes_no_end(self):
        events = os.path.join(self.folder, "events.jsonl")
        self.run_script(
            "import signet\nwith signet.init():\n    1/0\n", code=1, env={"SIGNET_EVENTS": events, "SIGNET_CONTEXT": ""}
        )
        self.assertFalse(os.path.exists(events))

    def test_each_init_with_a_name_is_a_run_and_one_without_is_the_one_there_is(self):
        self.run_script(
            """
            import signet
            for lr in (0.1, 0.2):
                run = signet.init(name="lr%s" % lr)
                assert signet.init(params={"lr": lr}) is run and signet.active_run() is run
                signet.log_metric("x", lr)
            run.finish("failed", error="too high")
            assert signet.active_run() is None
            with signet.init(name="last"): signet.log_metric("x", 3)
            """
        )
        first, second, third = self.runs()
        self.assertEqual([run.start["name"] for run in (first, second, third)], ["lr0.1", "lr0.2", "last"])
        self.assertEqual([run.values("x") for run in (first, second, third)], [[0.1], [0.2], [3]])
        self.assertEqual([first.end["status"], second.end["status"], second.end["error"]], ["succeeded", "failed", "too high"])
        self.assertEqual(second.one("params")["values"], {"lr": 0.2})

    def test_what_is_logged_after_the_end_is_left_out_and_said_once(self):
        _out, errors = self.run_script(
            "import signet\nsignet.init().finish()\nsignet.log_metric('x', 1)\nsignet.log_metric('x', 2)\n"
        )
        self.assertEqual(errors.count("has ended"), 1)
        self.assertEqual(self.recorded().end["status"], "succeeded")

    def test_programs_that_a_script_starts_log_to_its_run_unless_they_call_init(self):
        self.write("child.py", "import signet\nsignet.log_metric('child', 1)\n")
        self.write("own.py", "import signet\nsignet.init(name='own')\nsignet.log_metric('own', 1)\n")
        self.run_script(
            """
            import signet, subprocess, sys
            with signet.init(name="outer"):
                for name in ("child.py", "own.py"): subprocess.run([sys.executable, name], check=True)
            subprocess.run([sys.executable, "child.py"], check=True)
            """
        )
        outer, own, child = self.runs()
        self.assertEqual([run.start["name"] for run in (outer, own, child)], ["outer", "own", "child"])
        self.assertEqual([len(run.values("child")) for run in (outer, own, child)], [1, 0, 1])
        self.assertEqual(own.values("own"), [1])

    def test_without_a_writable_library_the_script_goes_on_with_one_warning(self):
        blocker = self.write("file", "")
        out, errors = self.run_script(
            """
            import signet
            run = signet.init()
            for step in range(100): signet.log_metric("x", step)
            signet.log_text("t", "text")
            print("done")
            """,
            env={"SIGNET_LIBRARY": os.path.join(blocker, "library")},
        )
        self.assertEqual(out, "done\n")
        self.assertEqual(errors.count("cannot be recorded"), 1)
        self.assertLessEqual(len(errors.splitlines()), 3, errors)

    @unittest.skipUnless(is_root and sys.platform == "linux", "only root may mount a small disk")
    def test_on_a_full_disk_the_script_goes_on_and_ends_well(self):
        os.mkdir(self.library)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", self.library], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.library], check=True)
        out, errors = self.run_script(
            """
            import signet
            run = signet.init()
            for step in range(6000): signet.log_metric("x", step)
            for number in range(3): signet.log_text("t", "text" * 100_000); signet.log_artifact("script.py")
            for line in range(1000): print("x" * 100)
            print("done")
            """
        )
        self.assertEqual(out, ("x" * 100 + "\n") * 1000 + "done\n")
        self.assertLessEqual(len(errors.splitlines()), 4, errors)
        self.assertIn("what is logged cannot be written, the program goes on", errors)

    def test_tracking_can_be_switched_off(self):
        out, errors = self.run_script(
            """
            import signet
            with signet.init(name="x") as run:
                run.log_metric("a", 1); signet.log_text("t", "x"); signet.log_params({"a": 1})
            """,
            env={"SIGNET_TRACKING": "off"},
        )
        self.assertEqual((out, errors, self.runs()), ("", "", []))

    def test_the_folder_of_a_run_may_vanish(self):
        out, errors = self.run_script(
            """
            import os, signet
            run = signet.init()
            # At once: of a folder that is emptied file by file, what is written meanwhile is in the way.
            os.rename(run.folder, "gone")
            for step in range(1000): signet.log_metric("x", step)
            print("done")
            """
        )
        self.assertEqual((out, errors), ("done\n", ""))


class PlaceTest(unittest.TestCase):
    def test_the_library_is_where_the_app_looks_for_it(self):
        from signet.library import library_folder

        home = os.path.expanduser("~")
        self.assertEqual(library_folder({"SIGNET_LIBRARY": "lib"}), os.path.abspath("lib"))
        self.assertEqual(library_folder({}, "linux"), f"{home}/.local/share/signet/library")
        self.assertEqual(library_folder({"XDG_DATA_HOME": "/x"}, "linux"), "/x/signet/library")
        self.assertEqual(library_folder({"XDG_DATA_HOME": "x"}, "linux"), f"{home}/.local/share/signet/library")
        self.assertEqual(library_folder({}, "darwin"), f"{home}/Library/Application Support/Signet/library")

    def test_names_of_runs_sort_by_time(self):
        from signet.library import new_ulid

        names = [new_ulid() for _ in range(3)]
        self.assertEqual(len(set(names)), 3)
        self.assertTrue(all(re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", name) for name in names))


class SourceTest(unittest.TestCase):
    def test_every_file_is_python_3_8(self):
        files = glob.glob(os.path.join(package, "signet", "**", "*.py"), recursive=True)
        self.assertGreater(len(files), 20)
        for path in files:
            with open(path, encoding="utf-8") as file:
                ast.parse(file.read(), path, feature_version=(3, 8))

    def test_importing_it_loads_little(self):
        done = subprocess.run(
            [sys.executable, "-c", "import sys; before = set(sys.modules); import signet; print(*sorted(set(sys.modules) - before))"],
            env={"PYTHONPATH": package, "SIGNET_CONTEXT": "x"},
            stdout=subprocess.PIPE,
            check=True,
        )
        loaded = {name.partition(".")[0] for name in done.stdout.decode().split()}
        self.assertLessEqual(loaded, {"signet", "atexit", "__future__"})

    def test_all_that_is_public_has_a_docstring_and_types(self):
        import inspect

        import signet

        for name in signet.__all__:
            if name in ("params", "inputs", "outputs"):
                continue
            value = getattr(signet, name)
            self.assertTrue(value.__doc__, name)
            if inspect.isfunction(value):
                self.assertIn("return", value.__annotations__, name)


if __name__ == "__main__":
    unittest.main()
