"""What stands between a browser and a use case? HTTP only: authenticate, parse, call one, render or redirect."""
