"""The outcomes: every measure with its unit, its meaning and how it is reduced over months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, final

Group = Literal[
    "people",
    "border control",
    "economy",
    "diasporas",
    "power",
    "violence",
    "state",
    "reaction",
    "response",
    "terrorism",
]
Reduction = Literal["sum", "mean", "last"]


@final
@dataclass(frozen=True, slots=True)
class Measure:
    """One outcome, recorded each month for every state and for the world.

    Attributes:
        name: name of the column.
        unit: unit of its monthly value.
        label: words for an axis or a table.
        meaning: its definition in a sentence.
        group: the block of outcomes to which it belongs.
        reduction: how months are reduced to a year or a period: `sum` for flows, `mean` for rates and
            intensities, `last` for stocks.
        ratio: for ratios, the two measures (numerator, denominator) whose sums give it over any set of states
            and months; None otherwise.
        world_only: True when it has no meaning for one state.
    """

    name: str
    unit: str
    label: str
    meaning: str
    group: Group
    reduction: Reduction
    ratio: tuple[str, str] | None = None
    world_only: bool = False

    @property
    def averaged(self) -> bool:
        """Whether the world's value is the mean over people; output is a mean over months and a sum over states."""
        return self.ratio is None and self.reduction == "mean" and self.name != "gdp"


PEOPLE = (
    Measure("population", "persons", "Population", "People present: residents and migrants.", "people", "last"),
    Measure("residents", "persons", "Residents", "People living in the state of their birth or descent.", "people", "last"),
    Measure("immigrants", "persons", "Immigrant stock", "Foreign-born people living in the state, whatever their status.", "people", "last"),
    Measure("emigrants", "persons", "Emigrant stock", "People born in the state who live abroad.", "people", "last"),
    Measure("migrant_share", "share", "Migrants' share of population", "Immigrant stock over population.", "people", "last", ("immigrants", "population")),
    Measure("refugees_hosted", "persons", "Refugees hosted", "Recognised refugees in the state, in camps or dispersed.", "people", "last"),
    Measure("refugee_share", "share", "Refugees' share of population", "Recognised refugees in the state over its population: what hosting asks of a state.", "people", "last", ("refugees_hosted", "population")),
    Measure("refugees_abroad", "persons", "Refugees from the state", "Recognised refugees from the state, wherever they are.", "people", "last"),
    Measure("irregular_stock", "persons", "Irregular stock", "Migrants without status: irregular entrants and overstayers.", "people", "last"),
    Measure("students", "persons", "Foreign students", "Migrants with the status of a student.", "people", "last"),
    Measure("temporary_workers", "persons", "Temporary workers", "Migrants admitted to work for a term.", "people", "last"),
    Measure("naturalised", "persons", "Naturalised migrants", "Foreign-born people who took the state's citizenship.", "people", "last"),
    Measure("waiting", "persons", "Waiting for a visa", "Residents of the state who applied to enter another and wait.", "people", "last"),
    Measure("inflow", "persons per month", "Inflow", "People who entered to live in the state, by any channel.", "people", "sum"),
    Measure("returns", "persons per month", "Returns", "Emigrants of the state who came back of their own will.", "people", "sum"),
    Measure("net_migration", "persons per month", "Net migration", "Growth of the population beyond births and deaths: people who came to the state less those who left it.", "people", "sum"),
)  # fmt: skip

