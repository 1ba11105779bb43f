/* Becoming a shell command: see sh.h. */
#include "session/program/sh.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "session/signals.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/term.h"

noreturn void
sh_become(const char *who, const char *command, const int fd[3])
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	bool good = true;

	term_disown();
	(void)setsid(); /* cannot fail: a new child leads no group */
	signals_finish();
	(void)sigaction(SIGPIPE, &usual, NULL);
	for (int i = 0; i < 3; i++)
		good = good && (fd[i] == -1 || io_copy(fd[i], i));
	if (good && io_close_from(3))
		(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	complain("%s: cannot run sh: %s", who, strerror(errno));
	_exit(EX_OSERR);
}
