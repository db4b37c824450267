"""The public read API of the library (统一资源库只读接口), /api/library/v1/ on the portal's host. See docs/api.md.

Written on plain Django views: five addresses, and both the format and its description come from the register of kinds,
which no framework's serialisers would read.
"""
