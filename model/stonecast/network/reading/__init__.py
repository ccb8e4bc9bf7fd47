"""Networks and people that others wrote down, in files, arrays and graphs of any common kind.

`read` is the way in: `read_network`. `opening` tells by its name what a file is; a reader each for text
(`edge_list`, with `layout`), NumPy (`arrays`) and networkx (`graphs`) makes a `listing` of rows; `trust_map`
turns weights into trust. `people` reads where the people of a network stand.
"""
