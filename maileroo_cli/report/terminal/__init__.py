"""What every report is made of: the two streams, colour, columns, progress, times, and text made safe."""
