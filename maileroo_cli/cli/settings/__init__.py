"""The settings of a project at work: they fill in options, and commands are lent what they look for by themselves."""
