"""Makes the evidence of the examples: the same bytes on every machine, from tables that tell each story."""
