"""Long acts on many records (作业): tried out first, done batch by batch by the worker, reported, undone by one act.

A kind of job says what is done to one batch (`kinds.JobKind`); this app does the rest: the dry run, the progress, the
report of every record with what was before and after, stopping, going on, undoing. See docs/adr/009.
"""
