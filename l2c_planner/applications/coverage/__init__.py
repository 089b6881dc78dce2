"""Coverage: robots spread over a hall until everyone stands in the middle of what it watches."""

from l2c_planner.applications.coverage.application import Deployment

APPLICATIONS = {"coverage": Deployment()}