BORDER_CONTROL = (
    Measure("attempts", "persons per month", "Attempted crossings", "Attempts to cross the state's border, where it is controlled, without authorisation; papers that are forged included.", "border control", "sum"),
    Measure("crossings", "persons per month", "Crossings at risk", "Attempts to cross without authorisation, and crossings in flight.", "border control", "sum"),
    Measure("interdictions", "persons per month", "Interdictions", "Attempts that the state stopped at its border.", "border control", "sum"),
    Measure("interdiction_probability", "share", "Interdiction probability", "Interdictions over attempts.", "border control", "mean", ("interdictions", "attempts")),
    Measure("entries_authorised", "persons per month", "Authorised entries", "Entries to live in the state that it authorised, refugees included, visitors who stay not.", "border control", "sum"),
    Measure("entries_irregular", "persons per month", "Irregular entries", "Entries to live in the state without inspection or on forged papers.", "border control", "sum"),
    Measure("overstays", "persons per month", "Overstays", "Migrants who stayed beyond a visa or permit.", "border control", "sum"),
    Measure("unauthorised_inflow", "persons per month", "Irregular entries and overstays", "Irregular entries plus overstays.", "border control", "sum"),
    Measure("irregular_share", "share", "Irregular share of inflow", "Irregular entries and overstays over all entries and overstays.", "border control", "mean", ("unauthorised_inflow", "entries_and_overstays")),
    Measure("smuggled_entries", "persons per month", "Smuggled entries", "Irregular entries with the help of a smuggler, forged papers included.", "border control", "sum"),
    Measure("smuggled_share", "share", "Smuggled share of irregular entries", "Smuggled entries over irregular entries.", "border control", "mean", ("smuggled_entries", "entries_irregular")),
    Measure("fees_paid", "dollars per month", "Smuggling fees paid", "Fees paid by people on their way to the state (constant PPP dollars).", "border control", "sum"),
    Measure("fee_payers", "persons per month", "People who engaged a smuggler", "People bound for the state who set out with a smuggler or bought forged papers.", "border control", "sum"),
    Measure("mean_fee", "dollars per person", "Mean smuggling fee", "Fees paid, those of further attempts included, over people who engaged a smuggler (constant PPP dollars).", "border control", "mean", ("fees_paid", "fee_payers")),
    Measure("deaths_on_routes", "persons per month", "Deaths on routes", "People who died on a crossing into the state.", "border control", "sum"),
    Measure("death_rate", "share", "Deaths per crossing", "Deaths on routes over crossings at risk.", "border control", "mean", ("deaths_on_routes", "crossings")),
    Measure("smuggling_demand", "persons per month", "Demand for smugglers", "People who came to the state's border to be smuggled over it, or wanted papers for it.", "border control", "sum"),
    Measure("asked_in_all", "dollars per month", "Prices asked, in all", "Prices that smugglers asked of those who came (constant PPP dollars).", "border control", "sum"),
    Measure("price_asked", "dollars per person", "Smugglers' price at a border", "Mean price that smugglers asked of those who came to a border, or for papers (constant PPP dollars).", "border control", "mean", ("asked_in_all", "smuggling_demand")),
    Measure("price_index", "index", "Smugglers' price index", "Price that smugglers ask at the state's borders and for papers, the first month being 100: chained month by month with the demand of each market as weight.", "border control", "mean"),
    Measure("unserved", "persons per month", "Clients without a place", "People at the state's border, or wanting papers for it, whom no smuggler had room for.", "border control", "sum"),
    Measure("stranded", "persons per month", "Stranded on the way", "People whose journey ended in the state because money or ways ran out.", "border control", "sum"),
    Measure("smuggling_revenue", "dollars per month", "Smugglers' revenue", "What smugglers took for crossings into the state and papers for it (constant PPP dollars).", "border control", "sum"),
    Measure("smuggling_capacity", "persons per month", "Smuggling capacity", "Clients whom networks could take over the state's border, or sell papers for it.", "border control", "sum"),
    Measure("networks", "networks", "Smuggling networks", "Networks whose people are the state's.", "border control", "last"),
    Measure("networks_dismantled", "networks per month", "Networks dismantled", "Networks that the state's police dismantled.", "border control", "sum"),
    Measure("bribes", "dollars per month", "Bribes", "What networks paid to officials of the state (constant PPP dollars).", "border control", "sum"),
    Measure("spending_bought", "dollars per month", "Spending made void", "Spending on borders whose effect bribes bought off (constant PPP dollars).", "border control", "sum"),
    Measure("corruption", "share", "Border control bought off", "Spending made void by bribes over spending on borders.", "border control", "mean", ("spending_bought", "enforcement_spending")),
    Measure("enforcement_spending", "dollars per month", "Spending on borders", "What the state spends on its borders over land and sea (constant PPP dollars).", "border control", "sum"),
    Measure("cost_per_entry", "dollars per person", "Spending per authorised entry", "Spending on borders over authorised entries.", "border control", "mean", ("enforcement_spending", "entries_authorised")),
    Measure("effective_routes", "routes", "Effective number of routes", "Exponential of the entropy of the past year's irregular crossings that were not stopped, over the borders crossed.", "border control", "mean"),
    Measure("irregular_returns", "persons per month", "Returns of people without status", "Migrants without status who left the state for home of their own will.", "border control", "sum"),
    Measure("irregular_return_rate", "share of the stock a month", "Return rate of people without status", "Returns of people without status over the irregular stock.", "border control", "mean", ("irregular_returns", "irregular_stock")),
    Measure("removals", "persons per month", "Removals", "People whom the state removed to their origin.", "border control", "sum"),
    Measure("detained", "persons", "Detained", "Migrants in detention.", "border control", "last"),
    Measure("control_index", "share", "Control index", "Authorised entries over authorised entries, irregular entries and overstays.", "border control", "mean", ("entries_authorised", "entries_and_overstays")),
    Measure("entries_and_overstays", "persons per month", "Entries and overstays", "Authorised entries, irregular entries and overstays.", "border control", "sum"),
    Measure("travellers", "persons per month", "Short-stay travellers", "Visits of less than three months.", "border control", "sum"),
    Measure("asylum_claims", "persons per month", "Asylum claims", "Claims for asylum lodged in the state.", "border control", "sum"),
    Measure("asylum_decisions", "persons per month", "Asylum decisions", "Claims decided by the state.", "border control", "sum"),
    Measure("asylum_recognised", "persons per month", "Claims recognised", "Claims that the state recognised.", "border control", "sum"),
    Measure("recognition_rate", "share", "Recognition rate", "Claims recognised over claims decided.", "border control", "mean", ("asylum_recognised", "asylum_decisions")),
    Measure("asylum_backlog", "persons", "Asylum backlog", "Asylum seekers whose claim is undecided.", "border control", "last"),
    Measure("trafficked", "persons per month", "Trafficking victims", "People who first fell victim to trafficking on their way to the state.", "border control", "sum"),
)  # fmt: skip

