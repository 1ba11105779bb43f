/* Somebody who connects again and again: see knocking.h. */
#include "knocking.h"

#include <errno.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "shared/io.h"

#define OPEN 200 /* connections that it has open at a time */
#define PAUSE (5 * MSEC)

static struct addr
addr_of(const char *text)
{
	struct addr addr;

	MUST(addr_parse(&addr, text) == NULL, "no address: %s", text);
	return addr;
}

/* Closes it by a reset, or soon there would be no port left for another. */
static void
reset(int *fd)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(*fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	io_close(fd);
}

/* A failed connection only makes the load smaller. */
static void
ping_server(int *fd, const struct addr *from, const struct addr *to)
{
	reset(fd);
	*fd = socket(AF_INET, SOCK_STREAM, 0);
	if (*fd != -1 && io_prepare(*fd) &&
	    bind(*fd, &from->to.any, from->len) == 0)
		(void)connect(*fd, &to->to.any, to->len);
}

/* Until it is killed, or the test has ended without it. */
static noreturn void
knock_on(const char *from_text, const char *to_text, unsigned rate)
{
	const struct addr from = addr_of(from_text);
	const struct addr to = addr_of(to_text);
	const usec start = clock_mono();
	const pid_t test = getppid();
	uint64_t count = 0;
	int fds[OPEN];

	for (size_t i = 0; i < OPEN; i++)
		fds[i] = -1;
	while (getppid() == test) {
		ping_server(&fds[count++ % OPEN], &from, &to);
		while (rate > 0 && count * SEC / rate > clock_mono() - start)
			pass_time(PAUSE);
	}
	_exit(1);
}

pid_t
knocking_start(const struct server *server, const char *from, unsigned rate)
{
	const pid_t pid = fork();

	MUST(pid != -1, "cannot fork: %s", strerror(errno));
	if (pid == 0)
		knock_on(from, server->address[0], rate);
	return pid;
}

void
knocking_stop(pid_t pid)
{
	int status;

	MUST(kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid &&
		WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
	    "it has ended before");
}
