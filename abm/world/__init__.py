"""Where and when: the tables of states, corridors and circuit, how they are built, and what is made of them."""
