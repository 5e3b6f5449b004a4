"""Event files: whole lines from several processes and threads, whatever becomes of disk, folder and descriptors."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import unittest

from script_case import ScriptCase
from signet import notices
from signet.event_file import EventFile

is_root = hasattr(os, "getuid") and os.getuid() == 0


class EventFileTest(ScriptCase):
    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.folder, "events.jsonl")
        notices._told.update(["events", "lost", "full"])
        self.addCleanup(notices._told.clear)

    def read(self, path=None):
        with open(path or self.path, "rb") as file:
            return file.read()

    def whole(self, path=None):
        """The numbers of the lines that are whole, and how many are not."""
        numbers, torn = [], 0
        for line in self.read(path).split(b"\n"):
            try:
                numbers += [json.loads(line)["n"]] if line else []
            except ValueError:
                torn += 1
        return numbers, torn

    def test_several_processes_with_threads_write_whole_lines_only(self):
        script = """
            import sys, threading
            from signet.event_file import EventFile
            file = EventFile(sys.argv[1])
            def work(thread):
                for number in range(2000):
                    text = "x" * (number % 700)
                    file.append(b'{"n":"%s-%d-%d","t":"%s"}\\n' % (sys.argv[2].encode(), thread, number, text.encode()))
            threads = [threading.Thread(target=work, args=(one,)) for one in range(3)]
            for one in threads: one.start()
            for one in threads: one.join()
        """
        processes = [self.start(script, self.path, str(number)) for number in range(4)]
        for one in processes:
            self.assertEqual(one.communicate(timeout=120), (b"", b""))
        numbers, torn = self.whole()
        self.assertEqual(torn, 0)
        expected = {f"{process}-{thread}-{number}" for process in range(4) for thread in range(3) for number in range(2000)}
        self.assertEqual(len(numbers), len(expected))
        self.assertEqual(set(numbers), expected)

    def test_lines_of_several_megabytes_are_whole_too(self):
        script = """
            import sys
            from signet.event_file import EventFile
            file = EventFile(sys.argv[1])
            for number in range(5):
                file.append(b'{"n":%d,"t":"%s"}\\n' % (number, sys.argv[2].encode() * 3_000_000))
        """
        processes = [self.start(script, self.path, letter) for letter in "ab"]
        for one in processes:
            self.assertEqual(one.communicate(timeout=120), (b"", b""))
        self.assertEqual(sorted(self.whole()[0]), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])

    def test_a_file_that_cannot_grow_gets_no_glued_lines_and_all_of_them_later(self):
        import resource
        import signal

        file = EventFile(self.path)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        self.addCleanup(signal.signal, signal.SIGXFSZ, handler)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        try:
            for number in range(100):
                file.append(b'{"n":%d,"t":"%s"}\n' % (number, b"x" * 50))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        self.assertEqual(len(self.read()), 1000)
        EventFile(self.path).append(b"\n")
        file.flush()
        numbers, torn = self.whole()
        self.assertEqual(numbers, list(range(100)))
        self.assertEqual(torn, 1)

    def test_an_end_of_line_that_found_no_room_is_brought_along_by_the_next(self):
        import resource

        line = b'{"n":%d}\n'
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        file = EventFile(self.path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(line % 0) * 3 - 1, before[1]))
        try:
            for number in range(5):
                file.append(line % number)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        file.close()
        self.assertEqual(self.whole(), ([0, 1, 2, 3, 4], 0))

    @unittest.skipUnless(is_root and sys.platform == "linux", "only root may mount a small disk")
    def test_a_full_disk_loses_nothing_once_there_is_room(self):
        disk = os.path.join(self.folder, "disk")
        os.mkdir(disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", disk], check=True)
        path = os.path.join(disk, "events.jsonl")
        files = [EventFile(path), EventFile(path)]
        for number in range(2000):
            files[number % 2].append(b'{"n":%d,"t":"%s"}\n' % (number, b"x" * 50))
        self.assertEqual(len(self.read(path)), 64 * 1024)
        subprocess.run(["mount", "-o", "remount,size=10m", disk], check=True)
        for file in files:
            file.close()
        numbers, torn = self.whole(path)
        self.assertEqual(sorted(numbers), list(range(2000)))
        self.assertLessEqual(torn, 1)

    def test_what_waits_has_a_limit(self):
        file = EventFile(os.path.join(self.folder, "missing", "events.jsonl"))
        for _ in range(40):
            file.append(b"x" * 999_999 + b"\n")
        self.assertLess(file._bytes_waiting, 33 * 1024 * 1024)
        os.mkdir(os.path.join(self.folder, "missing"))
        file.close()
        self.assertEqual(len(self.read(file.path).split()), 33)

    def test_closed_descriptors_are_opened_again_and_no_other_file_is_written_to(self):
        out, errors = self.run_script(
            """
            import os, sys
            from signet.event_file import EventFile
            file = EventFile(sys.argv[1])
            file.append(b'{"n":1}\\n')
            os.closerange(3, 4096)
            others = [open("other%d" % number, "w") for number in range(20)]
            file.append(b'{"n":2}\\n')
            file.append(b'{"n":3}\\n')
            """,
            self.path,
        )
        self.assertEqual((out, errors), ("", ""))
        self.assertEqual(self.whole(), ([1, 2, 3], 0))
        self.assertEqual({os.path.getsize(os.path.join(self.workspace, f"other{number}")) for number in range(20)}, {0})

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_a_forked_child_writes_to_the_same_file_and_not_what_waits_in_its_parent(self):
        file = EventFile(os.path.join(self.folder, "later", "events.jsonl"))
        file.append(b'{"n":"parent"}\n')
        file._lock.acquire()
        holder = threading.Thread(target=file._lock.acquire)
        holder.start()
        file._lock.release()
        holder.join()
        os.mkdir(os.path.join(self.folder, "later"))
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                file.append(b'{"n":"child"}\n')
            os._exit(0)
        os.waitpid(pid, 0)
        self.assertEqual(self.whole(file.path), (["child"], 0))


if __name__ == "__main__":
    unittest.main()
