"""The rule types: one class in one module each. A new one is a module here and a member of `AnyRule`."""

from typing import Annotated

from pydantic import Field

from fazhi.scoring.rules.bands import Bands
from fazhi.scoring.rules.base import Award, Marked, Rule, Unmarked, ValueRule
from fazhi.scoring.rules.deadline import Deadline
from fazhi.scoring.rules.deduction import Deduction
from fazhi.scoring.rules.document import DocumentExists
from fazhi.scoring.rules.fixed import Fixed
from fazhi.scoring.rules.inverse_linear import InverseLinear
from fazhi.scoring.rules.last_year import LastYear
from fazhi.scoring.rules.linear import Linear
from fazhi.scoring.rules.peer_percentile import PeerPercentile
from fazhi.scoring.rules.peer_reference import PeerReference
from fazhi.scoring.rules.threshold import Threshold

AnyRule = Annotated[
    Bands
    | Deadline
    | Deduction
    | DocumentExists
    | Fixed
    | InverseLinear
    | LastYear
    | Linear
    | PeerPercentile
    | PeerReference
    | Threshold,
    Field(discriminator="type"),
]

__all__ = ["AnyRule", "Award", "Marked", "Rule", "Unmarked", "ValueRule"]
