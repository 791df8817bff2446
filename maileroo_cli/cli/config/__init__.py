"""The commands about the settings of a project: showing them, and writing a first config file."""
