import pytest

from marketplace.kit.errors import TransitionRefused
from marketplace.vendors.states import TRANSITIONS, VendorEvent, VendorState, next_state


@pytest.mark.parametrize("state", list(VendorState))
@pytest.mark.parametrize("event", list(VendorEvent))
def test_only_what_is_written_in_the_table_happens(state: VendorState, event: VendorEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert next_state(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(TransitionRefused):
            next_state(state, event)


def test_nobody_trades_without_a_review() -> None:
    roads = {before for (before, _e), after in TRANSITIONS.items() if after is VendorState.TRADING}

    assert roads == {VendorState.IN_REVIEW, VendorState.SUSPENDED}
