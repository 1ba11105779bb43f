/* Opening addresses: see opener.h. */
#include "chat/window/opener.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/settings.h"
#include "conf/signals.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "term/term.h"

/* The descriptor that tells the errno of a failure; all above are closed. */
#define TOLD 3

/* Takes the three standard descriptors and the one for failures. */
static bool
set_descriptors(int told)
{
	const int nothing = open("/dev/null", O_RDWR);

	return nothing != -1 && io_copy(told, TOLD) &&
	    fcntl(TOLD, F_SETFD, FD_CLOEXEC) != -1 && io_copy(nothing, 0) &&
	    io_copy(nothing, 1) && io_copy(nothing, 2) &&
	    io_close_from(TOLD + 1);
}

/* Becomes the program. */
static noreturn void
become(const char *program, const char *address, int told)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };

	term_disown();
	(void)setsid(); /* cannot fail: a new child leads no group */
	signals_finish();
	(void)sigaction(SIGPIPE, &usual, NULL);
	if (set_descriptors(told) && unsetenv(SETTINGS_PASSWORD) == 0) {
		told = TOLD;
		(void)execlp(program, program, address, (char *)NULL);
	}
	(void)io_write_all(told, &errno, sizeof(errno)); /* or it is unknown */
	_exit(EX_OSERR);
}

/*
 * Runs the program as the child of a child that ends at once, so that it is
 * init's and need not be waited for. Returns 0, or errno.
 */
static int
run(const char *program, const char *address, int told)
{
	const pid_t pid = fork();

	if (pid == 0) {
		if (fork() == 0)
			become(program, address, told);
		_exit(EX_OK);
	}
	if (pid == -1)
		return errno;
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		continue;
	return 0;
}

/* Returns 0 once the program runs, or the errno of its failure. */
static int
wait_for_start(int told)
{
	int error = 0;

	/* An end without a number: it was executed. */
	if (io_read(told, &error, sizeof(error)) != sizeof(error))
		error = 0;
	return error;
}

bool
opener_run(const char *program, struct str address, struct error *why)
{
	char text[LIMIT_LINE + 1];
	int fd[2];
	int error;

	if (address.len > LIMIT_LINE)
		return error_set(why, EX_DATAERR, "the address is too long");
	memcpy(text, address.at, address.len);
	text[address.len] = '\0';
	if (pipe(fd) == -1)
		return error_set(why, EX_OSERR, "cannot run %s: %s", program,
		    strerror(errno));
	error = run(program, text, fd[1]);
	io_close(&fd[1]);
	if (error == 0)
		error = wait_for_start(fd[0]);
	io_close(&fd[0]);
	return error == 0 ||
	    error_set(why, EX_UNAVAILABLE, "cannot run %s: %s", program,
		strerror(error));
}
