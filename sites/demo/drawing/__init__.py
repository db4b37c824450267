"""Pictures of the demo city, drawn when it is seeded: no photograph of anybody or anything has to be owned."""
