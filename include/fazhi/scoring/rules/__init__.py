"""The rule types: one class in one module each. A new one is a module here and a member of `AnyRule`."""

from typing import Annotated

from pydantic import Field

from fazhi.scoring.rules.assessors import Assessors
from fazhi.scoring.rules.bands import Bands
from fazhi.scoring.rules.base import Award, Marked, Rule, Unmarked
from fazhi.scoring.rules.checklist import Checklist
from fazhi.scoring.rules.deadline import Deadline
from fazhi.scoring.rules.deduct_from_full import DeductFromFull
from fazhi.scoring.rules.deduction import Deduction
from fazhi.scoring.rules.document import DocumentExists
from fazhi.scoring.rules.fixed import Fixed
from fazhi.scoring.rules.inverse_linear import InverseLinear
from fazhi.scoring.rules.last_year import LastYear
from fazhi.scoring.rules.linear import Linear
from fazhi.scoring.rules.measure import Measure, ValueRule
from fazhi.scoring.rules.own_target import OwnTarget
from fazhi.scoring.rules.peer_percentile import PeerPercentile
from fazhi.scoring.rules.peer_rank import PeerRank
from fazhi.scoring.rules.peer_reference import PeerReference
from fazhi.scoring.rules.per_unit import PerUnit
from fazhi.scoring.rules.threshold import Threshold

AnyRule = Annotated[
    Assessors
    | Bands
    | Checklist
    | Deadline
    | DeductFromFull
    | Deduction
    | DocumentExists
    | Fixed
    | InverseLinear
    | LastYear
    | Linear
    | OwnTarget
    | PeerPercentile
    | PeerRank
    | PeerReference
    | PerUnit
    | Threshold,
    Field(discriminator="type"),
]

__all__ = ["AnyRule", "Award", "Marked", "Measure", "Rule", "Unmarked", "ValueRule"]
