"""What an engine runs: the network and how a scenario becomes one."""
