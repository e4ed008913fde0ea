"""The widget in every host: scenarios.py has the table, and hosts.py the hosts."""

import pytest


def test_scenario(host, scenario):
    scenario(host)


def test_no_scenario_is_skipped_that_does_not_exist(pytestconfig: pytest.Config) -> None:
    from hosts import HOSTS
    from scenarios import SCENARIOS

    names = {scenario.__name__ for scenario in SCENARIOS}
    for host in HOSTS.values():
        assert set(host.lacks) <= names
