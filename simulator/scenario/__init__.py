"""What the planner says: the scenario file and its checks."""
