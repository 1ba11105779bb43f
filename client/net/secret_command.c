/* A command that prints a secret: see secret_command.h. */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include "net/secret_command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "conf/signals.h"
#include "net/program.h"
#include "net/wait.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/names.h"

/*
 * The pause between looks whether the command has ended: while its output is
 * open, which another program may have too, and after that.
 */
#define LOOK (50 * MSEC)
#define LOOK_CLOSED (2 * MSEC)

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

	for (int i = 0; i < 100 && count > 0 && printed->fd != -1; i++) {
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

static void
pause_until(const struct printed *printed, usec until)
{
	const usec look =
	    clock_mono() + (printed->fd != -1 ? LOOK : LOOK_CLOSED);
	struct pollfd set = { .fd = printed->fd, .events = POLLIN };
	struct timespec left;

	/* A failure would come again; the command's time ends it. */
	(void)ppoll(&set, 1, wait_left(usec_earlier(look, until), &left),
	    signals_mask());
	signals_deliver_pending();
}

/* Waits for the end of the command, or of its time; sets why if it fails. */
static void
await(struct program *program, struct printed *printed,
    struct secret_command *command, usec timeout)
{
	const usec until = clock_mono() + timeout;
	bool ended = false;

	while (!ended && clock_mono() < until && signals_end_signal() == 0) {
		pause_until(printed, until);
		ended = program_has_ended(program);
		read_some(printed, command->text);
	}
	if (!ended)
		(void)snprintf(command->why, sizeof(command->why),
		    "no secret within %.3g s", (double)timeout / (double)SEC);
	else if (program_drop(program) != NULL && !program->good)
		(void)snprintf(
		    command->why, sizeof(command->why), "%s", program->how);
	else if (!is_secret((struct str) { command->text, printed->len }))
		(void)snprintf(command->why, sizeof(command->why),
		    "the first line that it printed is not UTF-8 of 1 to %d "
		    "bytes without control characters",
		    LIMIT_SECRET);
}

const char *
secret_command_run(
    struct secret_command *command, const char *line, usec timeout)
{
	struct program program;
	struct printed printed = { .len = 0 };

	secret_wipe(command, sizeof(*command));
	signals_begin(SIGNALS_SCRIPT);
	printed.fd = program_begin(&program, SECRET_WHO, line, false, false);
	if (printed.fd != -1)
		await(&program, &printed, command, timeout);
	else
		(void)snprintf(command->why, sizeof(command->why),
		    "cannot run it: %s", strerror(errno));
	(void)program_drop(&program);
	io_close(&printed.fd);
	program_finish();
	signals_finish();
	if (signals_end_signal() != 0)
		(void)raise(signals_end_signal());
	if (command->why[0] == '\0')
		return command->text;
	secret_wipe(command->text, sizeof(command->text));
	return NULL;
}
