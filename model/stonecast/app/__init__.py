"""The demo in a browser: a server that simulates, and a page that plays."""
