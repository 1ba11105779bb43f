/* A shell command that works for us: see program.h. */
#include "net/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/signals.h"
#include "shared/die.h"
#include "shared/io.h"
#include "term/term.h"

/* The time to end by itself, and after a SIGTERM; the pause between looks. */
#define OWN_TIME SEC
#define LAST_TIME (200 * MSEC)
#define LOOK_MS 5

/* Commands that were sent a TERM, and when they are killed. */
static struct {
	struct dying {
		pid_t pid; /* leads a process group */
		usec until;
	} at[8];
	size_t count;
} dying;

/*
 * Turns the child into "sh -c COMMAND", in a session of its own, so that it has
 * no terminal to draw on or to read from, with the signals as they were when we
 * started. The descriptors become its 0, 1 and 2; -1 leaves one unchanged.
 */
static noreturn void
become(const char *who, const char *command, const int fd[3])
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

int
program_begin(struct program *program, const char *who, const char *command,
    bool talks, bool hears)
{
	/* Ours and the command's: of its input or output, and of its errors. */
	int ends[2] = { -1, -1 }, said[2] = { -1, -1 };
	int nothing = talks ? -1 : open("/dev/null", O_RDONLY | O_CLOEXEC);
	const int made =
	    talks ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : pipe(ends);

	*program = (struct program) { .pid = -1 };
	buf_init(&program->lines, program->memory, sizeof(program->memory));
	if (made == 0 && io_prepare(ends[0]) && (talks || nothing != -1) &&
	    (!hears || (pipe(said) == 0 && io_prepare(said[0]))))
		program->pid = fork();
	if (program->pid == 0)
		become(who, command,
		    (const int[]) {
			talks ? ends[1] : nothing, ends[1], said[1] });
	const int error = errno;
	io_close(&nothing);
	io_close(&ends[1]);
	io_close(&said[1]);
	if (program->pid == -1) {
		io_close(&ends[0]);
		io_close(&said[0]);
		program->pid = 0;
	}
	program->hears = said[0] != -1;
	program->said = said[0];
	errno = error;
	return ends[0];
}

int
program_fd(const struct program *program)
{
	return program->hears ? program->said : -1;
}

/* Reads standard error once; returns whether there was something. */
static bool
read_once(struct program *program)
{
	char *at;
	ssize_t count;

	if (!program->hears)
		return false;
	const size_t room = buf_room(&program->lines, &at);
	if (room == 0)
		return false;
	count = io_read(program->said, at, room);
	if (count > 0) {
		buf_filled(&program->lines, (size_t)count);
	} else if (count != IO_AGAIN) {
		io_close(&program->said);
		program->hears = false;
	}
	return count > 0;
}

bool
program_line(struct program *program, struct str *line)
{
	(void)read_once(program);
	const struct str all = buf_str(&program->lines);
	const char *lf = all.len > 0 ? memchr(all.at, '\n', all.len) : NULL;
	const bool is_all = !program->hears || all.len == PROGRAM_ROOM;

	if (lf == NULL && all.len < PROGRAM_LINE && (all.len == 0 || !is_all))
		return false;
	line->at = all.at;
	line->len = lf != NULL ? (size_t)(lf - all.at) : all.len;
	if (line->len >= PROGRAM_LINE) {
		line->len = PROGRAM_LINE;
		lf = NULL;
	}
	buf_drop(&program->lines, line->len + (lf != NULL));
	/* ssh ends its lines with CR LF if the terminal is raw. */
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	*line = str_strip(*line);
	return true;
}

static bool
has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) !=
	    0 ||
	    info.si_pid != 0;
}

bool
program_has_ended(const struct program *program)
{
	return program->pid == 0 || has_ended(program->pid);
}

/*
 * Signals the whole group, and the command itself, which may not lead a group
 * yet.
 */
static void
signal_all(pid_t pid, int signal)
{
	(void)kill(-pid, signal);
	(void)kill(pid, signal);
}

/*
 * Kills the whole group, and reaps the command. Returns its status; where
 * SIGCHLD is ignored, there is none.
 */
static int
bury(pid_t pid)
{
	int status = 0;

	signal_all(pid, SIGKILL);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	return status;
}

bool
program_is_ending(struct program *program)
{
	if (program->pid == 0)
		return false;
	if (program->until == 0)
		program->until = clock_mono() + OWN_TIME;
	(void)read_once(program); /* or it might wait for us */
	return !program_has_ended(program) && clock_mono() < program->until;
}

/* Sends a TERM, and has program_tend kill what is left then. */
static void
let_die(pid_t pid)
{
	signal_all(pid, SIGTERM);
	if (dying.count == COUNT(dying.at)) {
		(void)bury(dying.at[0].pid);
		dying.at[0] = dying.at[--dying.count];
	}
	dying.at[dying.count++] =
	    (struct dying) { pid, clock_mono() + LAST_TIME };
}

const char *
program_drop(struct program *program)
{
	const pid_t pid = program->pid;
	const bool ended = pid != 0 && has_ended(pid);

	if (ended) {
		const int status = bury(pid);
		const bool killed = WIFSIGNALED(status);
		program->good = status == 0;
		(void)snprintf(program->how, sizeof(program->how), "%s %d",
		    killed ? "killed by signal" : "exit status",
		    killed ? WTERMSIG(status) : WEXITSTATUS(status));
	} else if (pid != 0) {
		let_die(pid);
	}
	program->pid = 0;
	while (read_once(program))
		continue;
	if (program->hears)
		io_close(&program->said);
	program->hears = false;
	return ended ? program->how : NULL;
}

usec
program_tend(void)
{
	for (size_t i = dying.count; i > 0; i--) {
		const struct dying *one = &dying.at[i - 1];
		if (!has_ended(one->pid) && clock_mono() < one->until)
			continue;
		(void)bury(one->pid);
		dying.at[i - 1] = dying.at[--dying.count];
	}
	return dying.count > 0 ? PROGRAM_LOOK : 0;
}

void
program_finish(void)
{
	while (program_tend() != 0)
		(void)poll(NULL, 0, LOOK_MS);
}

void
program_end(struct program *program)
{
	while (program_is_ending(program))
		(void)poll(NULL, 0, LOOK_MS);
	(void)program_drop(program);
	program_finish();
}

bool
program_tell_via(const char *command)
{
	if (command == NULL)
		return unsetenv(VIA_VARIABLE) == 0;
	return setenv(VIA_VARIABLE, command, 1) == 0;
}
