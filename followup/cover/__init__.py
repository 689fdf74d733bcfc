"""The one cover for whatever is shared: names and addresses out, speaking stand-ins in."""
