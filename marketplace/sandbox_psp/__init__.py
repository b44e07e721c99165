"""A payment provider to practise with: Stripe's dialect over real HTTP, no real money.

It stands alone: nothing here imports the rest of the marketplace, and only ``cli`` imports it.
The shop reaches it over the network exactly as it reaches Stripe.
"""
