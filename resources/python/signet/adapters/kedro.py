"""Kedro projects (0.19 and 1.x): each node is a step. The project's own catalog and hooks do the reading and writing.

What nodes hand over in memory is kept in the library as pickles instead. Parameters go into the session as its runtime
parameters, so that a changed one counts without a changed file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .. import formats
from ..context import context
from ..errors import SignetError
from .description import answer, entry_of, file_of, observe_from_here, plain, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, List, Optional, Tuple

_no_files = ("kedro.io.memory_dataset", "kedro.io.shared_memory_dataset")


def main() -> int:
    if sys.argv[1:2] == ["describe"]:
        return answer(_describe)
    told = context()
    _run(told["workspace"], told["adapter"], told)
    return 0


def _session(workspace: str, params: Optional[Dict[str, Any]], env: Optional[str]) -> Any:
    os.environ.setdefault("KEDRO_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    bootstrap_project(Path(workspace))
    named: Dict[str, Any] = {"env": env} if env else {}
    if params:
        import inspect

        known = inspect.signature(KedroSession.create).parameters
        named["runtime_params" if "runtime_params" in known else "extra_params"] = params
    return KedroSession.create(project_path=Path(workspace), save_on_close=False, **named)


# --- what the steps are


def _describe(question: Dict[str, Any]) -> Dict[str, Any]:
    # Which configuration is meant is kept with each step: it runs with that one, whatever is set by then.
    workspace, env = question["workspace"], os.environ.get("KEDRO_ENV") or None
    session = _session(workspace, None, env)
    project_context = session.load_context()
    from kedro.framework.project import pipelines

    catalog = project_context.catalog
    problems: List[Dict[str, Any]] = []
    nodes = _nodes(pipelines, problems)
    names = sorted({name for node, _ in nodes for name in [*node.inputs, *node.outputs] if not _is_param(name)})
    entries = {name: _Entry(catalog, name, workspace) for name in names}
    # Ways to read and write one dataset are alike in where it lies.
    entries.update({base(name): entries[name] for name in names})
    for entry in entries.values():
        if entry.hint:
            problems.append({"severity": "hint", "message": entry.hint})
    made = {base(name) for node, _ in nodes for name in node.outputs}
    params = _parameters(project_context)
    return {
        "params": params,
        "paramFiles": _configuration_files(workspace),
        "paramsAreFixed": False,
        "datasets": [
            entry.described()
            for name, entry in entries.items()
            if name == base(name) and (name in made or entry.path is not None)
        ],
        "steps": [_step(node, pipeline, entries, made, workspace, env, params) for node, pipeline in nodes],
        "sets": _sets(pipelines, [node for node, _ in nodes]),
        "problems": problems,
    }


def _nodes(pipelines: Any, problems: List[Dict[str, Any]]) -> List[Tuple[Any, str]]:
    """All nodes with the pipeline that each is found in: of the default one, then what others have beside it."""
    found: Dict[str, Tuple[Any, str]] = {}
    made: Dict[str, str] = {}
    names = ["__default__", *sorted(name for name in pipelines if name != "__default__")]
    for name in names:
        try:
            nodes = list(pipelines[name].nodes)
        except KeyError:
            continue
        for node in nodes:
            if node.name in found:
                continue
            clash = next((output for output in node.outputs if base(output) in made), None)
            if clash is not None:
                problems.append(
                    {
                        "severity": "warning",
                        "message": f"Node {node.name} of pipeline {name} is left out: {made[base(clash)]} makes {clash} too",
                    }
                )
                continue
            found[node.name] = (node, name)
            made.update({base(output): node.name for output in node.outputs})
    return list(found.values())


def _sets(pipelines: Any, nodes: List[Any]) -> List[Dict[str, Any]]:
    """What `kedro run` lets one choose by name: `--pipeline` and `--tags`."""
    sets: Dict[str, List[str]] = {}
    for name in sorted(name for name in pipelines if name != "__default__"):
        inside = {node.name for node in pipelines[name].nodes}
        sets[f"pipeline:{name}"] = [node.name for node in nodes if node.name in inside]
    for tag in sorted({tag for node in nodes for tag in node.tags}):
        sets[f"tag:{tag}"] = [node.name for node in nodes if tag in node.tags]
    return [{"name": name, "steps": steps} for name, steps in sets.items()]


class _Entry:
    """A dataset of the catalog: what kind it is, and its file, if it has one on this machine."""

    def __init__(self, catalog: Any, name: str, workspace: str) -> None:
        self.name, self.path, self.hint = name, None, ""
        self.settings: Any = None
        self.packages: List[str] = []
        self.in_memory = False
        dataset = _dataset(catalog, name)
        inner = getattr(dataset, "_dataset", dataset) if type(dataset).__name__ == "CachedDataset" else dataset
        kind = type(inner)
        if dataset is None or kind.__module__ in _no_files:
            self.in_memory = True
            return
        self.packages = [kind.__module__.split(".", 1)[0]]
        file = getattr(inner, "_filepath", None) or getattr(inner, "_path", None)
        protocol = getattr(inner, "_protocol", "file") or "file"
        if isinstance(protocol, (tuple, list)):
            protocol = protocol[0]
        if file is None or protocol not in ("file", "local"):
            self.hint = f"{name} ({kind.__name__}) is not a file on this machine: what is in it does not count"
        else:
            self.path = relative(file, workspace)
        self.settings = {"type": f"{kind.__module__}.{kind.__qualname__}", **_settings(inner, workspace)}

    def described(self) -> Dict[str, Any]:
        if self.path is None:
            return {"name": base(self.name), "format": "pickle"}
        return {"name": base(self.name), "path": _literal(self.path), "type": "either"}


def _settings(dataset: Any, workspace: str) -> Dict[str, Any]:
    """How a dataset is read and written, without where it lies and without credentials."""
    try:
        told = dataset.to_config() if hasattr(dataset, "to_config") else dataset._describe()
    except Exception:
        told = dataset._describe()
    left_out = {"filepath", "path", "credentials", "type", "version", "metadata"}
    text = os.path.join(workspace, "")
    return {
        key: _without(plain(value), text) for key, value in told.items() if key not in left_out and value is not None
    }


def _without(value: Any, workspace: str) -> Any:
    if isinstance(value, str):
        return value.replace(workspace, "")
    if isinstance(value, dict):
        return {key: _without(inner, workspace) for key, inner in value.items() if key != "credentials"}
    return [_without(inner, workspace) for inner in value] if isinstance(value, list) else value


def _step(
    node: Any,
    pipeline: str,
    entries: Dict[str, _Entry],
    made: Iterable[str],
    workspace: str,
    env: Optional[str],
    params: Dict[str, Any],
) -> Dict[str, Any]:
    inputs = [name for name in node.inputs if not _is_param(name)]
    counted = [base(name) for name in inputs if base(name) in made or entries[base(name)].path is not None]
    outputs = [base(name) for name in node.outputs]
    kept = [name for name in outputs if entries[name].in_memory or entries[name].path is not None]
    function = node.func
    entry = entry_of(function)
    used = [*inputs, *node.outputs]
    settings = {name: entries[name].settings for name in used if not entries[name].in_memory}
    # Which argument takes which dataset counts; what the node is called does not.
    bound = node._inputs if hasattr(node, "_inputs") else list(node.inputs)
    return {
        "name": node.name,
        "text": f"kedro run --nodes={node.name}" + (f" --env={env}" if env else ""),
        "task": {"node": node.name, "pipeline": pipeline, "env": env or ""},
        "counts": {"inputs": plain(bound), "outputs": plain(getattr(node, "_outputs", outputs)), "datasets": settings},
        "entries": [entry] if entry else [],
        "packages": sorted({"kedro", *(package for name in used for package in entries[name].packages)}),
        "inputs": {port: port for port in dict.fromkeys(counted)},
        "outputs": {port: port for port in kept},
        "params": sorted({leaf for name in node.inputs if _is_param(name) for leaf in _leaves(name, params)}),
        # A lambda has no name to be found by.
        "code": [file_of(function, workspace)] if not entry and file_of(function, workspace) else [],
    }


def _leaves(name: str, params: Dict[str, Any]) -> List[str]:
    if name == "parameters":
        return [key for key in params if _is_nameable(key)]
    return [name[len("params:") :]]


def _parameters(project_context: Any) -> Dict[str, Any]:
    """The parameters as the configuration has them, not as models that Kedro may make of them."""
    try:
        found = project_context.config_loader["parameters"]
    except Exception:
        found = project_context.params
    return _nameable(plain(found))


def _nameable(values: Any) -> Any:
    if not isinstance(values, dict):
        return values
    return {key: _nameable(inner) for key, inner in values.items() if _is_nameable(key)}


def _is_nameable(key: str) -> bool:
    return not any(character in key for character in "/{}.=") and key == key.strip() != ""


def _configuration_files(workspace: str) -> List[str]:
    """What the tool reads to know the project: its parts count by what they mean for each node."""
    conf = Path(workspace, "conf")
    found = [path for path in conf.rglob("*") if path.is_file()] if conf.is_dir() else []
    return sorted(relative(path, workspace) for path in [*found, Path(workspace, "pyproject.toml")])


# --- running one


def _run(workspace: str, task: Dict[str, Any], told: Dict[str, Any]) -> None:
    from kedro.io.core import AbstractDataset
    from kedro.runner import SequentialRunner

    inputs, outputs = told["inputs"], told["outputs"]

    class LibraryDataset(AbstractDataset):
        """A value that nodes hand over in memory, kept in the library."""

        def __init__(self, name: str, source: Optional[str], target: Optional[str]) -> None:
            self._name, self._source, self._target = name, source, target

        def _load(self) -> Any:
            return formats.load(Path(self._source or self._target or ""), "pickle", self._name)

        def _save(self, data: Any) -> None:
            formats.save(Path(self._target or ""), data, "pickle", self._name)

        load, save = _load, _save

        def _exists(self) -> bool:
            return self._source is not None

        def _describe(self) -> Dict[str, Any]:
            return {"name": self._name}

    class StepRunner(SequentialRunner):
        def run(self, pipeline: Any, catalog: Any, *positional: Any, **named: Any) -> Any:
            for name in sorted(one for one in pipeline.datasets() if not _is_param(one)):
                entry = _Entry(catalog, name, workspace)
                if entry.in_memory:
                    _put(catalog, name, LibraryDataset(name, inputs.get(base(name)), outputs.get(base(name))))
                elif base(name) in outputs and entry.path is not None:
                    Path(workspace, entry.path).parent.mkdir(parents=True, exist_ok=True)
            observe_from_here()
            return super().run(pipeline, catalog, *positional, **named)

    with _session(workspace, told["params"], task["env"] or None) as session:
        try:
            session.run(pipeline_name=task["pipeline"], node_names=[task["node"]], runner=StepRunner())
        except SignetError as error:
            sys.stderr.write(f"signet: {error}\n")
            raise SystemExit(1) from None


def _put(catalog: Any, name: str, dataset: Any) -> None:
    if hasattr(catalog, "__setitem__"):
        catalog[name] = dataset
    else:
        catalog.add(name, dataset, replace=True)


def _dataset(catalog: Any, name: str) -> Any:
    if name not in catalog:
        return None
    found = catalog.get(name) if hasattr(catalog, "get") else None
    return found if found is not None else catalog._get_dataset(name)


def base(name: str) -> str:
    """A dataset's name without its transcoding: `table` of `table@spark`."""
    return name.partition("@")[0]


def _is_param(name: str) -> bool:
    return name == "parameters" or name.startswith("params:")


def _literal(path: str) -> str:
    return path.replace("{", "{{").replace("}", "}}")


if __name__ == "__main__":
    sys.exit(main())
