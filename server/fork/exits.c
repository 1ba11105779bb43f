/* How a worker ends: see exits.h. */
#include "fork/exits.h"

#include <errno.h>
#include <sys/wait.h>

static const struct {
	int code;
	struct str name;
} names[] = {
	{ EXITS_DONE, { "done", 4 } },
	{ EXITS_SERVER_GONE, { "server-gone", 11 } },
	{ EXITS_UNANSWERED, { "unanswered", 10 } },
	{ EXITS_SANDBOX, { "sandbox", 7 } },
	{ EXITS_POLL, { "poll", 4 } },
	{ EXITS_STATE, { "state", 5 } },
	{ EXITS_LOCKED, { "locked", 6 } },
	{ EXITS_STALE, { "stale", 5 } },
};

struct str
exits_name(int code)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].code == code)
			return names[i].name;
	return STR("unknown");
}

void
exits_describe(struct buf *line, int status)
{
	char digits[STR_DIGITS];

	if (WIFSIGNALED(status))
		(void)BUF_CAT(line, STR("signal "),
		    str_number((uint64_t)WTERMSIG(status), digits));
	else
		(void)BUF_CAT(
		    line, STR("exit "), exits_name(WEXITSTATUS(status)));
}

pid_t
exits_reap(pid_t pid, int *status)
{
	pid_t dead;

	do
		dead = waitpid(pid, status, WNOHANG);
	while (dead == -1 && errno == EINTR);
	return dead;
}
