"""What can be turned: one frozen model per subject; every number has a unit, a range, a meaning and a source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from abm.parameters.accounts import Accounts
from abm.parameters.admission import Admission
from abm.parameters.armed_groups import ArmedGroups
from abm.parameters.asylum import Asylum
from abm.parameters.borders import Borders
from abm.parameters.camps import Camps
from abm.parameters.coercion import Coercion
from abm.parameters.conflict import Conflict
from abm.parameters.costs import Costs
from abm.parameters.crime import Crime
from abm.parameters.declare import Subject
from abm.parameters.departures import Departures
from abm.parameters.diasporas import Diasporas
from abm.parameters.economy import Economy
from abm.parameters.institutions import Institutions
from abm.parameters.journeys import Journeys
from abm.parameters.people import People
from abm.parameters.population import Population
from abm.parameters.remittances import Remittances
from abm.parameters.response import Response
from abm.parameters.security import Security
from abm.parameters.smuggling import Smuggling
from abm.parameters.society import Society
from abm.parameters.terrorism import Terrorism
from abm.parameters.transitions import Transitions
from abm.parameters.travel import Travel


class Parameters(Subject):
    """All parameters of the model, by subject."""

    population: Population = Population()
    economy: Economy = Economy()
    conflict: Conflict = Conflict()
    departures: Departures = Departures()
    admission: Admission = Admission()
    journeys: Journeys = Journeys()
    borders: Borders = Borders()
    coercion: Coercion = Coercion()
    smuggling: Smuggling = Smuggling()
    camps: Camps = Camps()
    armed_groups: ArmedGroups = ArmedGroups()
    terrorism: Terrorism = Terrorism()
    crime: Crime = Crime()
    travel: Travel = Travel()
    asylum: Asylum = Asylum()
    transitions: Transitions = Transitions()
    remittances: Remittances = Remittances()
    diasporas: Diasporas = Diasporas()
    people: People = People()
    society: Society = Society()
    institutions: Institutions = Institutions()
    response: Response = Response()
    costs: Costs = Costs()
    accounts: Accounts = Accounts()
    security: Security = Security()

    def changed(self, changes: Mapping[str, Mapping[str, Any]]) -> Parameters:
        """Return parameters with some values replaced, by subject; the values must have been checked before."""
        subjects = {name: getattr(self, name).model_copy(update=dict(new)) for name, new in changes.items()}
        return self.model_copy(update=subjects)
