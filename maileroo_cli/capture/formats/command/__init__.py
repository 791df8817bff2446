"""Commands that send a request, as people keep and copy them: curl in bash, cmd or PowerShell, and PowerShell's own.

No command is run. What curl prints when it is run is read in ``curl``.
"""
