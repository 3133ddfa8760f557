"""Output and wages of states: Y = A L^(1-a) H^a."""

from __future__ import annotations

from numba import njit

from abm.statuses import Status

_WAITING = int(Status.WAITING)
_PERMANENT, _FAMILY, _NATURALISED = int(Status.PERMANENT), int(Status.FAMILY), int(Status.NATURALISED)
_TEMPORARY, _STUDENT = int(Status.TEMPORARY_WORKER), int(Status.STUDENT)
_SEEKER, _DISPERSED = int(Status.ASYLUM_SEEKER), int(Status.REFUGEE_DISPERSED)
_IRREGULAR, _OVERSTAYER = int(Status.IRREGULAR), int(Status.OVERSTAYER)


@njit(cache=True, nogil=True)
def produce(labour, productivity, share, medium_weight, output, wage):
    """Output and marginal products of states.

    Y = A L^(1-a) H^a with L all workers and H = high + m * medium. A worker of low skill earns (1-a) Y /
    L, one of medium skill
    m a Y / H more, one of high skill a Y / H more.

    Args:
        labour: float64 [S, 3], effective workers by skill.
        productivity: float64 [S], A.
        share: exponent a.
        medium_weight: m.
        output: float64 [S], written: dollars per year.
        wage: float64 [S, 3], written: dollars per month.
    """
    for s in range(labour.shape[0]):
        workers = labour[s, 0] + labour[s, 1] + labour[s, 2]
        skilled = labour[s, 2] + medium_weight * labour[s, 1]
        if workers <= 0.0 or skilled <= 0.0:
            output[s] = 0.0
            wage[s, 0] = wage[s, 1] = wage[s, 2] = 0.0
            continue
        output[s] = productivity[s] * workers ** (1.0 - share) * skilled**share
        low = (1.0 - share) * output[s] / workers / 12.0
        premium = share * output[s] / skilled / 12.0
        wage[s, 0] = low
        wage[s, 1] = low + medium_weight * premium
        wage[s, 2] = low + premium


@njit(cache=True, nogil=True)
def productivity_for(output, labour, share, medium_weight, productivity):
    """The A with which `produce` gives the output: what observed output implies; written to `productivity` [S]."""
    for s in range(labour.shape[0]):
        workers = labour[s, 0] + labour[s, 1] + labour[s, 2]
        skilled = labour[s, 2] + medium_weight * labour[s, 1]
        if workers > 0.0 and skilled > 0.0:
            productivity[s] = output[s] / (workers ** (1.0 - share) * skilled**share)


@njit(cache=True, nogil=True)
def employ(rights, unlawful, shares, work):
    """Effective workers per migrant of each status.

    Args:
        rights: float64 [S], the lever `asylum_rights`: those who wait for a decision work up to twice as much as
            refugees do.
        unlawful: float64 [S], what a worker without status makes, over one with it.
        shares: float64: participation of migrants, of students, of refugees.
        work: float64 [S, 16], written where a status works.
    """
    migrants, students, refugees = shares
    for s in range(work.shape[0]):
        work[s, _PERMANENT] = work[s, _FAMILY] = work[s, _NATURALISED] = migrants
        work[s, _TEMPORARY] = 1.0
        work[s, _STUDENT] = students
        work[s, _DISPERSED] = refugees
        work[s, _SEEKER] = min(refugees * (2.0 * rights[s]), 1.0)
        work[s, _IRREGULAR] = work[s, _OVERSTAYER] = migrants * unlawful[s]


@njit(cache=True, nogil=True)
def work_at_home(residents, standing, working_share, persons, labour):
    """Workers among residents and those who wait for a visa.

    Args:
        residents: int64 [S, 3].
        standing: int64 [S, 16, 3], agents by location, status and skill.
        working_share: float64 [S].
        persons: per agent.
        labour: float64 [S, 3], written.
    """
    for s in range(labour.shape[0]):
        for skill in range(3):
            people = residents[s, skill] + standing[s, _WAITING, skill] * persons
            labour[s, skill] = working_share[s] * people


@njit(cache=True, nogil=True)
def add_work_abroad(standing, work, persons, labour):
    """Add those who work where they are not from: `standing` of states by the `work` of a status, float64 [S, 16]."""
    for s in range(labour.shape[0]):
        for skill in range(3):
            agents = 0.0
            for status in range(work.shape[1]):
                agents += standing[s, status, skill] * work[s, status]
            labour[s, skill] += agents * persons