ECONOMY = (
    Measure("gdp", "dollars per year", "Output", "Gross domestic product at an annual rate (constant 2021 PPP dollars).", "economy", "mean"),
    Measure("output", "dollars per month", "Output of the month", "A twelfth of output at an annual rate.", "economy", "sum"),
    Measure("gdp_per_head", "dollars per year and person", "Output per head", "Output over population (constant 2021 PPP dollars).", "economy", "mean", ("gdp", "population")),
    Measure("wage_low", "dollars per month", "Wage, low skill", "Marginal product of a worker of low skill.", "economy", "mean"),
    Measure("wage_medium", "dollars per month", "Wage, medium skill", "Marginal product of a worker of medium skill.", "economy", "mean"),
    Measure("wage_high", "dollars per month", "Wage, high skill", "Marginal product of a worker of high skill.", "economy", "mean"),
    Measure("remittances_in", "dollars per month", "Remittances received", "Money that emigrants sent home (constant PPP dollars).", "economy", "sum"),
    Measure("remittances_out", "dollars per month", "Remittances sent", "Money that immigrants sent to their origin (constant PPP dollars).", "economy", "sum"),
    Measure("remittances_informal", "dollars per month", "Remittances, informal", "Remittances received through informal channels (constant PPP dollars).", "economy", "sum"),
    Measure("remittances_invested", "dollars per month", "Remittances invested", "Remittances received that were invested (constant PPP dollars).", "economy", "sum"),
    Measure("transfer_costs", "dollars per month", "Cost of sending money", "What sending money from the state through formal channels cost its immigrants (constant PPP dollars).", "economy", "sum"),
    Measure("remittances_share", "share", "Remittances received, share of output", "Remittances received over output of the month.", "economy", "mean", ("remittances_in", "output")),
)  # fmt: skip

