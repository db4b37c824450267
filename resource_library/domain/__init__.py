"""What the library does, one function per act. Views, commands, tasks and the API call these and nothing below."""
