"""What each command does, as a function that takes domain objects and yields results.

Nothing is printed or formatted here: no console, no option, no exit code but the one that is a property of a result.
"""
