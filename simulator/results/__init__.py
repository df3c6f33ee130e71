"""What is learned: measures of journeys, intervals and shown checks."""
