/* The end of a child: see exits.h. */
#include "process/fork/exits.h"

#include <errno.h>
#include <sys/wait.h>

static const struct {
	int code;
	struct str name;
} names[] = {
	{ EXITS_DONE, LIT("done") },
	{ EXITS_SERVER_GONE, LIT("server-gone") },
	{ EXITS_UNANSWERED, LIT("unanswered") },
	{ EXITS_SANDBOX, LIT("sandbox") },
	{ EXITS_POLL, LIT("poll") },
	{ EXITS_STATE, LIT("state") },
	{ EXITS_STALE, LIT("stale") },
	{ EXITS_IO, LIT("io") },
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
	if (WIFSIGNALED(status))
		(void)BUF_CAT(
		    line, STR("signal "), DECIMAL((uint64_t)WTERMSIG(status)));
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
