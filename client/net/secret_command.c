/* A command that prints a secret: see secret_command.h. */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include "net/secret_command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "conf/signals.h"
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

/* Ends the command, which has failed with why. */
static enum secret_result
fail(struct secret_command *command)
{
	char how[PROGRAM_END];

	(void)program_drop(&command->program, how);
	io_close(&command->out);
	secret_wipe(command->text, sizeof(command->text));
	return SECRET_FAILED;
}

bool
secret_command_begin(
    struct secret_command *command, const char *line, usec timeout, bool hears)
{
	const usec now = clock_mono();

	secret_wipe(command, sizeof(*command));
	command->timeout = timeout;
	command->until = now + timeout;
	command->look = now + LOOK;
	command->out =
	    program_begin(&command->program, SECRET_WHO, line, false, hears);
	if (command->out == -1)
		(void)snprintf(command->why, sizeof(command->why),
		    "cannot run it: %s", strerror(errno));
	return command->out != -1;
}

bool
secret_command_runs(const struct secret_command *command)
{
	return command->program.pid != 0;
}

/* Reads once, and keeps what may be the secret; false if nothing was there. */
static bool
read_once(struct secret_command *command)
{
	char bytes[512];
	ssize_t count;

	if (command->out == -1 || command->count > SECRET_OUTPUT)
		return false;
	count = io_read(command->out, bytes, sizeof(bytes));
	if (count > 0) {
		const size_t room = sizeof(command->text) - command->len;
		const char *end = memchr(bytes, '\n', (size_t)count);
		size_t len =
		    end != NULL ? (size_t)(end - bytes) : (size_t)count;
		if (command->whole)
			len = 0;
		if (len > room)
			len = room; /* it is too long all the same */
		memcpy(command->text + command->len, bytes, len);
		command->len += len;
		command->count += (size_t)count;
		command->whole = command->whole || end != NULL;
	} else if (count != IO_AGAIN) {
		io_close(&command->out);
	}
	secret_wipe(bytes, sizeof(bytes));
	return count > 0;
}

/* Returns null, or why what was printed is no secret. */
static const char *
judge(const struct secret_command *command, char room[SECRET_WHY])
{
	const struct str text = { command->text, command->len };

	if (command->count == 0)
		return "it printed nothing";
	if (text.len == 0)
		return "the first line that it printed is empty";
	if (text.len > LIMIT_SECRET) {
		(void)snprintf(room, SECRET_WHY,
		    "the first line that it printed is longer than %d bytes",
		    LIMIT_SECRET);
		return room;
	}
	if (text_check(text, LIMIT_SECRET) == CODE_OK) {
		size_t i = 0;
		while (i < text.len && (unsigned char)text.at[i] >= ' ')
			i++;
		if (i == text.len)
			return NULL;
	}
	return "the first line that it printed has control characters or is "
	       "not UTF-8";
}

/* Takes the end of the command. */
static enum secret_result
finish(struct secret_command *command)
{
	char how[PROGRAM_END], room[SECRET_WHY];

	while (read_once(command))
		continue;
	(void)program_drop(&command->program, how);
	io_close(&command->out);
	const char *why = how[0] != '\0' ? how : judge(command, room);
	if (why == NULL) {
		command->text[command->len] = '\0';
		return SECRET_READ;
	}
	(void)snprintf(command->why, sizeof(command->why), "%s", why);
	return fail(command);
}

enum secret_result
secret_command_read(struct secret_command *command)
{
	const usec now = clock_mono();

	(void)program_read(&command->program);
	while (read_once(command))
		continue;
	if (command->count > SECRET_OUTPUT) {
		(void)snprintf(command->why, sizeof(command->why),
		    "it printed more than %d bytes", SECRET_OUTPUT);
		return fail(command);
	}
	if (program_has_ended(&command->program))
		return finish(command);
	if (now >= command->until) {
		(void)snprintf(command->why, sizeof(command->why),
		    "no secret within %.3g s",
		    (double)command->timeout / (double)SEC);
		return fail(command);
	}
	command->look = usec_earlier(
	    command->until, now + (command->out != -1 ? LOOK : LOOK_CLOSED));
	return SECRET_WAITS;
}

void
secret_command_forget(struct secret_command *command)
{
	char how[PROGRAM_END];

	(void)program_drop(&command->program, how);
	if (command->look != 0)
		io_close(&command->out);
	secret_wipe(command, sizeof(*command));
}

const char *
secret_command_run(
    struct secret_command *command, const char *line, usec timeout)
{
	enum secret_result result = SECRET_WAITS;
	bool goes_on = true;

	signals_begin(SIGNALS_SCRIPT);
	if (!secret_command_begin(command, line, timeout, false))
		result = SECRET_FAILED;
	while (goes_on && result == SECRET_WAITS) {
		struct pollfd set = { .fd = command->out, .events = POLLIN };
		struct timespec left;
		/* A failure would come again; the command's time ends it. */
		(void)ppoll(
		    &set, 1, wait_left(command->look, &left), signals_mask());
		signals_deliver_pending();
		goes_on = signals_end_signal() == 0;
		result = secret_command_read(command);
	}
	if (!goes_on)
		secret_command_forget(command);
	program_finish();
	signals_finish();
	if (!goes_on)
		(void)raise(signals_end_signal());
	return result == SECRET_READ ? command->text : NULL;
}
