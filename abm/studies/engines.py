"""Where runs are computed: here, in processes of this machine, or on a cluster, all behind one kind of executor."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.runs.worker import initialise, interruption_held
from abm.studies.work import compute, compute_on_one_core

if TYPE_CHECKING:
    from abm.results.journal import Record
    from abm.studies.declarations import Cluster
    from abm.studies.work import Job, Task

CONNECT = 30
"""Seconds to wait for a scheduler to answer."""


@final
@dataclass(frozen=True)
class Engine:
    """An executor, and what has to be known of it.

    Attributes:
        name: words for its user.
        executor: takes tasks.
        workers: returns how many runs can be computed at once, now.
        stop: ends the workers without waiting for what they are computing.
        lone: makes an engine of one process in which a run can do no harm to others; None if that is no need.
        work: what is done with a job and a task.
        interruptible: whether `submit` itself computes, so that Ctrl-C has to reach it.
    """

    name: str
    executor: Executor
    workers: Callable[[], int]
    stop: Callable[[], None]
    lone: Callable[[], AbstractContextManager[Engine]] | None = None
    work: Callable[[Job, Task], Record] = compute
    interruptible: bool = False

    def submit(self, job: Job, task: Task) -> Future[Record]:
        """Hand in a task; a pool that is broken gives a future that says so."""
        try:
            with nullcontext() if self.interruptible else interruption_held():
                return self.executor.submit(self.work, job, task)
        except RuntimeError as error:  # BrokenProcessPool is one
            future: Future[Record] = Future()
            future.set_exception(error)
            return future


Engines = Callable[[], AbstractContextManager[Engine]]
"""Makes an engine, and another when it broke."""


class _Here(Executor):
    """Computes in this thread, at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call the function and return its result as a future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def serial() -> Iterator[Engine]:
    """Compute one run after the other in this process, for debugging; Ctrl-C stops it in the middle of a run."""
    yield Engine("this process", _Here(), lambda: 1, lambda: None, interruptible=True)


@contextmanager
def processes(jobs: int) -> Iterator[Engine]:
    """Compute in fresh processes of this machine, one core each; they end with this process, however it ends."""
    context = multiprocessing.get_context("spawn")
    months, stop = context.RawArray("q", 1), context.RawValue("b", 0)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=initialise, initargs=(months, stop))

    def ended() -> None:
        stop.value = 1

    try:
        yield Engine(f"{jobs} processes", pool, lambda: jobs, ended, lambda: processes(1))
    except BaseException:
        ended()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def lasting(jobs: int) -> Iterator[Engines]:
    """Keep one pool of processes for studies to come: starting it takes seconds, and so does reading a world.

    Yields what makes the engine of each study. The pool starts when it is first asked for, and anew when it broke.
    """
    with ExitStack() as pools:
        kept: list[Engine] = []

        @contextmanager
        def lent() -> Iterator[Engine]:
            if not kept or not _alive(kept[0]):
                pools.close()
                kept[:] = [pools.enter_context(processes(jobs))]
            try:
                yield kept[0]
            except BaseException:
                kept.clear()  # whoever was interrupted has stopped its workers
                raise

        yield lent


def _alive(engine: Engine) -> bool:
    try:
        with interruption_held():
            engine.executor.submit(int).result()
    except RuntimeError:  # BrokenProcessPool is one
        return False
    return True


@contextmanager
def dask(address: str) -> Iterator[Engine]:
    """Compute on the workers of a Dask scheduler that is already there.

    Raises:
        Refusal: Dask is not installed, or nobody answers at the address.
    """
    client_of = _library("distributed", "a scheduler").Client
    try:
        client = client_of(address, timeout=CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise Refusal(f"no Dask scheduler answers at {address} ({error or type(error).__name__})") from None
    with _client(client, f"the Dask workers of {address}") as engine:
        yield engine


@contextmanager
def cluster(block: Cluster) -> Iterator[Engine]:
    """Ask a batch system for workers, by dask-jobqueue, and give them back at the end.

    Raises:
        Refusal: dask-jobqueue is not installed.
    """
    jobqueue = _library("dask_jobqueue", "a cluster")
    settings: dict[str, Any] = {
        "cores": block.cores, "processes": block.cores, "memory": block.memory, "walltime": block.walltime,
        "job_extra_directives": list(block.directives), "job_script_prologue": list(block.prologue),
    }  # fmt: skip
    settings |= {"queue": block.queue} if block.queue else {}
    settings |= {"account": block.project} if block.project else {}
    kind = {"slurm": jobqueue.SLURMCluster, "pbs": jobqueue.PBSCluster}[block.system]
    with kind(**settings) as machines:
        machines.scale(jobs=block.jobs)
        client = _library("distributed", "a cluster").Client(machines, set_as_default=False)
        with _client(client, f"{block.jobs} jobs of {block.system.upper()}") as engine:
            yield engine


@contextmanager
def _client(client: Any, name: str) -> Iterator[Engine]:
    executor = client.get_executor(pure=False)

    def workers() -> int:
        return max(1, sum(client.nthreads().values()))

    def ended() -> None:
        executor.shutdown(wait=False)

    with client:
        try:
            yield Engine(name, executor, workers, ended, None, compute_on_one_core)
        finally:
            ended()


def _library(name: str, what: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        raise Refusal(f"{what} needs the extra 'cluster': pip install 'crossing-borders[cluster]'") from None
