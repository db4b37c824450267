"""The back end of the library. One module per page an editor sees; `access.py` is the door all of them stand behind."""
