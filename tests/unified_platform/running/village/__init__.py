"""A city of one site, for tests of run_city. What its seed does besides is told by the environment."""
