"""What a file that somebody holds is: a record of ours, an altered one, or unknown.

The bytes are **inspected** in a child process; the **verdict** compares the findings with what is stored.
"""
