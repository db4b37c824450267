"""One file for each kind the house brings along. Every module here is loaded; no list names them."""
