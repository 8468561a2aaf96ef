"""The bulk lane: mutations with a list of items, read and written without a look at each by the GraphQL library.

``lane`` says of a document whether it can go here, ``reading`` makes decoders of GraphQL input types, ``writing``
makes writers of selections. Whatever is not certain to mean the same goes the long road (docs/decisions/0021).
"""
