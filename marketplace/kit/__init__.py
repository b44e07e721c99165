"""Pure words of the trade: money, weights, check digits, time, text. Standard library only."""
