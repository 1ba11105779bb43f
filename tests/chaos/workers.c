/* The server's workers: see workers.h. */
#include "workers.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/proc.h"
#include "troupe.h"

#define TITLE_SIZE 256

size_t
workers_find(const struct server *server, pid_t workers[WORKERS_MOST])
{
	return proc_children_soon(server->pid, workers, WORKERS_MOST);
}

bool
workers_life(pid_t worker, uint32_t *life)
{
	char title[TITLE_SIZE];

	proc_title(worker, title, sizeof(title));
	const char *colon = strrchr(title, ':');
	return colon != NULL &&
	    troupe_life((unsigned)strtoul(colon + 1, NULL, 10), life);
}
