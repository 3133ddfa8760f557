"""The market for smuggling: costs, prices, clients, and the networks that serve them."""

from __future__ import annotations

from abm.parameters.declare import Subject, declared


class Smuggling(Subject):
    """The market for smuggling: costs, prices, clients, and the networks that serve them."""

    labour: float = declared(
        0.47, unit="months of wage", low=0, high=24, source="assumed",
        meaning="Work that taking one client over a border takes, at the mean low-skilled wage of its two sides.",
    )  # fmt: skip
    per_km: float = declared(
        0.3, unit="dollars per km", low=0, high=1000, source="assumed",
        meaning="Cost of taking one client over a border, by the length of the way.",
    )  # fmt: skip
    sea: float = declared(
        600.0, unit="dollars", low=0, high=1000000.0, source="assumed",
        meaning="Cost added by a crossing of the sea: boats that do not come back.",
    )  # fmt: skip
    papers: float = declared(
        1000.0, unit="dollars", low=0, high=1000000.0, source="assumed",
        meaning="Cost of forged papers that the state of the destination has not the capacity to check.",
    )  # fmt: skip
    papers_labour: float = declared(
        0.8, unit="months of wage", low=0, high=24, source="assumed",
        meaning="Cost of forged papers added in months of the low-skilled wage at the destination.",
    )  # fmt: skip
    penalty: float = declared(
        0.3, unit="months of wage", low=0, high=120, source="assumed",
        meaning="Loss with an interdicted client (guides, vehicles), in months of low-skilled wage where it happens.",
    )  # fmt: skip
    idle: float = declared(
        0.1, unit="share", low=0, high=5, source="assumed",
        meaning="Cost of keeping a place for a client open for a month, over the cost of serving one.",
    )  # fmt: skip
    margin: float = declared(
        0.8, unit="share", low=0, high=10, source="assumed",
        meaning="Profit over cost that networks could have elsewhere: above it they grow, below it they shrink.",
    )  # fmt: skip
    price_speed: float = declared(
        0.15, unit="per month", low=0, high=2, source="assumed",
        meaning="How fast the logarithm of a price follows the logarithm of demand over capacity.",
    )  # fmt: skip
    highest_markup: float = declared(
        6.0, unit="multiple", low=1, high=100, source="assumed",
        meaning="Highest price over its floor of cost and expected penalty.",
    )  # fmt: skip
    demand_memory: float = declared(
        4.0, unit="months", low=1, high=120, source="assumed",
        meaning="Time over which demand and losses of a market are averaged.",
    )  # fmt: skip
    patience: float = declared(
        6.0, unit="months", low=0.1, high=600, source="assumed",
        meaning="Mean time that a client waits at a border for a place before going on alone.",
    )  # fmt: skip
    credit: float = declared(
        0.1, unit="probability", low=0, high=1, source="assumed",
        meaning="Probability that a client on the way who cannot pay a price is taken on in debt, as a victim.",
    )  # fmt: skip
    abuse: float = declared(
        0.01, unit="probability", low=0, high=1, source="assumed",
        meaning="Mean of the networks' rates of abuse: the probability that a client is trafficked at a border.",
    )  # fmt: skip
    avoid_abuse: float = declared(
        20.0, unit="number", low=0, high=1000, source="assumed",
        meaning="Weight of a network's rate of abuse in its clients' choice.",
    )  # fmt: skip
    prefer_safe: float = declared(
        1.5, unit="number", low=0, high=100, source="assumed",
        meaning="Weight of a network's evasion of control in its clients' choice.",
    )  # fmt: skip
    prefer_ally: float = declared(
        0.5, unit="number", low=0, high=10, source="assumed",
        meaning="Weight, in its clients' choice, of a network that has allies on the next stretch of the way.",
    )  # fmt: skip
    expansion: float = declared(
        0.3, unit="number", low=0, high=10, source="assumed",
        meaning="Growth of a network's capacity on a route in a month, per unit of expected profit beyond the margin.",
    )  # fmt: skip
    decline: float = declared(
        0.05, unit="per month", low=0, high=1, source="assumed",
        meaning="Fastest that a network's capacity on a route shrinks: boats, guides and contacts are there already.",
    )  # fmt: skip
    setup: float = declared(
        2.0, unit="months", low=0, high=120, source="assumed",
        meaning="Price of a new place for clients, in months of the cost of serving one.",
    )  # fmt: skip
    reserve: float = declared(
        3.0, unit="months", low=0, high=120, source="assumed",
        meaning="Capital that a network keeps, in months of the cost of serving all its places.",
    )  # fmt: skip
    payout: float = declared(
        0.3, unit="share per month", low=0, high=1, source="assumed",
        meaning="Share of the capital beyond its reserve that a network pays out.",
    )  # fmt: skip
    clearing: float = declared(
        0.3, unit="per month", low=0, high=1, source="assumed",
        meaning="Share of those who wait for a place that counts as demand of a month.",
    )  # fmt: skip
    entry: float = declared(
        1.0, unit="per month", low=0, high=10, source="assumed",
        meaning="New networks where demand is unmet, in multiples of the number that would meet it.",
    )  # fmt: skip
    deterrence: float = declared(
        0.7, unit="share", low=0, high=1, source="assumed",
        meaning="Share of entries that a state of capacity 1 deters.",
    )  # fmt: skip
    size: float = declared(
        400.0, unit="persons per month", low=1, high=1000000.0, source="assumed",
        meaning="Clients a month that a new network can serve.",
    )  # fmt: skip
    largest: float = declared(
        5000.0, unit="persons per month", low=1, high=100000000.0, source="assumed",
        meaning="Clients a month beyond which a network does not grow on one route.",
    )  # fmt: skip
    most_networks: float = declared(
        2000.0, unit="networks", low=0, high=4000, source="assumed",
        meaning="Most networks at one time, for the whole run.",
    )  # fmt: skip
    search: float = declared(
        3.0, unit="per year", low=0, high=12, source="assumed",
        meaning="How often a network looks for a better route.",
    )  # fmt: skip
    search_noise: float = declared(
        0.3, unit="number", low=0.001, high=10, source="assumed",
        meaning="Spread of the error with which a network compares expected profits over cost.",
    )  # fmt: skip
    tie: float = declared(
        0.5, unit="number", low=0, high=10, source="assumed",
        meaning="Expected profit over cost added by a route at home or to where all emigrants from home live.",
    )  # fmt: skip
    learning: float = declared(
        0.3, unit="per month", low=0, high=1, source="assumed",
        meaning="Speed at which beliefs about losses follow a network's own losses and those of its allies.",
    )  # fmt: skip
    alliance: float = declared(
        1.0, unit="per year", low=0, high=12, source="assumed",
        meaning="How often a network seeks an ally on its own or the next stretch of a route.",
    )  # fmt: skip
    technology: float = declared(
        0.1, unit="share", low=0, high=1, source="assumed",
        meaning="Share of profits that a network invests in technology.",
    )  # fmt: skip
    technology_cost: float = declared(
        6.0, unit="months", low=0.01, high=1200, source="assumed",
        meaning="Price of one unit of technology, in months of the cost of serving all places.",
    )  # fmt: skip
    technology_decay: float = declared(
        0.3, unit="per year", low=0, high=12, source="assumed",
        meaning="Rate at which technology grows old.",
    )  # fmt: skip
    technology_evasion: float = declared(
        0.3, unit="number", low=0, high=10, source="assumed",
        meaning="Each unit of technology divides what smugglers cannot evade of control by its exponential.",
    )  # fmt: skip
    dismantling: float = declared(
        0.6, unit="per year", low=0, high=12, source="assumed",
        meaning="Hazard that police of a state of capacity 1 dismantle a network that works at its borders alone.",
    )  # fmt: skip
    bribery: float = declared(
        1.0, unit="multiple", low=0, high=10, source="assumed",
        meaning="What networks would pay for the losses that a bribe spares them, over these losses; 0 is no bribery.",
    )  # fmt: skip
    resistance: float = declared(
        0.00005, unit="share of output", low=0, high=1, source="assumed",
        meaning="Bribes a month that buy off half of the control of a state of capacity 1/2 at effort 1.",
    )  # fmt: skip
    resistance_exponent: float = declared(
        2.0, unit="number", low=0, high=10, source="assumed",
        meaning="Exponent of capacity / (1 - capacity) in the bribes that buy off half of control.",
    )  # fmt: skip
    war_tax: float = declared(
        0.2, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the revenue that armed groups take where conflict is of intensity 1.",
    )  # fmt: skip
