/* The end of a child: see exits.h. */
#include "process/fork/exits.h"

#include <errno.h>
#include <sys/wait.h>

/* From EXITS_SERVER_GONE on, which the others follow. */
static const struct str names[] = { LIT("server-gone"), LIT("unanswered"),
	LIT("sandbox"), LIT("poll"), LIT("state"), LIT("stale"), LIT("io") };

void
exits_describe(struct buf *line, int status)
{
	const unsigned code = (unsigned)WEXITSTATUS(status);

	if (WIFSIGNALED(status))
		(void)BUF_CAT(
		    line, STR("signal "), DECIMAL((uint64_t)WTERMSIG(status)));
	else
		(void)BUF_CAT(line, STR("exit "),
		    code == EXITS_DONE ? STR("done") :
			code >= EXITS_SERVER_GONE &&
			    code - EXITS_SERVER_GONE < COUNT(names) ?
					 names[code - EXITS_SERVER_GONE] :
					 STR("unknown"));
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
