"""Who decided what, when: the trail every slice writes to."""
