/*
 * If max_clients exceeds the pages that the system has beyond the first of each
 * pipe, a line at start names the limit to raise; otherwise there is no such
 * line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "tests/lib/server.h"

/* Descriptors for the most clients that are tried. */
#define FDS_MOST 40000

/* Returns the system's limit; 0: unknown or unlimited. */
static long
read_pages(void)
{
	FILE *file = fopen("/proc/sys/fs/pipe-user-pages-soft", "r");
	char text[32] = "";

	if (file == NULL)
		return 0;
	if (fgets(text, sizeof(text), file) == NULL)
		text[0] = '\0';
	(void)fclose(file); /* was only read */
	return strtol(text, NULL, 10);
}

static size_t
warnings_with(long clients)
{
	char number[16];
	size_t count;

	(void)snprintf(number, sizeof(number), "%ld", clients);
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", number } });
	count = server_logged(
	    server, "limit: the pipes of * clients cannot grow, ...");
	server_stop(server);
	return count;
}

int
main(void)
{
	const long pages = read_pages();
	struct rlimit fds, processes;

	if (pages <= 2 || 2 * pages > FDS_MOST)
		tap_skip("the system has no such limit, or a large one");
	MUST(getrlimit(RLIMIT_NOFILE, &fds) == 0 &&
		getrlimit(RLIMIT_NPROC, &processes) == 0,
	    "no limits");
	if (fds.rlim_max < (rlim_t)pages + 200 ||
	    processes.rlim_cur < (rlim_t)pages / 2 + 100)
		tap_skip("so many clients are more than the limits allow");
	TAP_NUM(warnings_with(pages / 2 - 1), 0, "there is some room");
	TAP_NUM(warnings_with(pages / 2), 1, "there is none");
	return tap_done();
}
