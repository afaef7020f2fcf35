"""From a sentence to a need: which codes its words mean, and where in the sentence they stand.

Everything happens in this process: nothing is sent, logged or kept. Whether a wish is a must is never
inferred here. What a need is belongs to the rules; asking and keeping belong to the pages and the acts.
"""
