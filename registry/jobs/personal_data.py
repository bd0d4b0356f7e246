"""What is kept of persons by the tasks: nothing. What they fail at is named by number."""

from registry.personal_data import impersonal

impersonal(task_trouble="cause subject")
