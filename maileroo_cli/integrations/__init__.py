"""mhook inside other programs: their plugins, each loaded only by the program that it is for."""
