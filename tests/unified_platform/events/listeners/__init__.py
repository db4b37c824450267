"""An app that only the worker processes of test_worker_process.py install."""
