"""The audit trail (操作审计): who did what to what, when, from which address (R-1.13.7). Written once, never changed.

Everything the house logs through `wagtail.log_actions.log` arrives here by itself, with the address it came from; so do
sign-ins and what was tried in vain.
"""