DIASPORAS = (
    Measure("diasporas", "diasporas", "Diasporas", "Diasporas of the state's people, one for each host where there are enough of them.", "diasporas", "last"),
    Measure("diaspora_size", "persons", "People in diasporas", "Emigrants of the state who live where there is a diaspora of them.", "diasporas", "last"),
    Measure("diaspora_descendants", "persons", "Descendants in diasporas", "Descendants of the state's emigrants who count themselves in, abroad.", "diasporas", "last"),
    Measure("diasporas_mobilised", "diasporas", "Mobilised diasporas", "Diasporas of the state's people with mobilisation of a quarter or more.", "diasporas", "last"),
    Measure("mobilisation_attempts", "attempts per month", "Attempts to mobilise", "Attempts of political entrepreneurs to mobilise diasporas of the state's people.", "diasporas", "sum"),
    Measure("mobilisation_successes", "attempts per month", "Attempts that succeeded", "Attempts that mobilised a diaspora of the state's people.", "diasporas", "sum"),
    Measure("diaspora_funds", "dollars", "Funds of diasporas", "Money that diasporas of the state's people hold (constant PPP dollars).", "diasporas", "last"),
    Measure("diaspora_war_support", "dollars per month", "Diasporas' money for insurgents", "What the insurgents of the state received from its diasporas (constant PPP dollars).", "diasporas", "sum"),
    Measure("diaspora_volunteers", "persons per month", "Fighters from diasporas", "People of the state's diasporas who went to fight at home.", "diasporas", "sum"),
    Measure("diaspora_investment", "dollars per month", "Diasporas' investment at home", "What the state's diasporas invested at home (constant PPP dollars).", "diasporas", "sum"),
    Measure("diaspora_civil", "dollars per month", "Diasporas' money for civil society", "What civil society in the state received from its diasporas (constant PPP dollars).", "diasporas", "sum"),
    Measure("civil_support", "index", "Support of civil society", "Support of civil society in the state by its diasporas over the past year, 0 to 1.", "diasporas", "mean"),
    Measure("lobby", "index", "Influence of lobbies", "Influence of the diasporas in the state on it, each between 0 and 1, in all.", "diasporas", "mean"),
    Measure("lobby_aid", "dollars per month", "Aid won by lobbies", "Aid that the state received because its diasporas lobbied for it (constant PPP dollars).", "diasporas", "sum"),
)  # fmt: skip

POWER = (
    Measure("power_of_migrants", "difference of shares", "Power due to migrants", "Share of the world's power that the state has through people from abroad who work and serve in it and its own abroad who speak for it, less what it loses to other states' migrants.", "power", "mean"),
    Measure("power", "share of the world's", "Power", "Mean of economic, military and diplomatic power by their weights.", "power", "last"),
    Measure("power_economic", "share of the world's", "Economic power", "Mean of the state's shares of output and of skilled workers by their weights.", "power", "last"),
    Measure("power_military", "share of the world's", "Military power", "Mean of the state's shares of military personnel and of military spending by their weights.", "power", "last"),
    Measure("power_diplomatic", "share of the world's", "Diplomatic power", "The state's share of output, and what its people who are citizens of hosts bring home of these hosts' weight.", "power", "last"),
    Measure("military_personnel", "persons", "Military personnel", "People in the state's forces.", "power", "last"),
    Measure("military_spending", "dollars per month", "Military spending", "What the state spends on its forces (constant PPP dollars).", "power", "sum"),
    Measure("foreign_soldiers", "persons", "Soldiers without citizenship", "Permanent residents without citizenship in the state's forces.", "power", "last"),
    Measure("foreign_soldier_share", "share", "Share of soldiers without citizenship", "Soldiers without citizenship over military personnel.", "power", "last", ("foreign_soldiers", "military_personnel")),
    Measure("dependants", "persons", "Dependants", "People in the state below and above working age; of those from abroad, above.", "power", "last"),
    Measure("working_age", "persons", "People of working age", "People in the state who are of working age.", "power", "last"),
    Measure("dependency_ratio", "share", "Dependency ratio", "Dependants over people of working age.", "power", "last", ("dependants", "working_age")),
    Measure("skilled_emigrants", "persons", "Skilled emigrants", "People of high skill born in the state who live abroad, in January.", "power", "last"),
    Measure("skilled_nationals", "persons", "Skilled at home and abroad", "People of high skill born in the state, at home or abroad, in January.", "power", "last"),
    Measure("brain_drain", "share", "Brain drain", "Skilled emigrants over the skilled born in the state, at home or abroad.", "power", "last", ("skilled_emigrants", "skilled_nationals")),
    Measure("skilled_immigrants", "persons", "Skilled immigrants", "People of high skill born abroad who live in the state, in January.", "power", "last"),
    Measure("skilled_present", "persons", "Skilled people present", "People of high skill who live in the state, wherever they were born, in January.", "power", "last"),
    Measure("brain_gain", "share", "Brain gain", "Skilled immigrants over the skilled people present.", "power", "last", ("skilled_immigrants", "skilled_present")),
)  # fmt: skip

