/* A worker can open no file, make no process, dump no core, grow no more. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define LIMITS_SIZE 8192

/* Rows of /proc/PID/limits, which have a soft and a hard limit each. */
static const struct {
	const char *row;
	unsigned long most;
	bool with_sanitizers; /* which need much memory, and descriptors */
} rows[] = {
	{ "Max open files", 4, false },
	{ "Max processes", 0, true },
	{ "Max core file size", 0, true },
	{ "Max address space", 1UL << 30, false },
};

/* The row's limits; what is no number is "unlimited". */
static void
read_limits(const char *text, const char *row, unsigned long limit[2])
{
	const char *at = strstr(text, row);
	char word[2][32];

	limit[0] = limit[1] = ~0UL;
	MUST(at != NULL &&
		sscanf(at + strlen(row), "%31s %31s", word[0], word[1]) == 2,
	    "there is no \"%s\"", row);
	for (int i = 0; i < 2; i++)
		if (word[i][0] != 'u')
			limit[i] = strtoul(word[i], NULL, 10);
}

int
main(void)
{
	char text[LIMITS_SIZE];
	unsigned long limit[2];

	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	const pid_t worker = server_worker(server, "javad");
	MUST(proc_read(worker, "limits", text, sizeof(text)) > 0, "no limits");
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (sanitized() && !rows[i].with_sanitizers)
			continue;
		read_limits(text, rows[i].row, limit);
		TAP_OK(limit[0] <= rows[i].most && limit[1] <= rows[i].most,
		    "%s: %lu, hard %lu", rows[i].row, limit[0], limit[1]);
	}
	TAP_NUM(proc_status(worker, "SigBlk"), 0, "no signal is blocked");
	conn_expect_nothing(javad);
	server_stop(server);
	return tap_done();
}
