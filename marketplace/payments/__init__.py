"""Money on its way in and back."""
