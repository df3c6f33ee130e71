"""Reading what places hold: one file a published layout, one line each in the registry."""
