"""What is printed of what the software really does? One module for each register, and where its facts come from."""
