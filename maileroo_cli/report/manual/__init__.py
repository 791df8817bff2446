"""How the manual looks: the list of its topics, and one page. The pages are in ``manual/``; nothing is read here."""
