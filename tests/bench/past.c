/*
 * A bystander who asks for the last messages of the group "past", again and
 * again, and prints how long the answers take: the 99th percentile and the
 * longest, in ms. Run by run-hostile.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/addr.h"
#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/measure.h"
#include "tests/lib/deadline.h"

/* Says the lines, and waits for one that begins with that word. */
static void
say(FILE *server, const char *lines, const char *until)
{
	char line[8192];

	if (!io_write_all(fileno(server), lines, strlen(lines)))
		die_errno(EX_IOERR, "cannot write");
	do
		if (fgets(line, sizeof(line), server) == NULL)
			die(EX_IOERR, "the connection has ended");
	while (strncmp(line, until, strlen(until)) != 0);
}

int
main(int argc, char **argv)
{
	const char *name = NULL;
	size_t msec = 5000;
	const struct option known[] = {
		{ 's', .text = &name },
		{ 't', .number = &msec, 1, INT32_MAX },
	};
	const char usage[] = "past -s ADDRESS [-t MSEC]";
	struct samples samples = { .at = NULL };
	usec most = 0;
	struct addr addr;
	FILE *server;
	int fd;

	die_name("past");
	read_options(argc, argv, known, COUNT(known), usage);
	if (name == NULL || addr_parse(&addr, name) != NULL)
		die(EX_USAGE, "usage: %s", usage);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd == -1 || connect(fd, &addr.to.any, addr.len) != 0 ||
	    (server = fdopen(fd, "r")) == NULL)
		die_errno(EX_OSERR, "cannot connect");
	say(server, "name bystander\njoin past\n", "join ");
	for (const usec end = clock_mono() + msec * MSEC; clock_mono() < end;) {
		const usec start = clock_mono();
		say(server, "history past last 10\n", "ok history ");
		const usec took = clock_mono() - start;
		samples_add(&samples, took);
		most = took > most ? took : most;
		pass_time(20 * MSEC);
	}
	(void)printf("%.1f %.1f\n",
	    samples_percentile(&samples, 99) / (double)MSEC,
	    (double)most / (double)MSEC);
	return 0;
}
