"""What a migration does: plan it, run it. Every door (command, test, later a screen) calls these functions."""

from .planning import MigrationError, Plan, make_plan
from .running import run

__all__ = ["MigrationError", "Plan", "make_plan", "run"]
