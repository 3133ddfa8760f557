"""The people of a state abroad as actors: their ties and grievances, who mobilises them, what they pay for."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Diasporas(Subject):
    """The people of a state abroad as actors: their ties and grievances, who mobilises them, what they pay for."""

    threshold: float = declared(
        10_000.0, unit="persons", low=1, high=1e9, source="assumed",
        meaning="Emigrants in a host from which on they are a diaspora; it dissolves below half of that.",
    )  # fmt: skip
    descendants_weight: float = declared(
        0.3, unit="share", low=0, high=1, source="assumed",
        meaning="What ties to home of a descendant are, relative to those of one born there.",
    )  # fmt: skip
    descendants_half_life: float = declared(
        25.0, unit="years", low=1, high=200, source="assumed",
        meaning="Time after which half of the descendants no longer count themselves in: a generation.",
    )  # fmt: skip
    ties_half_life: float = declared(
        20.0, unit="years", low=1, high=200, source="assumed",
        meaning="Time away after which ties to home have halved.",
    )  # fmt: skip
    concentration: float = declared(
        0.5, unit="share", low=0, high=5, source="assumed",
        meaning="Rise of cohesion where all people of the origin abroad live in one host.",
    )  # fmt: skip
    dual_ties: float = declared(
        0.3, unit="share", low=0, high=5, source="assumed",
        meaning="Rise of cohesion where all are citizens of a host that lets them keep the citizenship of the origin.",
    )  # fmt: skip
    cohesion_speed: float = declared(
        0.2, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which cohesion follows ties and concentration.",
    )  # fmt: skip
    grievance_war: float = declared(
        0.3, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which grievance rises at conflict intensity 1 at home.",
    )  # fmt: skip
    grievance_exclusion: float = declared(
        0.1, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which grievance rises where the host excludes everybody.",
    )  # fmt: skip
    grievance_resentment: float = declared(
        0.1, unit="per year", low=0, high=12, source="literature: Adamson 2006, lines 1004 to 1010 (sign)",
        meaning="Rate at which grievance rises where all are alienated by how the host watches and rejects them.",
    )  # fmt: skip
    grievance_decay: float = declared(
        0.2, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which grievance is forgotten.",
    )  # fmt: skip
    goodwill: float = declared(
        0.1, unit="index", low=-1, high=1, source="assumed",
        meaning="Orientation towards the home government of people who are no exiles, without any policy.",
    )  # fmt: skip
    exiles: float = declared(
        1.0, unit="index", low=0, high=2, source="assumed",
        meaning="What orientation loses where all are refugees.",
    )  # fmt: skip
    engagement: float = declared(
        0.5, unit="index", low=0, high=2, source="assumed",
        meaning="What orientation gains where the home state engages its diaspora to the full.",
    )  # fmt: skip
    repression: float = declared(
        0.5, unit="index", low=0, high=2, source="assumed",
        meaning="What orientation loses where the home state represses its people abroad to the full.",
    )  # fmt: skip
    deterrence: float = declared(
        0.3, unit="share", low=0, high=1, source="literature: Moss 2016",
        meaning="Share of successful attempts to mobilise that full repression by the home state prevents.",
    )  # fmt: skip
    orientation_speed: float = declared(
        0.2, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which orientation follows exile and policy.",
    )  # fmt: skip
    attempts: float = declared(
        0.5, unit="per year", low=0, high=12, source="assumed",
        meaning="Attempts of political entrepreneurs to mobilise a diaspora.",
    )  # fmt: skip
    success: float = declared(
        0.8, unit="probability", low=0, high=1, source="assumed",
        meaning="Chance that an attempt succeeds at cohesion 1 and grievance 1, among people with status.",
    )  # fmt: skip
    jump: float = declared(
        0.5, unit="share", low=0, high=1, source="assumed",
        meaning="Share of what is not mobilised yet that a success mobilises.",
    )  # fmt: skip
    mobilisation_half_life: float = declared(
        4.0, unit="years", low=0.1, high=100, source="assumed",
        meaning="Time after which mobilisation has halved.",
    )  # fmt: skip
    contribution: float = declared(
        0.02, unit="share of income", low=0, high=0.5, source="literature: Hirt 2015, Eritrea's tax on its diaspora",
        meaning="Share of income that a diaspora gives at mobilisation 1 and cohesion 1.",
    )  # fmt: skip
    spending: float = declared(
        1.0, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which funds are spent.",
    )  # fmt: skip
    war_support: float = declared(
        0.5, unit="share of spending", low=0, high=1, source="assumed",
        meaning="Share for insurgents at home, where orientation is -1 and there is, or was of late, a war.",
    )  # fmt: skip
    after_war: float = declared(
        5.0, unit="years", low=0, high=50, source="assumed",
        meaning="Time after a war for which insurgents still receive money.",
    )  # fmt: skip
    invest: float = declared(
        0.5, unit="share of spending", low=0, high=1, source="assumed",
        meaning="Share invested at home where orientation is 1.",
    )  # fmt: skip
    civil: float = declared(
        0.2, unit="share of spending", low=0, high=1, source="assumed",
        meaning="Share of what neither insurgents nor investment take that supports civil society at home.",
    )  # fmt: skip
    civil_half: float = declared(
        0.0001, unit="months of low wage per resident and year", low=1e-9, high=10, source="assumed",
        meaning="Money for civil society at which its support is half of the most there can be.",
    )  # fmt: skip
    peace: float = declared(
        0.5, unit="ln odds", low=0, high=5, source="assumed",
        meaning="What full support of civil society takes from the ln odds that a war begins, when simulated.",
    )  # fmt: skip
    volunteering: float = declared(
        0.002, unit="per year", low=0, high=1, source="assumed",
        meaning="Share that goes to fight at home while it is at war, at mobilisation 1 and orientation -1.",
    )  # fmt: skip
    lobby_half: float = declared(
        0.01, unit="share of population", low=1e-6, high=10, source="assumed",
        meaning="Share of the host's population at which a diaspora's number has half of its weight.",
    )  # fmt: skip
    lobby_aid: float = declared(
        0.0005, unit="share of output", low=0, high=0.1, source="assumed",
        meaning="Aid that a host gives to the home of a diaspora whose lobby has influence 1.",
    )  # fmt: skip