OF_THE_WORLD = (
    Measure("gdp_gini", "index", "Gini of output per head", "Gini coefficient of output per head between states, weighted by population.", "power", "mean", world_only=True),
    Measure("gdp_theil", "index", "Theil index of output per head", "Theil index of output per head between states, weighted by population.", "power", "mean", world_only=True),
    Measure("power_gini", "index", "Gini of power", "Gini coefficient of power between states, each weighing alike.", "power", "mean", world_only=True),
    Measure("power_theil", "index", "Theil index of power", "Theil index of power between states, each weighing alike.", "power", "mean", world_only=True),
    Measure("power_concentration", "index", "Concentration of power", "Sum of the squares of states' power (Herfindahl-Hirschman index).", "power", "mean", world_only=True),
    Measure("power_of_top_five", "share of the world's", "Power of the top five", "Power of the five most powerful states.", "power", "mean", world_only=True),
)  # fmt: skip
"""Measures that have no meaning for one state."""

VIOLENCE = (
    Measure("conflict_intensity", "index", "Conflict intensity", "Intensity of armed conflict, 0 to 1.", "violence", "mean"),
    Measure("conflict_deaths", "persons per month", "Conflict deaths", "People killed by armed conflict.", "violence", "sum"),
    Measure("crime_revenue", "dollars per month", "Income of organised crime", "What organised crime in the state received from smuggling (constant PPP dollars).", "violence", "sum"),
    Measure("crime_deaths", "persons per month", "Deaths by organised crime", "People killed by organised crime that lives on smuggling.", "violence", "sum"),
    Measure("group_income", "dollars per month", "Armed groups' income from smuggling", "What armed groups of the state took from smugglers (constant PPP dollars).", "violence", "sum"),
    Measure("displaced", "persons per month", "People who fled", "Residents who fled across a border.", "violence", "sum"),
    Measure("refugee_returns", "persons per month", "Returns of refugees", "Recognised refugees from the state who went home of their own will.", "violence", "sum"),
    Measure("refugee_return_rate", "share of the stock a month", "Return rate of refugees", "Returns of refugees over the refugees from the state.", "violence", "mean", ("refugee_returns", "refugees_abroad")),
    Measure("displaced_within", "persons", "Displaced within the state", "Residents who are displaced inside their state.", "violence", "last"),
    Measure("at_war", "states", "States at war", "States in an armed conflict.", "violence", "last"),
    Measure("conflict_onsets", "wars per month", "Onsets of wars", "Wars that began, those of the first month not counted.", "violence", "sum"),
    Measure("conflict_recurrences", "wars per month", "Recurrences of wars", "Wars that began within five years of the end of the last in the same state.", "violence", "sum"),
    Measure("fighters", "persons", "Fighters of armed groups", "Fighters of the state's insurgents, at war or dormant, wherever they are.", "violence", "last"),
    Measure("fighters_abroad", "persons", "Fighters of others in the state", "Fighters of other states' groups who are based in the state's camps.", "violence", "last"),
    Measure("group_funds", "dollars", "Funds of armed groups", "Money that the state's insurgents hold (constant PPP dollars).", "violence", "last"),
    Measure("group_territory", "dollars per month", "Armed groups' income from territory", "What the state's insurgents took of output where they rule (constant PPP dollars).", "violence", "sum"),
    Measure("camp_refugees", "persons", "Refugees in camps", "Recognised refugees in the state's camps.", "violence", "last"),
    Measure("aid", "dollars per month", "Aid to camps", "Aid for refugees in the state's camps (constant PPP dollars).", "violence", "sum"),
    Measure("expelled", "persons per month", "People driven out", "Residents whom the state drove out across a border.", "violence", "sum"),
    Measure("engineered_arrivals", "persons per month", "Arrivals of people driven out", "People whom another state drove out and who came to the state.", "violence", "sum"),
    Measure("relocated", "persons per month", "Refugees handed on", "Refugees whom partners took from the state in the month of their arrival.", "violence", "sum"),
    Measure("coercive_pressure", "index", "Coercive pressure", "People driven out to make the state give way, as its politics remembers and heeds them, over what it can absorb.", "violence", "mean"),
    Measure("concessions", "concessions per month", "Concessions to coercers", "Concessions that the state made to others who drove people out towards it.", "violence", "sum"),
    Measure("conceded", "index", "Policy conceded", "Part of the state's policy that follows the will of a coercer, 0 to 1.", "violence", "mean"),
    Measure("captured_aid", "dollars per month", "Captured aid", "Aid to camps that the armed group of the refugees' state of origin captured, by that state (constant PPP dollars).", "violence", "sum"),
)  # fmt: skip

