"""ClearML pipelines (`PipelineController` and `PipelineDecorator`): each function step is a step, run here without a server.

The script is run with `clearml_stand_in` in the place of ClearML, which notes the steps that it adds or calls. A step calls
its function in a process of its own; what functions hand over is kept in the library as pickles.
"""

from __future__ import annotations

import importlib.util
import os
import re
import runpy
import sys
from pathlib import Path

from .. import formats
from ..context import context
from ..errors import SignetError
from .clearml_stand_in import Added, Reference, install
from .description import answer, entry_of, observe_from_here, plain, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple

_reference = re.compile(r"\$\{([^.}]+)\.(?:artifacts\.)?([^}]+?)(?:\.data)?\}")


def main() -> int:
    if sys.argv[1:2] == ["describe"]:
        return answer(_describe)
    told = context()
    try:
        _run(told["workspace"], told["adapter"], told)
    except SignetError as error:
        sys.stderr.write(f"signet: {error}\n")
        return 1
    return 0


# --- what the steps are


def _describe(question: Dict[str, Any]) -> Dict[str, Any]:
    workspace = question["workspace"]
    file = relative(question["file"], workspace)
    noted = install(recording=True)
    _find_modules(workspace, file)
    sys.argv = [question["file"]]
    runpy.run_path(os.path.join(workspace, file), run_name="__main__")
    noted.run_pipelines()
    kept, left_out = _without_remote(noted.steps, noted.remote)
    problems = [{"severity": "warning", "message": text} for text in left_out]
    problems += [{"severity": "hint", "message": f"{step.name}: {text}"} for step in kept for text in step.differs]
    names = {step.name for step in kept}
    steps, datasets = [], []
    for step in kept:
        described, wrong = _step(step, names, file, noted.aborts)
        problems += [{"severity": "error", "message": text} for text in wrong]
        steps.append(described)
        datasets += [{"name": name, "format": "pickle"} for name in described["outputs"].values()]
    return {
        "params": plain(noted.params),
        "paramFiles": [],
        "paramsAreFixed": False,
        "datasets": datasets,
        "steps": steps,
        "problems": problems,
    }


def _without_remote(steps: List[Added], remote: List[str]) -> Tuple[List[Added], List[str]]:
    """The steps that can run here, and a sentence for each that cannot: copies of a server's tasks, and what rests on them."""
    told = [f"Step {name} is a copy of a task on a ClearML server, and left out" for name in remote]
    missing = {name: name for name in remote}
    kept: List[Added] = []
    for step in steps:
        referred = [_referred(value) for value in step.arguments.values()]
        before = {*step.parents, *(found.step for found in referred if found is not None)}
        cause = next((name for name in sorted(before) if name in missing), None)
        if cause is None:
            kept.append(step)
        else:
            missing[step.name] = cause
            told.append(f"Step {step.name} is left out as well: it waits for {cause}")
    return kept, told


def _step(step: Added, names: Any, file: str, aborts: bool) -> Tuple[Dict[str, Any], List[str]]:
    constants: Dict[str, Any] = {}
    inputs: Dict[str, str] = {}
    params: Dict[str, str] = {}
    wrong: List[str] = []
    for argument, value in step.arguments.items():
        reference = _referred(value)
        if reference is None:
            if plain(value) != value and not isinstance(value, tuple):
                wrong.append(
                    f"{step.name}: the argument {argument} is a {type(value).__name__}, which cannot be written down: make it in a step"
                )
            if _mentions_reference(value):
                wrong.append(
                    f"{step.name}: the argument {argument} has a reference within a text or a list, which is not followed: hand it over as an argument of its own"
                )
            constants[argument] = plain(value)
        elif reference.step == "pipeline":
            params[argument] = reference.name
        elif reference.step in names:
            inputs[argument] = f"{reference.step}.{reference.name}"
        else:
            wrong.append(f"{step.name}: the argument {argument} refers to the step {reference.step}, which is not there")
    entries = [entry for entry in map(entry_of, [step.function, *step.helpers]) if entry]
    stem = Path(file).stem
    return {
        "name": step.name,
        "text": f"{step.function.__name__}()",
        "task": {
            "file": file,
            "function": step.function.__qualname__,
            "module": _module(step.function, stem),
            "constants": constants,
            "params": params,
            "returns": list(step.returns),
        },
        "counts": {"constants": constants, "returns": list(step.returns)},
        "entries": [entry.replace("__main__:", f"{stem}:", 1) for entry in entries],
        "packages": [],
        "inputs": inputs,
        "outputs": {name: f"{step.name}.{name}" for name in step.returns},
        "params": sorted(set(params.values())),
        "needs": sorted({parent for parent in step.parents if parent in names}),
        "retries": step.retries,
        "timeout": step.timeout,
        "keep_going": True if step.goes_on or not aborts else None,
        "cache": step.cache,
    }, wrong


def _referred(value: Any) -> Optional[Reference]:
    if isinstance(value, Reference):
        return value
    param = getattr(value, "signet_param", None)
    if param is not None:
        return Reference("pipeline", param)
    found = _reference.fullmatch(value.strip()) if isinstance(value, str) else None
    return None if found is None else Reference(found.group(1), found.group(2))


def _mentions_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_mentions_reference, value.values()))
    if isinstance(value, (list, tuple, set)):
        return any(map(_mentions_reference, value))
    return isinstance(value, Reference) or (isinstance(value, str) and _reference.search(value) is not None)


def _module(function: Any, stem: str) -> str:
    return stem if function.__module__ == "__main__" else str(function.__module__)


def _find_modules(workspace: str, file: str) -> None:
    for place in (workspace, os.path.dirname(os.path.join(workspace, file))):
        if place in sys.path:
            sys.path.remove(place)
        sys.path.insert(0, place)
    os.chdir(workspace)


# --- running one


def _run(workspace: str, task: Dict[str, Any], told: Dict[str, Any]) -> None:
    install(recording=False)
    _find_modules(workspace, task["file"])
    stem = Path(task["file"]).stem
    if task["module"] == stem:
        spec = importlib.util.spec_from_file_location(stem, os.path.join(workspace, task["file"]))
        if spec is None or spec.loader is None:
            raise SignetError(f"{task['file']} is no Python file.")
        module = importlib.util.module_from_spec(spec)
        sys.modules[stem] = module
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(task["module"])
    function: Any = module
    for part in task["function"].split("."):
        function = getattr(function, part, None)
    if function is None:
        raise SignetError(
            f"{task['function']} of {task['file']} is not there when the file is imported: define it outside of `if __name__ …`."
        )
    arguments = dict(task["constants"])
    for argument, param in task["params"].items():
        arguments[argument] = _at(told["params"], param)
    for argument, path in told["inputs"].items():
        arguments[argument] = formats.load(Path(path), "pickle", argument)
    observe_from_here()
    value = function(**arguments)
    returns = task["returns"]
    values = [value] if len(returns) == 1 else list(value or ())
    if len(values) != len(returns):
        raise SignetError(f"{task['function']}() returned {len(values)} values, and {len(returns)} are named: {', '.join(returns)}.")
    for name, item in zip(returns, values):
        formats.save(Path(told["outputs"][name]), item, "pickle", name)


def _at(params: Dict[str, Any], dotted: str) -> Any:
    found: Any = params
    for part in dotted.split("."):
        found = found[part]
    return found


if __name__ == "__main__":
    sys.exit(main())
