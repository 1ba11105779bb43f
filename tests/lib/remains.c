/* Cleans up after a killed test: see remains.h. */
#include "remains.h"

#include <stdio.h>
#include <stdlib.h>

#include "must.h"

/* A test that is run alone has no such file. */
static FILE *
remains_open(void)
{
	const char *path = getenv("FORKCAST_REMAINS");
	FILE *file = path != NULL ? fopen(path, "ae") : NULL;

	MUST(path == NULL || file != NULL, "cannot write %s", path);
	return file;
}

void
remains_directory(const char *path)
{
	FILE *file = remains_open();

	if (file == NULL)
		return;
	MUST(fprintf(file, "directory %s\n", path) > 0 && fclose(file) == 0,
	    "cannot write what remains");
}

void
remains_server(pid_t pid)
{
	FILE *file = remains_open();

	if (file == NULL)
		return;
	MUST(fprintf(file, "server %ld\n", (long)pid) > 0 && fclose(file) == 0,
	    "cannot write what remains");
}
