"""What stands in for the package `clearml` while a pipeline script is read and its steps run.

It knows no server: it notes the steps of pipelines, and in a step passes scalars on as metrics of the run.
"""

from __future__ import annotations

import inspect
import math
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence


class Reference:
    """What a step returns, before it has run. It can be handed to another step, and nothing else."""

    def __init__(self, step: str, name: str) -> None:
        self.step, self.name = step, name

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            f"The pipeline's own code uses what {self.step} returns ({self.name}), which is known only when that step"
            " has run: hand it to a step instead"
        )

    __getattr__ = __getitem__ = __iter__ = __bool__ = __len__ = __call__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = __float__ = __int__ = __index__ = _refuse


class Added:
    """A step of a pipeline."""

    def __init__(
        self, name: str, function: Callable[..., Any], arguments: Dict[str, Any], returns: Sequence[str], settings: Dict[str, Any]
    ) -> None:
        self.name, self.function, self.arguments = name, function, arguments
        self.returns = list(returns)
        self.helpers = list(settings.get("helper_functions") or [])
        self.parents = [parent for parent in settings.get("parents") or [] if isinstance(parent, str)]
        retries = settings.get("retry_on_failure")
        self.retries = retries if isinstance(retries, int) and retries > 0 else None
        limit = settings.get("time_limit")
        self.timeout = math.ceil(limit) if limit else None
        given = settings.get("cache_executed_step", settings.get("cache"))
        # ClearML's own default is to run each time; only who wrote that means it.
        self.cache = False if given is False else None
        self.goes_on = _continues(settings)
        self.differs = list(_differences(settings))


def _behaviour(settings: Dict[str, Any]) -> Dict[str, Any]:
    return settings.get("continue_behaviour") or {}


def _continues(settings: Dict[str, Any]) -> bool:
    return bool(settings.get("continue_on_fail") or _behaviour(settings).get("continue_on_fail"))


def _differences(settings: Dict[str, Any]) -> Iterator[str]:
    """What a step is told that has no equal here, each a part of a sentence."""
    if _continues(settings):
        yield "with continue_on_fail the others go on, but a run of which a step failed has failed"
    if _behaviour(settings).get("skip_children_on_fail") is False:
        yield "skip_children_on_fail=False has no equal here: what follows a failed step is always skipped"
    if callable(settings.get("retry_on_failure")):
        yield "retry_on_failure is a function, which is not asked: it is not tried again"
    for name in ("pre_execute_callback", "post_execute_callback", "status_change_callback"):
        if callable(settings.get(name)):
            yield f"{name} is not called"


class Noted:
    """What a script was seen to make."""

    def __init__(self) -> None:
        self.steps: List[Added] = []
        self.params: Dict[str, Any] = {}
        # Steps that only a server has.
        self.remote: List[str] = []
        # Tried again so often, where a step does not say.
        self.retries: Any = None
        # Whether nothing is started after a step failed.
        self.aborts = False
        self.pipelines: List[Callable[[], Any]] = []
        self.called = False

    def add(
        self, name: str, function: Callable[..., Any], arguments: Dict[str, Any], returns: Sequence[str], settings: Dict[str, Any]
    ) -> str:
        names = {step.name for step in self.steps}
        chosen, count = name, 1
        while chosen in names:
            chosen, count = f"{name}_{count}", count + 1
        if settings.get("retry_on_failure") is None:
            settings = {**settings, "retry_on_failure": self.retries}
        self.steps.append(Added(chosen, function, arguments, returns, settings))
        return chosen

    def configure(self, settings: Dict[str, Any]) -> None:
        """Takes what a pipeline says for all of its steps."""
        self.retries = settings.get("retry_on_failure")
        self.aborts = bool(settings.get("abort_on_failure"))

    def run_pipelines(self) -> None:
        """Calls a decorated pipeline that the script only defines, with its defaults."""
        for pipeline in self.pipelines if not self.called else []:
            pipeline()


class Nothing:
    """Answers every call with nothing, as what needs a server does here."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def _tracked(name: str, value: Any) -> Any:
    """A parameter's value that remembers its name, where Python lets it."""
    for kind in (int, float, str):
        if type(value) is kind:
            found = type(f"Parameter{kind.__name__}", (kind,), {"signet_param": name})(value)
            return found
    return value


