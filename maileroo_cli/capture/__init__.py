"""What arrived: one record per request, and the formats that such requests are kept in."""