TERRORISM = (
    Measure("plots", "plots", "Plots", "Terrorist plots against the state that are alive.", "terrorism", "last"),
    Measure("plots_begun", "plots per month", "Plots begun", "Plots that began against the state.", "terrorism", "sum"),
    Measure("plots_foiled", "plots per month", "Plots foiled", "Plots against the state that were stopped.", "terrorism", "sum"),
    Measure("plots_failed", "plots per month", "Plots failed", "Plots against the state that were given up or failed by themselves.", "terrorism", "sum"),
    Measure("plots_squad", "plots per month", "Plots of hit squads", "Plots that began against the state, of people who enter to attack.", "terrorism", "sum"),
    Measure("plots_sleeper", "plots per month", "Plots of sleepers", "Plots that began against the state, of members of networks who live in the state.", "terrorism", "sum"),
    Measure("plots_homegrown", "plots per month", "Plots of the home-grown", "Plots that began against the state, of residents whom no network sent.", "terrorism", "sum"),
    Measure("foiled_squad", "plots per month", "Foiled plots of hit squads", "Plots against the state that were stopped, of people who enter to attack.", "terrorism", "sum"),
    Measure("foiled_sleeper", "plots per month", "Foiled plots of sleepers", "Plots against the state that were stopped, of members of networks who live in the state.", "terrorism", "sum"),
    Measure("foiled_homegrown", "plots per month", "Foiled plots of the home-grown", "Plots against the state that were stopped, of residents whom no network sent.", "terrorism", "sum"),
    Measure("foiled_forming", "plots per month", "Foiled while they formed", "Plots against the state that were stopped while they formed.", "terrorism", "sum"),
    Measure("foiled_entering", "plots per month", "Foiled at entry", "Plots against the state that were stopped at entry.", "terrorism", "sum"),
    Measure("foiled_preparing", "plots per month", "Foiled in the state, while they were prepared", "Plots against the state that were stopped in the state, while they were prepared.", "terrorism", "sum"),
    Measure("foiled_by_screening", "plots per month", "Foiled by checks of papers", "Plots against the state that checks of papers stopped.", "terrorism", "sum"),
    Measure("foiled_by_border", "plots per month", "Foiled by the border", "Plots against the state that the border stopped.", "terrorism", "sum"),
    Measure("foiled_by_lists", "plots per month", "Foiled by watch-lists", "Plots against the state that watch-lists stopped.", "terrorism", "sum"),
    Measure("foiled_by_sharing", "plots per month", "Foiled by shared information", "Plots against the state that shared information stopped.", "terrorism", "sum"),
    Measure("foiled_by_surveillance", "plots per month", "Foiled by surveillance", "Plots against the state that surveillance stopped.", "terrorism", "sum"),
    Measure("foiled_by_trust", "plots per month", "Foiled by people who trust the police", "Plots against the state that people who trust the police stopped.", "terrorism", "sum"),
    Measure("foiled_by_police", "plots per month", "Foiled by ordinary police work", "Plots against the state that ordinary police work stopped.", "terrorism", "sum"),
    Measure("attacks", "attacks per month", "Attacks", "Terrorist attacks on the state that were carried out.", "terrorism", "sum"),
    Measure("attacks_squad", "attacks per month", "Attacks of hit squads", "Attacks that were carried out, of people who enter to attack.", "terrorism", "sum"),
    Measure("attacks_sleeper", "attacks per month", "Attacks of sleepers", "Attacks that were carried out, of members of networks who live in the state.", "terrorism", "sum"),
    Measure("attacks_homegrown", "attacks per month", "Attacks of the home-grown", "Attacks that were carried out, of residents whom no network sent.", "terrorism", "sum"),
    Measure("attacks_from_abroad", "attacks per month", "Attacks by people born abroad", "Attacks by people who were born in another state.", "terrorism", "sum"),
    Measure("attack_deaths", "persons per month", "Deaths in attacks", "People killed in terrorist attacks.", "terrorism", "sum"),
    Measure("deaths_squad", "persons per month", "Killed by hit squads", "People killed in attacks of people who enter to attack.", "terrorism", "sum"),
    Measure("deaths_sleeper", "persons per month", "Killed by sleepers", "People killed in attacks of members of networks who live in the state.", "terrorism", "sum"),
    Measure("deaths_homegrown", "persons per month", "Killed by the home-grown", "People killed in attacks of residents whom no network sent.", "terrorism", "sum"),
    Measure("deaths_from_abroad", "persons per month", "Killed by people born abroad", "People killed in attacks by people who were born in another state.", "terrorism", "sum"),
    Measure("attackers_visitor", "persons per month", "Attackers who entered as visitors", "Members of hit squads who entered the state as visitors.", "terrorism", "sum"),
    Measure("attackers_student", "persons per month", "Attackers who entered as students", "Members of hit squads who entered the state as students.", "terrorism", "sum"),
    Measure("attackers_asylum", "persons per month", "Attackers who entered as asylum seekers", "Members of hit squads who entered the state as asylum seekers.", "terrorism", "sum"),
    Measure("attackers_irregular", "persons per month", "Attackers who entered as irregular entrants", "Members of hit squads who entered the state as irregular entrants.", "terrorism", "sum"),
    Measure("wrongly_refused", "persons per month", "Wrongly refused", "Innocent people whom checks of papers and watch-lists turned away.", "terrorism", "sum"),
    Measure("wrongly_detained", "persons per month", "Wrongly detained", "Innocent residents of migrant background who were held.", "terrorism", "sum"),
    Measure("terrorist_members", "persons", "Members of networks", "Members of terrorist networks whose origin is the state, wherever they live.", "terrorism", "last"),
    Measure("terrorist_funds", "dollars", "Funds of networks", "Money that terrorist networks of the state hold (constant PPP dollars).", "terrorism", "last"),
)  # fmt: skip

