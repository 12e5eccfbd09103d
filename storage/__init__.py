"""The nouns: what is kept, and the queries over it.

`tables` declares the rows, `database` opens the engine, migrates and gives transactions; every
other module is the queries of one noun, and takes the session of its caller. Nothing outside
this package commits, and nothing inside it looks at the clock.
"""
