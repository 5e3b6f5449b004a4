"""Measures what `signet.log_metric` costs a training loop, beside other trackers that are installed.

`python scripts/bench/log-metrics.py [POINTS]`: microseconds a call, wall clock and CPU of this process with all its
threads, the best of five rounds. Nothing is asserted.
"""

import os
import sys
import tempfile
import time

package = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../resources/python")


def signet_logger(folder):
    sys.path.insert(0, package)
    os.environ["SIGNET_LIBRARY"] = folder
    import signet

    signet.init()

    def log(step):
        signet.log_metric("loss", 0.3125, step=step)

    return log, signet.finish


def signet_several_logger(folder):
    os.environ["SIGNET_LIBRARY"] = folder
    import signet

    signet.init(name="several")
    values = {f"metric{number}": 0.3125 for number in range(10)}

    def log(step):
        signet.log_metrics(values, step=step)

    return log, signet.finish


def tensorboardx_logger(folder):
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(folder)
    return lambda step: writer.add_scalar("loss", 0.3125, step), writer.close


def mlflow_logger(folder):
    # Its file store has to be asked for.
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    import mlflow

    mlflow.set_tracking_uri("file:" + folder)
    mlflow.set_experiment("bench")
    mlflow.start_run()
    return lambda step: mlflow.log_metric("loss", 0.3125, step=step), mlflow.end_run


def main():
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"Python {sys.version.split()[0]}, load average {os.getloadavg()[0]:.1f}")
    for name, logger, share in (
        ("signet.log_metric", signet_logger, 1),
        ("signet.log_metrics of 10", signet_several_logger, 5),
        ("tensorboardX add_scalar", tensorboardx_logger, 10),
        ("mlflow.log_metric, files", mlflow_logger, 200),
    ):
        with tempfile.TemporaryDirectory() as folder:
            try:
                log, close = logger(folder)
            except ImportError:
                print(f"{name:26} is not installed")
                continue
            calls = max(50, points // share)
            rounds = []
            for _ in range(5):
                wall, cpu = time.perf_counter(), time.process_time()
                for step in range(calls):
                    log(step)
                rounds.append(((time.perf_counter() - wall) / calls, (time.process_time() - cpu) / calls))
            close()
            wall, cpu = (min(times) * 1e6 for times in zip(*rounds))
            print(f"{name:26} {wall:9.2f} µs a call, {cpu:9.2f} µs of CPU ({calls} calls)")


if __name__ == "__main__":
    main()
