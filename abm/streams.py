"""Every random decision of the model, numbered once and for ever.

A number that is taken is never given to another decision, so that runs of different versions still share the
draws that they both make.
"""

from __future__ import annotations

from enum import IntEnum


class Stream(IntEnum):
    """One decision, one stream of counter-based random numbers."""

    FIRST_STOCK = 1
    DEPARTURE_COUNT = 2
    DEPARTURE_CHANNEL = 3
    FLIGHT_COUNT = 4
    TRAITS = 6
    ADMISSION_LOTTERY = 7
    GIVING_UP = 8
    TURNING = 9
    BOARDING = 10
    HOP_TIME = 11
    INTERDICTION = 12
    HOP_DEATH = 13
    TRAFFICKING = 14
    AFTER_INTERDICTION = 15
    CLAIM = 16
    WAKING = 17
    TRANSITION = 18
    OUTCOME = 19
    ONWARD_DESTINATION = 20
    ASYLUM_ORDER = 21
    ASYLUM_DECISION = 22
    REGULARISATION = 23
    SAVINGS = 24
    SAMPLE = 25
    PLACE = 26
    PATIENCE = 27
    CREDIT = 28
    PAPERS = 29
    NETWORK_ENTRY = 30
    NETWORK_TRAITS = 31
    NETWORK_SEARCH = 32
    NETWORK_ALLIANCE = 33
    NETWORK_DISMANTLING = 34
    ONSET = 35
    SEVERITY = 36
    WAR_DEATHS = 37
    WAR_END = 38
    MILITARISATION = 39
    DIASPORA_ATTEMPT = 41
    DIASPORA_SUCCESS = 42
    OUTPUT_SHOCK = 50
    EXPULSION = 60
    RELOCATION = 61
    CONCESSION = 62
    READMISSION = 63
    PLOT_COUNT = 70
    PLOT_ORIGIN = 71
    PLOT_TARGET = 72
    PLOT_SIZE = 73
    PLOT_FOILED = 74
    PLOT_GIVEN_UP = 75
    PLOT_STAGE = 76
    ATTACK_OUTCOME = 77
    CASUALTIES = 78
    POLICY_TRIAL = 85
    POLICY_IMITATION = 86
    PREFERENCE_LOTTERY = 100
    DISMISSAL = 101
