"""How the forecast of a storm looks: in a sentence, as charts, tables and objects. Storms that are sent look elsewhere."""
