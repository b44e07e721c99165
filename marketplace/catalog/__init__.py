"""What is sold, and the decisions about it."""
