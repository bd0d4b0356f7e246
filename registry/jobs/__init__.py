"""Background work: the tasks, their schedule, and the rows at which they failed."""