STATE = (
    Measure("net_security", "index", "Net security", "Weighted mean of capacity, autonomy, cohesion, relative power and order, by weights that the user sets; read it beside its parts.", "state", "mean"),
    Measure("security_by_migration", "index per year", "Net security changed by migration", "What came through the lines of the ledger that are there because people move: what migration adds to net security, or takes from it.", "state", "mean"),
    Measure("capacity", "index", "Institutional capacity", "What the state can make happen, 0 to 1.", "state", "mean"),
    Measure("autonomy", "index", "Autonomy", "How far the policy in force is the one that the state would have alone, 0 to 1.", "state", "mean"),
    Measure("capacity_autonomy_gap", "index", "Capacity less autonomy", "Institutional capacity less autonomy: how far the two parts of sovereignty diverge.", "state", "mean"),
    Measure("blocs", "blocs", "Blocs", "Blocs that the state will be a member of in the month to come.", "state", "mean"),
    Measure("information_shared", "index", "Information shared", "What the state gets of its neighbours' information: its own sharing times the mean of theirs.", "state", "mean"),
    Measure("aid_given", "dollars per year", "Aid given to weaker states", "Aid for institutions and borders of weaker states on the way, at a yearly rate (constant PPP dollars).", "state", "mean"),
    Measure("relative_power", "index", "Power in proportion to people", "Share of the world's power over that share plus the share of its people.", "state", "mean"),
    Measure("order", "index", "Order", "What violent deaths of about the past year leave of order: exp(-deaths per million and year / scale).", "state", "mean"),
    Measure("service_load", "multiple", "Load on public services", "What people who came ask of services, over what the state can absorb.", "state", "mean"),
    Measure("state_capture", "index", "State captured", "Share of the state that the money of smugglers and organised crime has captured.", "state", "mean"),
    Measure("aid_received", "dollars per year", "Aid for institutions and borders", "Aid from other states at a yearly rate (constant PPP dollars).", "state", "mean"),
)  # fmt: skip
"""What became of states."""

