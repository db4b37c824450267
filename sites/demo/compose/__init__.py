"""Writing texts of every kind. Pure: the same author writes the same texts, and no database is asked."""
