"""The administrator's commands, all together; what each does is tested with its feature."""

import pytest

COMMANDS = [
    "create-team",
    "create-coordinator",
    "worker",
    "verify",
    "check",
    "rotate-keys",
    "revoke",
    "rekey",
]


@pytest.mark.parametrize("command", [(), *((one,) for one in COMMANDS)])
def test_each_command_says_what_it_does(run, command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.output
