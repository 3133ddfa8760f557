"""What is drawn in the browser by components of its own; importing a module of this room loads Solara."""
