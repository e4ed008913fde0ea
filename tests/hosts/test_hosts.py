"""The widget in every host: scenarios.py has the table, and hosts.py the hosts."""

from typing import get_args

from hosts import HOSTS, table
from scenarios import SCENARIOS
from stage import Part


def test_scenario(host, scenario):
    scenario(host)


def test_the_fast_host_runs_the_whole_table():
    assert table(["fast"]) == [("fast", scenario) for scenario in SCENARIOS]


def test_whatever_a_host_does_in_its_own_way_is_met_there():
    parts = set(get_args(Part))
    for name, host in HOSTS.items():
        run = [scenario for _, scenario in table([name])]
        met = {part for scenario in run for part in SCENARIOS[scenario]}
        assert set(host.own) <= met & parts, name


def test_the_whole_table_is_every_scenario_in_every_host():
    assert len(table(list(HOSTS), whole=True)) == len(HOSTS) * len(SCENARIOS)
