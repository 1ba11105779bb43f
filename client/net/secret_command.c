/* A command that prints a secret: see secret_command.h. */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include "net/secret_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "conf/signals.h"
#include "net/program.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/names.h"

/* The pause between looks whether the command has ended, unless SIGCHLD comes.
 */
#define LOOK (10 * MSEC)

/* What the command has printed. */
struct printed {
	int fd; /* its standard output; -1: closed */
	size_t len; /* of the first line, so far */
	bool whole; /* the first line has ended */
};

/* Reads what there is, but not for ever, and keeps what may be the secret. */
static void
read_some(struct printed *printed, char text[LIMIT_SECRET + 1])
{
	char bytes[512];
	ssize_t count = 1;

	for (int i = 0; i < 1000 && count > 0 && printed->fd != -1; i++) {
		count = io_read(printed->fd, bytes, sizeof(bytes));
		for (ssize_t at = 0; at < count && !printed->whole; at++) {
			printed->whole = bytes[at] == '\n';
			/* One byte too many is enough to see that. */
			if (!printed->whole && printed->len <= LIMIT_SECRET)
				text[printed->len++] = bytes[at];
		}
		if (count <= 0 && count != IO_AGAIN)
			io_close(&printed->fd);
	}
	secret_wipe(bytes, sizeof(bytes));
}

static bool
is_secret(struct str text)
{
	bool good = text.len > 0 && text_check(text, LIMIT_SECRET) == CODE_OK;

	for (size_t i = 0; i < text.len; i++)
		good = good && (unsigned char)text.at[i] >= ' ';
	return good;
}

/* Starts the command. Returns its process ID; -1 with errno. */
static pid_t
start(const char *line, struct printed *printed)
{
	int ends[2] = { -1, -1 };
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	pid_t pid = -1;

	if (nothing != -1 && pipe(ends) == 0 && io_prepare(ends[0]))
		pid = program_start(&(struct program_start) {
		    .line = line, .fd = { nothing, ends[1], -1 } });
	io_close(&nothing);
	io_close(&ends[1]);
	printed->fd = ends[0];
	return pid;
}

/* Waits for the end of the command, or of its time; sets why if it fails. */
static void
await(pid_t pid, struct printed *printed, struct secret_command *command,
    usec timeout)
{
	const struct timespec pause = clock_spec(LOOK);
	const usec until = clock_mono() + timeout;
	char *why = command->why, how[PROGRAM_HOW];
	bool ended = false;
	int status;

	while (!ended && clock_mono() < until && signals_end_signal() == 0) {
		(void)ppoll(NULL, 0, &pause, signals_mask());
		ended = program_has_ended(pid);
		read_some(printed, command->text);
	}
	ended = program_end(pid, 0, &status) && ended;
	if (!ended)
		(void)snprintf(why, SECRET_WHY, "no secret within %.3g s",
		    (double)timeout / (double)SEC);
	else if (status != 0)
		(void)snprintf(why, SECRET_WHY, "%s", program_how(status, how));
	else if (!is_secret((struct str) { command->text, printed->len }))
		(void)snprintf(why, SECRET_WHY,
		    "the first line that it printed is not UTF-8 of 1 to %d "
		    "bytes without control characters",
		    LIMIT_SECRET);
}

const char *
secret_command_run(
    struct secret_command *command, const char *line, usec timeout)
{
	struct printed printed = { .len = 0 };

	secret_wipe(command, sizeof(*command));
	signals_begin(SIGNALS_SCRIPT);
	const pid_t pid = start(line, &printed);
	if (pid != -1)
		await(pid, &printed, command, timeout);
	else
		(void)snprintf(command->why, sizeof(command->why),
		    "cannot run it: %s", strerror(errno));
	io_close(&printed.fd);
	signals_finish();
	if (signals_end_signal() != 0)
		(void)raise(signals_end_signal());
	if (command->why[0] == '\0')
		return command->text;
	secret_wipe(command->text, sizeof(command->text));
	return NULL;
}
