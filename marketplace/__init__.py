"""A marketplace of county pavilions: what is sold, by whom, with which papers, for which money."""
