"""What is done with sites and columns, one function per act."""
