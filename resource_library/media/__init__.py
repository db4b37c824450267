"""Pictures and files (素材): what is let in, how it is stored, who sees it, how it is found.

`gate.admit` judges what somebody brings, whichever way it comes. `store` keeps the same bytes once for all sites.
`usage` notes which texts show what, `serving.may_serve` answers whether somebody may see a file now, and `sending`
streams it. See docs/adr/011-media.md.
"""
