"""Who comes: streams of chance, laws, arrivals and the patient table."""
