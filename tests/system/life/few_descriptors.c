/*
 * A hard limit on descriptors that is too low for any client is reported as
 * such, however low; a soft limit is raised in time.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/pattern.h"
#include "tests/lib/upgrade.h"

#define NOBODY 65534
#define WORDS                                                             \
	"forkcastd: cannot serve 1000 clients: the limit on descriptors " \
	"allows 0: raise it (ulimit, or the unit), or lower max_clients\n"

static const rlim_t limits[] = { 6, 8, 16, 40, 113 };

/* In a child, as who cannot raise it. */
static void
start_with(const char *program, rlim_t most, int to)
{
	const struct rlimit limit = { most, most };

	if ((geteuid() == 0 && setuid(NOBODY) != 0) || dup2(to, 2) == -1 ||
	    setrlimit(RLIMIT_NOFILE, &limit) != 0)
		_exit(126);
	(void)execl(program, "forkcastd", "-f", "none", "-l", "127.0.0.1:0",
	    (char *)NULL);
	_exit(127);
}

static void
is_told(const char *program, rlim_t limit)
{
	const int said = scratch_nameless();
	char text[512];
	ssize_t len;
	pid_t child = fork();
	int status;

	MUST(child != -1, "cannot fork");
	if (child == 0)
		start_with(program, limit, said);
	MUST(waitpid(child, &status, 0) == child, "no child");
	len = pread(said, text, sizeof(text), 0);
	TAP_OK(WIFEXITED(status) && WEXITSTATUS(status) == 71,
	    "a hard limit of %lu", (unsigned long)limit);
	TAP_STR(((struct str) { text, len > 0 ? (size_t)len : 0 }), STR(WORDS),
	    "is told as that");
}

int
main(void)
{
	const char *program = upgrade_program(UPGRADE_THIS);
	char script[SCRATCH_PATH + 64];
	struct server *server;

	for (size_t i = 0; i < COUNT(limits); i++)
		is_told(program, limits[i]);
	(void)snprintf(script, sizeof(script),
	    "ulimit -S -n 16; exec %s \"$@\"", program); /* fits */
	server = server_start(
	    &(struct setup) { .exec = upgrade_script("low", script) });
	conn_close(conn_named(server, "javad"));
	PASS("a soft limit is raised");
	server_stop(server);
	return tap_done();
}
