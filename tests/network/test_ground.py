"""Which fit a result says it stands on: the stored one by hash, and never a fit that it does not use."""

from dataclasses import replace

import pytest

from connectome_runs import stored, toy
from resynapse import forecast
from resynapse.network.ground import ground
from resynapse.network.strengths import Common, Cortex, optional


@pytest.mark.parametrize("fitted", [Common(), Cortex()])
def test_a_fit_is_named_by_its_connectome_and_by_the_hash_it_is_stored_with(fitted):
    found = ground(toy()._replace(name=fitted.connectome, fitted=fitted))
    assert found.name == f"four global numbers fitted to {fitted.connectome}"
    assert {found.digest} == {made for _, made in stored(fitted.stored).values()}
    assert found.numbers == {name: value for name, (value, _) in stored(fitted.stored).items()}


def test_a_fit_of_another_brain_and_a_number_that_was_replaced_are_said():
    assert ground(toy()).name == "four global numbers fitted to aal2_94, not to toy"
    found = ground(toy()._replace(name="aal2_94", fitted=replace(Common(), g=0.4)))
    assert found.name == "four global numbers fitted to aal2_94; g replaced by 0.4"
    assert found.numbers["g"] == 0.4


def test_the_numbers_of_the_second_set_are_listed_and_change_no_hash():
    names = {row.name for row in forecast.parameters()}
    listed = {row.name.rpartition(".")[2]: row.value for row in optional()}
    assert listed == vars(Cortex())
    assert not names & {row.name for row in optional()}
