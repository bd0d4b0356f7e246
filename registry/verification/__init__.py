"""What a file that somebody holds turns out to be: a record of ours, altered, or unknown.

The bytes are **inspected** in a child process; the **verdict** compares what they say with what is kept.
"""
