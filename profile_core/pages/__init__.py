"""Floor 1: what citizens see. Base templates, design tokens, fonts, texts in four languages, strict headers.

A block brings a folder with ``templates/`` and ``locale/``; its templates extend ``base.html`` and use ``parts.html``.
"""
