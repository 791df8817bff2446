"""What became of each verified request, and the sum, in every format. Verifying is done in ``operation.verify``."""
