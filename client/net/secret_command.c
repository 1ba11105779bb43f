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
	size_t count; /* of all bytes */
	bool whole; /* the first line has ended */
};

/* Reads what there is, and keeps what may be the secret. */
static void
read_all(struct printed *printed, char text[LIMIT_SECRET + 1])
{
	char bytes[512];
	ssize_t count = 1;

	while (
	    count > 0 && printed->fd != -1 && printed->count <= SECRET_OUTPUT) {
		count = io_read(printed->fd, bytes, sizeof(bytes));
		for (ssize_t i = 0; i < count && !printed->whole; i++) {
			printed->whole = bytes[i] == '\n';
			/* One byte too many is enough to see that. */
			if (!printed->whole && printed->len <= LIMIT_SECRET)
				text[printed->len++] = bytes[i];
		}
		if (count > 0)
			printed->count += (size_t)count;
		else if (count != IO_AGAIN)
			io_close(&printed->fd);
	}
	secret_wipe(bytes, sizeof(bytes));
}

/* Returns null, or why what was printed is no secret. */
static const char *
judge(const struct printed *printed, const char *secret)
{
	const struct str text = { secret, printed->len };
	bool good = text_check(text, LIMIT_SECRET) == CODE_OK;

	if (printed->count == 0)
		return "it printed nothing";
	if (text.len == 0)
		return "the first line that it printed is empty";
	if (text.len > LIMIT_SECRET)
		return "the first line that it printed is longer than "
		       "1000 bytes";
	for (size_t i = 0; i < text.len; i++)
		good = good && (unsigned char)text.at[i] >= ' ';
	return good ? NULL :
		      "the first line that it printed has control characters "
		      "or is not UTF-8";
}
static_assert(LIMIT_SECRET == 1000, "as judge says");

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

/*
 * Waits for the end of the command. Returns null, or why there is no secret;
 * also if a signal has come.
 */
static const char *
await(struct program *program, struct printed *printed,
    struct secret_command *command, usec timeout)
{
	const usec until = clock_mono() + timeout;

	while (signals_end_signal() == 0) {
		const bool ended = program_has_ended(program);
		read_all(printed, command->text);
		if (printed->count > SECRET_OUTPUT) {
			(void)snprintf(command->why, sizeof(command->why),
			    "it printed more than %d bytes", SECRET_OUTPUT);
			return command->why;
		}
		if (ended) {
			const char *how = program_drop(program);
			return program->good ? judge(printed, command->text) :
					       how;
		}
		if (clock_mono() >= until) {
			(void)snprintf(command->why, sizeof(command->why),
			    "no secret within %.3g s",
			    (double)timeout / (double)SEC);
			return command->why;
		}
		pause_until(printed, until);
	}
	return "";
}

const char *
secret_command_run(
    struct secret_command *command, const char *line, usec timeout)
{
	struct program program;
	struct printed printed = { .len = 0 };
	const char *why;

	secret_wipe(command, sizeof(*command));
	signals_begin(SIGNALS_SCRIPT);
	printed.fd = program_begin(&program, SECRET_WHO, line, false, false);
	if (printed.fd == -1) {
		(void)snprintf(command->why, sizeof(command->why),
		    "cannot run it: %s", strerror(errno));
		why = command->why;
	} else {
		why = await(&program, &printed, command, timeout);
	}
	(void)program_drop(&program);
	io_close(&printed.fd);
	program_finish();
	if (why != NULL) {
		secret_wipe(command->text, sizeof(command->text));
		if (why != command->why)
			(void)snprintf(
			    command->why, sizeof(command->why), "%s", why);
	}
	signals_finish();
	if (signals_end_signal() != 0)
		(void)raise(signals_end_signal());
	return why == NULL ? command->text : NULL;
}
