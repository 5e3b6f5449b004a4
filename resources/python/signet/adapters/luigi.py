"""Luigi (3.x): each task instance that somebody requires is a step, run by its own `run`.

What a task requires and where its outputs lie is told by its own code, with the parameters that it has by the module's
defaults and by `luigi.cfg`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

from ..context import context
from .description import answer, observe_from_here, plain, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Dict, Iterator, List, Optional


def main() -> int:
    if sys.argv[1:2] == ["describe"]:
        return answer(_describe)
    told = context()
    _run(told["workspace"], told["adapter"])
    return 0


def _load(workspace: str, file: str) -> ModuleType:
    """The module of a file as Python would import it from its folder; tasks in it have its name."""
    folder, name = os.path.dirname(os.path.join(workspace, file)), Path(file).stem
    for place in (folder, workspace):
        if place not in sys.path:
            sys.path.insert(0, place)
    os.chdir(workspace)
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, os.path.join(workspace, file))
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


# --- what the steps are


def _describe(question: Dict[str, Any]) -> Dict[str, Any]:
    import luigi

    workspace, file = question["workspace"], relative(question["file"], question["workspace"])
    module = _load(workspace, file)
    problems: List[Dict[str, Any]] = []
    roots = [task for family in _families(module, luigi) for task in _instances(family, problems)]
    tasks: Dict[str, Any] = {}
    for task in roots:
        _collect(task, tasks)
    required = {one.task_id for task in tasks.values() for one in _requires(task)}
    roots = [task for task in roots if task.task_id in required or not _is_only_base(task, module, luigi)]
    # A task that others require with parameters of theirs need not run with its defaults, too.
    wanted: Dict[str, Any] = {}
    tops = [task for task in roots if task.task_id not in required and not _is_external(task)]
    for task in [top for top in tops if not _is_used_otherwise(top, required, tasks)] or tops:
        _collect(task, wanted)
    datasets: Dict[str, Dict[str, Any]] = {}
    steps = [_step(task, wanted, datasets, workspace, file, problems) for task in wanted.values()]
    return {
        "params": _params(wanted.values()),
        "paramFiles": [name for name in ("luigi.cfg", "client.cfg", "luigi.toml") if Path(workspace, name).is_file()],
        "paramsAreFixed": True,
        "datasets": list(datasets.values()),
        "steps": [step for step in steps if step is not None],
        "problems": problems,
    }


def _families(module: ModuleType, luigi: Any) -> Iterator[Any]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, luigi.Task) and value.__module__ == module.__name__:
            yield value


def _instances(family: Any, problems: List[Dict[str, Any]]) -> List[Any]:
    from luigi.parameter import MissingParameterException

    try:
        return [family()]
    except MissingParameterException as error:
        problems.append({"severity": "hint", "message": f"{family.__name__} is no start: {error}"})
        return []


def _collect(task: Any, found: Dict[str, Any]) -> None:
    """Adds a task after all that it requires."""
    if task.task_id in found:
        return
    for one in _requires(task):
        _collect(one, found)
    found[task.task_id] = task


def _requires(task: Any) -> List[Any]:
    from luigi.task import flatten

    return list(flatten(task.requires()))


def _is_used_otherwise(task: Any, required: Any, tasks: Dict[str, Any]) -> bool:
    return any(tasks[name].task_family == task.task_family for name in required if name in tasks)


def _is_only_base(task: Any, module: ModuleType, luigi: Any) -> bool:
    """Whether a class is there for others to derive from: nobody runs one that has no `run`."""
    family = type(task)
    is_base = any(other is not family and issubclass(other, family) for other in _families(module, luigi))
    return is_base and family.run is luigi.Task.run and not isinstance(task, luigi.WrapperTask)


def _is_external(task: Any) -> bool:
    # `externalize` and ExternalTask take `run` away.
    return getattr(task, "run", None) is None


def _name(task: Any, all_tasks: Dict[str, Any]) -> str:
    same = [one for one in all_tasks.values() if one.task_family == task.task_family]
    if len(same) == 1:
        return str(task.task_family)
    texts = task.to_str_params(only_significant=True)
    differing = [key for key in texts if len({one.to_str_params().get(key) for one in same}) > 1]
    return f"{task.task_family}({', '.join(f'{key}={texts[key]}' for key in differing)})"


def _targets(task: Any) -> List[Any]:
    from luigi.task import flatten

    return list(flatten(task.output()))


def _place(target: Any, workspace: str) -> Optional[str]:
    """The path of a target on this machine; None for one that is elsewhere."""
    path = getattr(target, "path", None)
    if path is None or type(target).__module__.startswith("luigi.contrib"):
        return None
    return relative(path, workspace)


def _step(
    task: Any,
    tasks: Dict[str, Any],
    datasets: Dict[str, Dict[str, Any]],
    workspace: str,
    file: str,
    problems: List[Dict[str, Any]],
) -> Optional[Dict[str, Any]]:
    places = [_place(target, workspace) for target in _targets(task)]
    if None in places:
        problems.append(
            {"severity": "hint", "message": f"An output of {_name(task, tasks)} is no file on this machine: it does not count"}
        )
    outputs = [place for place in places if place is not None]
    for place in outputs:
        datasets[place] = {"name": place, "path": place.replace("{", "{{").replace("}", "}}"), "type": "either"}
    if _is_external(task):
        return None
    inputs, needs = [], []
    for one in _requires(task):
        found = [place for place in (_place(target, workspace) for target in _targets(one)) if place is not None]
        inputs += found
        if not found and not _is_external(one):
            needs.append(_name(one, tasks))
    name = _name(task, tasks)
    texts = task.to_str_params(only_significant=True)
    # What an instance is made of is named after it, unless all of its family agree.
    params = [f"{_holder(name)}.{key}" for key in texts]
    return {
        "name": name,
        "text": f"luigi --module {Path(file).stem} {task.task_family}"
        + "".join(f" --{key.replace('_', '-')} {value}" for key, value in texts.items()),
        "task": {"file": file, "family": task.task_family, "params": dict(task.to_str_params())},
        "counts": {"family": task.task_family},
        "entries": [f"{type(task).__module__}:{type(task).__qualname__.split('.', 1)[0]}"],
        "packages": ["luigi"],
        "inputs": _ports("input", inputs),
        "outputs": _ports("output", outputs),
        "params": params,
        "needs": needs,
        # Luigi counts failures until it gives up, the first one too.
        "retries": max(0, (task.retry_count or 1) - 1) or None,
        "timeout": task.worker_timeout or _config_number("worker", "timeout", 0) or None,
        "resources": {
            f"luigi_{key}": value / max(1, _config_number("resources", key, 1))
            for key, value in task.process_resources().items()
            if value > 0
        },
    }


def _config_number(section: str, key: str, default: float) -> float:
    from luigi.configuration import get_config

    return float(get_config().getfloat(section, key, float(default)))


def _ports(kind: str, places: List[str]) -> Dict[str, str]:
    """Places by names that stay when a parameter moves them."""
    different = list(dict.fromkeys(places))
    return {f"{kind} {index + 1}" if len(different) > 1 else kind: place for index, place in enumerate(different)}


def _holder(name: str) -> str:
    return "".join("_" if character in "/{}.=" else character for character in name)


def _params(tasks: Any) -> Dict[str, Any]:
    all_tasks = {task.task_id: task for task in tasks}
    found: Dict[str, Any] = {}
    for task in all_tasks.values():
        values = {name: getattr(task, name) for name, parameter in task.get_params() if parameter.significant}
        if values and not _is_external(task):
            texts = task.to_str_params()
            found[_holder(_name(task, all_tasks))] = {
                key: plain(value) if isinstance(value, (bool, int, float, str)) else texts[key]
                for key, value in values.items()
            }
    return found


# --- running one


def _run(workspace: str, told: Dict[str, Any]) -> None:
    import luigi

    _load(workspace, told["file"])
    family = luigi.task_register.Register.get_task_cls(told["family"])
    task = family.from_str_params(told["params"])
    for target in _targets(task):
        path = getattr(target, "path", None)
        if path is not None and os.path.dirname(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
    observe_from_here()
    _execute(task)
    task.on_success()


def _execute(task: Any) -> None:
    """Runs a task. What it yields is run at once, within its step, as far as it is not complete."""
    running = task.run()
    if not hasattr(running, "send"):
        return
    answer_with: Any = None
    while True:
        try:
            yielded = running.send(answer_with)
        except StopIteration:
            return
        from luigi.task import flatten, getpaths

        for one in flatten(yielded):
            _complete(one)
        answer_with = getpaths(yielded)


def _complete(task: Any) -> None:
    if task.complete():
        return
    for one in _requires(task):
        _complete(one)
    if not _is_external(task):
        print(json.dumps({"dynamic": str(task)}), flush=True)
        _execute(task)
        task.on_success()


if __name__ == "__main__":
    sys.exit(main())
