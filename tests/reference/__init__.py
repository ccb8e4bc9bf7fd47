"""The readable twin of the engine: the same rules as plain Mesa agents who pass messages one by one.

Slow on purpose. No arrays, no compiled loops, nothing of the engine but its named random numbers, the
frozen scenario, the market as data, and the plan. It is the specification in the form of a program, and
because both programs toss the same coins they must agree exactly.

``people``    who there is: person, tie, message
``feed``      with what chance a reader sees a post: attention
``listening`` when a reader is won: the four rules
``asking``    the daily act that a campaign asks for
``contest``   rivals whose followers vote
``rivals``    brands that compete
``luck``      the names of the coins
``customers`` what people ordered, heard of the brand, and whether they order
``shop``      what the brand sells, what its customers say of it, what it answers
``campaign``  the model: the order of phases in a tick, and what is counted
``cascades``  independent cascade and linear threshold on lists of followers
``virality``  structural virality by walking between all pairs
"""
