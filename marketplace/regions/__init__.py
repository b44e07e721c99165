"""Places: divisions, county pavilions, the official calendar."""
