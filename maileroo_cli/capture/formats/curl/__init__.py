"""What curl prints of the requests that it sends, and requests as curl commands for a shell."""
