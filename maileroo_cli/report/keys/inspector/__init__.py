"""The answers of the inspector and their keys. What commands print is in the modules beside this folder."""