def install(recording: bool) -> Noted:
    """Puts the stand-in where `import clearml` finds it."""
    noted = Noted()

    class PipelineController(Nothing):
        def __init__(self, name: Optional[str] = None, project: Optional[str] = None, *_: Any, **settings: Any) -> None:
            self.name, self.project = name, project
            noted.configure(settings)

        def add_parameter(self, name: str, default: Any = None, *_: Any, **__: Any) -> None:
            noted.params[name] = default

        def get_parameters(self) -> Dict[str, Any]:
            return {name: _tracked(name, value) for name, value in noted.params.items()}

        def add_function_step(
            self,
            name: str,
            function: Callable[..., Any],
            function_kwargs: Optional[Dict[str, Any]] = None,
            function_return: Optional[Sequence[str]] = None,
            *_: Any,
            **settings: Any,
        ) -> bool:
            noted.add(name, function, dict(function_kwargs or {}), function_return or [], settings)
            return True

        def add_step(self, name: str = "", *_: Any, **__: Any) -> bool:
            noted.remote.append(name)
            return True

    class PipelineDecorator(PipelineController):
        @classmethod
        def component(cls, _func: Any = None, *, return_values: Any = ("return_object",), name: Optional[str] = None, **settings: Any) -> Any:
            returns = [return_values] if isinstance(return_values, str) else list(return_values or [])

            def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
                if not recording:
                    return function
                signature = inspect.signature(function)

                def call(*positional: Any, **named: Any) -> Any:
                    bound = signature.bind(*positional, **named)
                    bound.apply_defaults()
                    step = noted.add(name or function.__name__, function, dict(bound.arguments), returns, settings)
                    references = [Reference(step, one) for one in returns]
                    return references[0] if len(references) == 1 else tuple(references) or None

                call.__wrapped__ = function  # type: ignore[attr-defined]
                return call

            return decorate if _func is None else decorate(_func)

        @classmethod
        def pipeline(cls, _func: Any = None, *_: Any, **settings: Any) -> Any:
            noted.configure(settings)

            def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
                signature = inspect.signature(function)

                def call(*positional: Any, **named: Any) -> Any:
                    noted.called = True
                    bound = signature.bind(*positional, **named)
                    bound.apply_defaults()
                    noted.params.update(bound.arguments)
                    return function(**{key: _tracked(key, value) for key, value in bound.arguments.items()})

                noted.pipelines.append(call)
                return call if recording else function

            return decorate if _func is None else decorate(_func)

        @classmethod
        def run_locally(cls) -> None:
            pass

        debug_pipeline = run_locally

        @classmethod
        def set_default_execution_queue(cls, *_: Any, **__: Any) -> None:
            pass

    class Logger(Nothing):
        @classmethod
        def current_logger(cls) -> Logger:
            return cls()

        def report_scalar(self, title: str, series: str, value: float, iteration: int = 0, *_: Any, **__: Any) -> None:
            _log(title if title == series else f"{title}/{series}", value, iteration)

        def report_single_value(self, name: str, value: float, *_: Any, **__: Any) -> None:
            _log(name, value, None)

        def report_text(self, msg: str, *_: Any, **__: Any) -> None:
            print(msg)

    class Task(Nothing):
        @classmethod
        def init(cls, *_: Any, **__: Any) -> Task:
            return cls()

        current_task = get_task = create = init

        def get_logger(self) -> Logger:
            return Logger()

        def connect(self, mutable: Any, *_: Any, **__: Any) -> Any:
            return mutable

    class TaskTypes:
        def __getattr__(self, name: str) -> str:
            return name

    package = types.ModuleType("clearml")
    package.__path__ = []  # type: ignore[attr-defined]
    members = {
        "PipelineController": PipelineController,
        "PipelineDecorator": PipelineDecorator,
        "Task": Task,
        "Logger": Logger,
        "Dataset": Nothing,
        "OutputModel": Nothing,
        "InputModel": Nothing,
        "StorageManager": Nothing,
        "TaskTypes": TaskTypes(),
    }
    for name in ("clearml", "clearml.automation", "clearml.automation.controller", "clearml.logger", "clearml.task"):
        module = package if name == "clearml" else types.ModuleType(name)
        module.__dict__.update(members)
        module.__path__ = []  # type: ignore[attr-defined]
        sys.modules[name] = module
    return noted


def _log(name: str, value: float, step: Optional[int]) -> None:
    import signet

    log = getattr(signet, "log_metric", None)
    if log is not None:
        log(name, float(value), step=step)
