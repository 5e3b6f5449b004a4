"""Scripts with processes and threads of their own: one run, whole lines, one end."""

import os
import unittest

from script_case import ScriptCase


class ProcessesTest(ScriptCase):
    def test_workers_log_to_the_run_of_their_parent_however_they_are_started(self):
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method=method):
                self.library = os.path.join(self.folder, method)
                run = self.record(
                    f"""
                    import multiprocessing, signet
                    signet.init(name="parent")
                    def work(number):
                        with signet.init(name="parent", params={{f"worker{{number}}": 1}}):
                            for step in range(500): signet.log_metric(f"loss{{number}}", step, step=step)
                    if __name__ == "__main__":
                        context = multiprocessing.get_context({method!r})
                        workers = [context.Process(target=work, args=(number,)) for number in range(3)]
                        for one in workers: one.start()
                        signet.log_metric("own", 1)
                        for one in workers: one.join()
                        assert [one.exitcode for one in workers] == [0, 0, 0]
                    """
                )
                for number in range(3):
                    self.assertEqual(run.values(f"loss{number}"), list(range(500)))
                self.assertEqual(run.values("own"), [1])
                self.assertEqual(run.end["status"], "succeeded")

    def test_workers_that_still_run_at_the_end_are_waited_for(self):
        run = self.record(
            """
            import multiprocessing, signet, time
            def work():
                time.sleep(0.5)
                signet.log_metric("late", 1)
            if __name__ == "__main__":
                signet.init()
                multiprocessing.get_context("fork").Process(target=work).start()
            """
        )
        self.assertEqual(run.values("late"), [1])
        self.assertEqual(run.end["status"], "succeeded")

    def test_a_worker_that_fails_exits_or_is_terminated_does_not_end_the_run(self):
        _out, errors = self.run_script(
            """
            import multiprocessing, os, signet, sys, time
            def fail(): raise ValueError("in worker")
            def leave(): sys.exit(3)
            def sleep(): time.sleep(60)
            signet.init()
            context = multiprocessing.get_context("fork")
            workers = [context.Process(target=one) for one in (fail, leave, sleep)]
            for one in workers: one.start()
            workers[2].terminate()
            for one in workers: one.join()
            assert [one.exitcode for one in workers] == [1, 3, -15], [one.exitcode for one in workers]
            signet.log_metric("after", 1)
            """
        )
        self.assertIn("in worker", errors)
        run = self.recorded()
        self.assertEqual(run.values("after"), [1])
        self.assertEqual(run.end["status"], "succeeded")

    def test_a_forked_child_that_exits_as_a_program_does_not_end_the_run(self):
        out, errors = self.run_script(
            """
            import os, signet, sys
            signet.init()
            if os.fork() == 0:
                signet.log_metric("child", 1)
                print("child")
                sys.exit(5)
            pid, status = os.wait()
            assert status == 5 << 8, status
            signet.log_metric("parent", 1)
            """
        )
        self.assertEqual((out, errors), ("child\n", ""))
        run = self.recorded()
        self.assertEqual((run.values("child"), run.values("parent")), ([1], [1]))
        self.assertEqual((run.end["status"], len(run.of("end"))), ("succeeded", 1))

    def test_pools_of_processes_and_threads_log_every_point(self):
        run = self.record(
            """
            import concurrent.futures as futures, multiprocessing, signet
            def work(number):
                for step in range(200): signet.log_metric("n%d" % number, step, step=step)
                return number
            if __name__ == "__main__":
                signet.init()
                with futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
                    assert sorted(pool.map(work, range(8))) == list(range(8))
                with futures.ThreadPoolExecutor(8) as pool:
                    assert sorted(pool.map(work, range(8, 16))) == list(range(8, 16))
            """
        )
        for number in range(16):
            self.assertEqual(run.values(f"n{number}"), list(range(200)))

    def test_a_child_that_is_killed_amid_logging_tears_no_line(self):
        run = self.record(
            """
            import os, signal, signet, time
            signet.init()
            children = []
            for child in range(4):
                pid = os.fork()
                if pid == 0:
                    step = 0
                    while True:
                        signet.log_metric("c%d" % child, step, step=step)
                        step += 1
                children.append(pid)
            for step in range(2000): signet.log_metric("own", step)
            for pid in children: os.kill(pid, signal.SIGKILL)
            for pid in children: os.waitpid(pid, 0)
            signet.log_metric("own", 2000)
            """
        )
        self.assertEqual(run.values("own"), list(range(2001)))
        for child in range(4):
            values = run.values(f"c{child}")
            self.assertEqual(values, list(range(len(values))))

    def test_no_thread_of_the_packages_is_there_when_the_program_forks(self):
        run = self.record(
            """
            import os, signet, threading, time
            signet.init()
            signet.log_metric("x", 1)
            for _ in range(3):
                pid = os.fork()
                if pid == 0: os._exit(threading.active_count())
                assert os.waitpid(pid, 0)[1] == 1 << 8
                assert threading.active_count() == 1
                signet.log_metric("x", 1)
                assert threading.active_count() == 2
            time.sleep(1.5)
            """
        )
        self.assertGreaterEqual(len(run.of("resources")), 2)
        self.assertEqual(len(run.of("environment")), 1)

    def test_a_program_that_replaces_itself_is_a_run_anew(self):
        self.run_script(
            """
            import os, signet, sys
            run = signet.init(name="again")
            signet.log_metric("x", len(sys.argv))
            if len(sys.argv) == 1: os.execv(sys.executable, [sys.executable, "script.py", "more"])
            """
        )
        first, second = self.runs()
        self.assertEqual((first.values("x"), second.values("x")), ([1], [2]))
        self.assertEqual((first.of("end"), second.end["status"]), ([], "succeeded"))


if __name__ == "__main__":
    unittest.main()