SOCIETY = (
    Measure("identity", "index", "Identity of the nation", "How the state conceives of the nation: 0 by descent (ethnic), 1 by citizenship (civic).", "state", "mean"),
    Measure("cohesion", "index", "Cohesion", "How far society stands together, 0 to 1.", "state", "mean"),
    Measure("pace", "share of population per year", "Pace of immigration", "Immigration of the past years in shares of the population a year, as society remembers it.", "state", "mean"),
    Measure("backlash", "index", "Backlash", "Reaction of society against the pace of immigration, 0 to 1.", "state", "mean"),
    Measure("integration", "index", "Integration", "Integration of residents of migrant background, 0 to 1.", "state", "mean"),
    Measure("alienation", "index", "Alienation", "Alienation of residents of migrant background, 0 to 1.", "state", "mean"),
    Measure("loyal_home", "persons", "Loyal to home", "People of diasporas in the state and their descendants, each by loyalty to the state of origin.", "state", "last"),
    Measure("loyal_host", "persons", "Loyal to the host", "The same by loyalty to the state that they live in: both may be high, or neither.", "state", "last"),
    Measure("of_diasporas", "persons", "People of diasporas", "People of diasporas in the state and their descendants.", "state", "last"),
    Measure("loyalty_home", "share", "Loyalty to home", "Mean loyalty to the state of origin in the diasporas that the state hosts.", "state", "last", ("loyal_home", "of_diasporas")),
    Measure("loyalty_host", "share", "Loyalty to the host", "Mean loyalty to the host in the diasporas that the state hosts.", "state", "last", ("loyal_host", "of_diasporas")),
    Measure("reputation", "index", "Reputation", "How welcome students and the skilled expect to be, 1 where nothing deters them.", "reaction", "mean"),
    Measure("stayed_away", "persons per month", "Students and skilled who stay away", "Who would have come by these channels if the state's name were undiminished and all else as it is.", "reaction", "sum"),
    Measure("civil_liberties", "index", "Civil liberties", "What surveillance, watch-lists and detention leave of civil liberties, 0 to 1.", "reaction", "mean"),
)  # fmt: skip
"""Identity, cohesion, integration, loyalties, and what reaction costs."""

RESPONSE = (
    Measure("threat", "index", "Perceived threat", "How threatened the state feels: a fading memory of attacks, irregular entries, claims, crime and neighbours' fear.", "response", "mean"),
    Measure("danger", "deaths per million and year", "Danger of attacks", "Deaths in attacks at home over a long memory: the danger that there is, whatever is perceived.", "response", "mean"),
    Measure("policy_spending", "dollars per month", "Spending on policy", "What the policy in force costs (constant PPP dollars).", "response", "sum"),
    Measure("budget", "dollars per month", "What can be raised", "What the state can raise for institutions, borders and migration policy (constant PPP dollars).", "response", "sum"),
    Measure("effort_in_force", "multiple", "Border effort", "Effort at the land and sea border that policy asks for, over that of the first month.", "response", "mean"),
    Measure("screening_in_force", "multiple", "Visa screening", "Effort of document checks, over that of the first month.", "response", "mean"),
    Measure("surveillance_in_force", "index", "Surveillance", "How closely residents of migrant background are watched.", "response", "mean"),
)  # fmt: skip
"""What states perceive and do about it."""

STATE_MEASURES: tuple[Measure, ...] = (
    PEOPLE + BORDER_CONTROL + ECONOMY + DIASPORAS + POWER + VIOLENCE + STATE + SOCIETY + RESPONSE + TERRORISM
)
"""Measures recorded by state and month, in the order of the columns."""

WORLD_MEASURES: tuple[Measure, ...] = STATE_MEASURES + OF_THE_WORLD
"""Measures recorded for the world and month: sums over states, ratios of sums, means weighted by population."""

MEASURES = {measure.name: measure for measure in WORLD_MEASURES}
"""Every measure by its name."""
