"""How mhook touches the world: the HTTP client, the embedded receiver, the cache file, and where secrets come from."""
