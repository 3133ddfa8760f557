"""What happens in a month: one process in each file, in the order in which `abm.model.SCHEDULE` names them."""
