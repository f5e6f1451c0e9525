"""Named graphs turned into forms that are computed on: a networkx graph, columns of numbers.

`networkx` makes the graph that analysts get; `columns` reads the links that are counted into numpy
arrays; `pairs` counts them; `derived` writes the counts as a derived graph.
"""
