"""What is recorded of a script by itself: command line, code, files, git, console, resources, and how it ended."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unittest

from script_case import ScriptCase


class CommandTest(ScriptCase):
    def test_arguments_are_parameters_whether_they_were_parsed_before_or_after(self):
        for order in ("args = parse(); signet.init()", "signet.init(); args = parse()", "args = parse(); signet.log_metric('x', 1)"):
            with self.subTest(order=order):
                self.library = os.path.join(self.folder, str(abs(hash(order))))
                run = self.record(
                    f"""
                    import argparse, pathlib
                    import signet
                    def parse():
                        parser = argparse.ArgumentParser()
                        parser.add_argument("--lr", type=float, default=0.1)
                        parser.add_argument("--out", type=pathlib.Path, default="o")
                        sub = parser.add_subparsers()
                        train = sub.add_parser("train"); train.add_argument("--depth", type=int); train.set_defaults(run=print)
                        other = argparse.ArgumentParser(); other.add_argument("--foreign", default=1); other.parse_args([])
                        return parser.parse_args()
                    {order}
                    """,
                    "--lr", "0.5", "train", "--depth", "3",
                )  # fmt: skip
                told = {}
                for values in [run.start["params"], *(one["values"] for one in run.of("params"))]:
                    told.update(values)
                self.assertEqual(told, {"lr": 0.5, "out": "o", "depth": 3})

    def test_arguments_that_were_parsed_before_the_import_are_found(self):
        run = self.record(
            """
            import argparse
            def main():
                parser = argparse.ArgumentParser(); parser.add_argument("--lr", type=float)
                args = parser.parse_args()
                work()
            def work():
                import signet
                signet.init()
            main()
            """,
            "--lr", "0.5",
        )  # fmt: skip
        self.assertEqual(run.start["params"], {"lr": 0.5})

    def test_secrets_are_nowhere_in_what_is_recorded(self):
        self.write(".env", "PASSWORD=hunter2-env\n")
        self.write("creds/my_secret.txt", "hunter2-file\n")
        subprocess.run("git init -q && git add -f . && git -c user.name=n -c user.email=e commit -qm c", shell=True, cwd=self.workspace, check=True)
        self.write(".env", "PASSWORD=hunter2-changed\n")
        self.write("creds/my_secret.txt", "hunter2-changed\n")
        run = self.record(
            """
            import argparse, os, signet
            parser = argparse.ArgumentParser()
            for name in ("api-key", "auth_token", "db-password", "url", "client-secret", "max_tokens"): parser.add_argument("--" + name)
            parser.parse_args()
            open(".env").read(); open("creds/my_secret.txt").read()
            @signet.step
            def connect(password): pass
            signet.init(); connect(os.environ["SECRET_ONE"])
            """,
            "--api-key", "hunter2-a", "--auth_token=hunter2-b", "--db-password", "hunter2-c",
            "--url", "postgres://me:hunter2-d@host/db", "--client-secret=hunter2-e", "--max_tokens", "7",
            env={"SECRET_ONE": "hunter2-f", "TF_AUTH_KEY": "hunter2-g", "TF_VAR_x": "hunter2-h", "RANK": "3"},
        )  # fmt: skip
        text = b"\n".join(run.lines)
        self.assertNotIn(b"hunter2", text)
        self.assertEqual((run.start["params"]["api_key"], run.start["params"]["max_tokens"]), ("(hidden)", "7"))
        self.assertEqual(
            run.start["command"].partition("script.py ")[2],
            "--api-key '(hidden)' '--auth_token=(hidden)' --db-password '(hidden)' --url 'postgres://me:(hidden)@host/db'"
            " '--client-secret=(hidden)' --max_tokens 7",
        )
        self.assertEqual(run.one("environment")["variables"]["RANK"], "3")

    def test_modules_and_packages_have_their_names(self):
        self.write("pkg/__init__.py", "")
        self.write("pkg/train.py", "import signet\nsignet.init()\n")
        subprocess.run([sys.executable, "-m", "pkg.train", "--n", "1"], cwd=self.workspace, env=self.environment(), check=True)
        run = self.recorded()
        self.assertEqual(run.start["name"], "pkg.train")
        self.assertEqual(run.start["command"].split()[1:], ["-m", "pkg.train", "--n", "1"])
        self.assertIn("pkg/train.py", [one["path"] for one in run.of("code")])


class FilesTest(ScriptCase):
    def test_modules_inputs_and_outputs_of_the_workspace_are_told_of_and_no_others(self):
        self.write("helper.py", "X = 1\n")
        self.write("late.py", "Y = 1\n")
        self.write("unused.py", "Z = 1\n")
        self.write("data/in.csv", "1\n")
        self.write(".venv/pyvenv.cfg", "")
        self.write(".venv/lib.txt", "")
        elsewhere = os.path.join(self.folder, "elsewhere.txt")
        run = self.record(
            f"""
            import signet, helper
            signet.init()
            import late, json
            open("data/in.csv").read(); open(".venv/lib.txt").read()
            open({elsewhere!r}, "w").write("x")
            open("out.txt", "w").write("made"); open("out.txt").read()
            with open("gone.txt", "w") as file: pass
            import os; os.remove("gone.txt")
            """
        )
        self.assertEqual([one["path"] for one in run.of("code")], ["script.py", "helper.py", "late.py"])
        self.assertEqual(run.of("code")[1]["text"], "X = 1\n")
        self.assertEqual([(one["name"], one["path"]) for one in run.of("input")], [("data/in.csv", os.path.join(self.workspace, "data/in.csv"))])
        self.assertEqual([one["name"] for one in run.of("output")], ["out.txt"])

    def test_git_is_recorded_with_what_is_not_committed(self):
        git = ["git", "-c", "user.name=n", "-c", "user.email=e"]
        self.write("a.txt", "old\n")
        self.write("script.py", "")
        for words in (["init", "-q", "-b", "work"], ["add", "."], ["commit", "-qm", "c"]):
            subprocess.run([*git, *words], cwd=self.workspace, check=True)
        self.write("a.txt", "new é\n")
        run = self.record("import signet\nsignet.init()\n")
        state = run.one("git")
        commit = subprocess.run([*git, "rev-parse", "HEAD"], cwd=self.workspace, stdout=subprocess.PIPE, check=True)
        self.assertEqual(state["commit"], commit.stdout.decode().strip())
        self.assertEqual((state["branch"], state["dirty"]), ("work", True))
        self.assertIn("-old\n+new é\n", state["diff"])

    def test_environment_has_interpreter_and_packages(self):
        site = os.path.join(self.folder, "site")
        os.makedirs(os.path.join(site, "thing-1.5.dist-info"))
        with open(os.path.join(site, "thing-1.5.dist-info", "METADATA"), "w") as file:
            file.write("Metadata-Version: 2.1\nName: thing\nVersion: 1.5\n")
        from script_case import package

        run = self.record("import signet\nsignet.init()\n", env={"PYTHONPATH": f"{package}{os.pathsep}{site}"})
        found = run.one("environment")
        self.assertEqual(found["python"], "%d.%d.%d" % sys.version_info[:3])
        self.assertEqual(found["packages"]["thing"], "1.5")

    def test_cpu_and_memory_of_the_program_and_its_children_are_told_over_time(self):
        run = self.record(
            """
            import signet, subprocess, sys, time
            signet.init()
            burn = "import time\\nend = time.process_time() + 1.5\\nwhile time.process_time() < end: pass"
            child = subprocess.Popen([sys.executable, "-c", burn])
            held = bytearray(80_000_000)
            child.wait()
            """
        )
        told = run.of("resources")
        self.assertGreaterEqual(len(told), 2)
        self.assertTrue(all(one["memory"] > 80_000_000 for one in told[-2:-1]), told)
        passed = [(b["time"] - a["time"]) / 1000 for a, b in zip([run.start, *told], told)]
        seconds = sum(one["cpu"] / 100 * length for one, length in zip(told, passed))
        self.assertGreater(seconds, 1.2)

    def test_gpus_are_asked_for_once_there_is_one_and_not_again_without(self):
        tool = self.write(
            "bin/nvidia-smi", "#!/bin/sh\necho asked >> asked.txt\necho 'Card, the big one, 37, 512'\necho 'Other, [N/A], 0'\n"
        )
        os.chmod(tool, 0o755)
        path = os.path.dirname(tool) + os.pathsep + os.environ["PATH"]
        run = self.record("import signet\nsignet.init()\n", env={"PATH": path})
        self.assertEqual(
            run.of("resources")[-1]["gpu"],
            [{"name": "Card, the big one", "use": 37, "memory": 512 * 1024 * 1024}, {"name": "Other", "memory": 0}],
        )

    def test_only_what_is_asked_for_is_captured(self):
        run = self.record("import signet\nsignet.init(capture=['environment'])\nprint('hi')\n")
        self.assertEqual([one["type"] for one in run.events], ["start", "environment", "end"])
        self.assertNotIn("command", run.start)
        self.assertEqual(os.listdir(run.folder), ["events.jsonl"])


class EndingTest(ScriptCase):
    def test_the_end_says_how_the_program_ended(self):
        cases = [
            ("pass", 0, "succeeded", None, None),
            ("import sys; sys.exit()", 0, "succeeded", 0, None),
            ("import sys; sys.exit(3)", 3, "failed", 3, "Exit code 3"),
            ("import sys; sys.exit('no data')", 1, "failed", 1, "no data"),
            ("import sys\ntry: sys.exit(3)\nexcept SystemExit as end: assert end.code == 3", 0, "succeeded", None, None),
            ("raise KeyError('x')", 1, "failed", 1, "KeyError: 'x'"),
            ("with signet.init(name='block'): raise SystemExit(4)", 4, "failed", 4, "Exit code 4"),
            ("raise KeyboardInterrupt", -signal.SIGINT, "cancelled", 130, "Interrupted (Ctrl C)"),
            ("import argparse; argparse.ArgumentParser().parse_args(['--wrong'])", 2, "failed", 2, "Exit code 2"),
        ]
        for code, exit_code, status, told_code, error in cases:
            with self.subTest(code=code):
                self.library = os.path.join(self.folder, str(abs(hash(code))))
                self.run_script(f"import signet\nsignet.init()\n{code}\n", code=exit_code)
                end = self.runs()[-1].end
                self.assertEqual((end["status"], end.get("exitCode")), (status, told_code))
                self.assertEqual((end.get("error") or "").split("\n")[-1], error or "")

    def test_an_exception_is_told_with_its_traceback_and_printed_as_ever(self):
        _out, errors = self.run_script(
            "import signet\ndef work():\n    raise ValueError('bad')\nwith signet.init():\n    work()\n", code=1
        )
        run = self.recorded()
        self.assertIn("in work", run.end["error"])
        self.assertEqual(errors.strip(), run.end["error"])

    def test_an_exception_in_a_thread_fails_the_run(self):
        self.run_script(
            "import signet, threading\nsignet.init()\nthread = threading.Thread(target=lambda: 1/0, name='T')\nthread.start(); thread.join()\n"
        )
        end = self.recorded().end
        self.assertEqual(end["status"], "failed")
        self.assertTrue(end["error"].startswith("In thread T:") and end["error"].endswith("ZeroDivisionError: division by zero"))

    def test_sigterm_cancels_and_ends_the_program_by_that_signal(self):
        process = self.start("import signet, time\nsignet.init()\nprint('ready', flush=True)\ntime.sleep(60)\n")
        self.assertEqual(process.stdout.readline(), b"ready\n")
        process.terminate()
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGTERM)
        run = self.recorded()
        self.assertEqual((run.end["status"], run.end["exitCode"]), ("cancelled", 143))
        self.assertEqual(run.console(), "ready\n")

    def test_a_handler_of_the_programs_own_is_left_alone(self):
        process = self.start(
            """
            import signal, signet, sys, time
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            signet.init()
            print("ready", flush=True)
            time.sleep(60)
            """
        )
        process.stdout.readline()
        process.terminate()
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.recorded().end["status"], "succeeded")

    def test_what_is_registered_for_the_end_may_still_log(self):
        run = self.record("import signet, atexit\natexit.register(lambda: signet.log_metric('last', 1))\nsignet.init()\n")
        self.assertEqual(run.values("last"), [1])
        self.assertEqual(run.end["status"], "succeeded")

    def test_a_program_that_is_killed_loses_nothing_it_logged_or_printed(self):
        process = self.start(
            """
            import os, signet, sys
            signet.init()
            for step in range(100000):
                signet.log_metric("x", step, step=step)
                os.write(1, b"%d\\n" % step)
            """
        )
        last = 0
        while last < 2000:
            last = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read()
        process.wait()
        process.stdout.close(), process.stderr.close()
        printed = [int(line) for line in rest.split()]
        last = printed[-1] if printed else last
        run = self.recorded()
        values = run.values("x")
        self.assertEqual(values, list(range(len(values))))
        self.assertGreaterEqual(len(values), last + 1)
        self.assertEqual(run.console(), "".join(f"{number}\n" for number in range(last + 1)))
        self.assertEqual(run.of("end"), [])


class ConsoleTest(ScriptCase):
    def test_what_python_c_and_children_print_is_kept_in_order_and_goes_where_it_went(self):
        self.write(
            "script.py",
            """
            import os, signet, subprocess, sys
            print("before")
            with signet.init():
                print("python"); sys.stdout.flush()
                os.write(1, b"descriptor\\n")
                print("error", file=sys.stderr, flush=True)
                subprocess.run(["echo", "child"])
                print("\\u00e9 last", end="")
            print(" after")
            """,
        )
        done = subprocess.run(
            [sys.executable, "script.py"], cwd=self.workspace, env=self.environment(PYTHONIOENCODING="utf-8"),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True,
        )  # fmt: skip
        kept = "python\ndescriptor\nerror\nchild\né last"
        self.assertEqual(done.stdout.decode("utf-8"), f"before\n{kept} after\n")
        self.assertEqual(self.recorded().console(), kept)

    def test_in_a_terminal_the_program_still_finds_one_of_the_same_size(self):
        self.write(
            "script.py",
            """
            import os, shutil, signet, sys
            signet.init()
            print(sys.stdout.isatty(), sys.stderr.isatty(), os.isatty(1), *shutil.get_terminal_size())
            print("\\r50%\\r100%")
            name = input("name? ")
            print("hello", name)
            """,
        )
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.workspace)
            env = self.environment()
            env.pop("COLUMNS", None), env.pop("LINES", None)
            os.execve(sys.executable, [sys.executable, "script.py"], env)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
        shown = b""
        while True:
            self.assertTrue(select.select([terminal], [], [], 60)[0], shown)
            try:
                data = os.read(terminal, 4096)
            except OSError:
                break
            if not data:
                break
            shown += data
            if shown.endswith(b"name? "):
                os.write(terminal, b"Ada\n")
        self.assertEqual(os.waitpid(pid, 0)[1], 0, shown)
        os.close(terminal)
        self.assertEqual(
            shown, b"True True True 77 33\r\n\r50%\r100%\r\nname? Ada\r\nhello Ada\r\n".replace(b"77 33", shown.split(b"\r\n")[0][15:])
        )
        console = self.recorded().console()
        self.assertEqual(console.split("\n")[-2:], ["name? hello Ada", ""])
        self.assertTrue(console.startswith("True True True 77 33\n") or console.startswith("True True True 80 24\n"), console)

    def test_a_reader_that_goes_away_ends_the_program_as_ever(self):
        self.write("script.py", "import signet\nsignet.init()\nwhile True: print('x' * 1000)\n")
        done = subprocess.run(
            f"{sys.executable} script.py 2>errors.txt | head -c 10", shell=True, cwd=self.workspace, env=self.environment(),
            stdout=subprocess.PIPE, timeout=60,
        )  # fmt: skip
        self.assertEqual(done.stdout, b"x" * 10)
        deadline = time.monotonic() + 60
        while not self.recorded().of("end"):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.assertIn("BrokenPipeError", self.recorded().end["error"])

    def test_a_program_left_running_goes_on_printing(self):
        done = subprocess.run(
            [sys.executable, "-c", "import signet, subprocess\nsignet.init()\nsubprocess.Popen('sleep 0.5; echo later', shell=True)\nprint('now')"],
            cwd=self.workspace, env=self.environment(), stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        self.assertEqual(done.stdout, b"now\nlater\n")
        self.assertEqual(self.recorded().console(), "now\nlater\n")

    def test_the_program_has_no_child_that_it_did_not_start(self):
        out, errors = self.run_script(
            """
            import os, signet, time
            signet.init(); time.sleep(0.5)
            try: os.wait()
            except ChildProcessError: print("none")
            """
        )
        self.assertEqual((out, errors), ("none\n", ""))

    def test_streams_that_lead_elsewhere_are_kept_too(self):
        run = self.record(
            """
            import io, signet, sys
            real, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
            with signet.init(): print("captured")
            print("not this"); sys.stdout.flush()
            assert sys.stdout.buffer.getvalue() == b"captured\\nnot this\\n"
            """
        )
        self.assertEqual(run.console(), "captured\n")


if __name__ == "__main__":
    unittest.main()
