"""How often and how sure: replications, batches and the flow table."""
