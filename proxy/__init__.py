"""Model calls -> journal: a recording proxy that also runs alone."""
