"""What happens: engines, the record of journeys, and the checker of journeys."""
