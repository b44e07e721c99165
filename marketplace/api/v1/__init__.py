"""The first version of the JSON surface: one module per resource."""
