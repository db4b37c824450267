"""Running a whole city from one command: port, database, seed, web server and worker, and an end without orphans."""
