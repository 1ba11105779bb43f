/* A command that prints a secret: see secret_command.h. */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include "session/login/secret_command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "session/signals.h"
#include "session/wait.h"
#include "shared/crypto/secret.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/names.h"

/*
 * The pause between looks whether the command has ended: while its output is
 * open, which another program may have too, and after that.
 */
#define LOOK (50 * MSEC)
#define LOOK_CLOSED (2 * MSEC)

static void explain(struct secret_command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Notes what has gone wrong. */
static void
explain(struct secret_command *command, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	if (vsnprintf(command->why, sizeof(command->why), format, values) < 0)
		command->why[0] = '\0';
	va_end(values);
}

/* Ends the command, which has failed; keeps why. */
static enum secret_result
fail(struct secret_command *command)
{
	program_kill(&command->program);
	io_close(&command->out);
	while (output_read(&command->said))
		continue;
	output_close(&command->said);
	secret_wipe(command->text, sizeof(command->text));
	return SECRET_FAILED;
}

bool
secret_command_begin(
    struct secret_command *command, const char *line, usec timeout, bool hears)
{
	const usec now = clock_mono();
	int said = -1;

	secret_wipe(command, sizeof(*command));
	command->out = -1;
	command->timeout = timeout;
	command->until = now + timeout;
	command->look = now + LOOK;
	if (!program_begin(&command->program, SECRET_WHO, line, &command->out,
		hears ? &said : NULL)) {
		explain(command, "cannot run it: %s", strerror(errno));
		return false;
	}
	if (hears)
		output_begin(&command->said, said);
	return true;
}

bool
secret_command_runs(const struct secret_command *command)
{
	return command->program.pid != 0;
}

/* Takes what was printed; of the first line, what may be a secret. */
static void
take(struct secret_command *command, struct str bytes)
{
	const char *end =
	    bytes.len > 0 ? memchr(bytes.at, '\n', bytes.len) : NULL;
	const size_t room = sizeof(command->text) - command->len;
	size_t len = end != NULL ? (size_t)(end - bytes.at) : bytes.len;

	command->count += bytes.len;
	if (command->whole)
		return;
	command->whole = end != NULL;
	if (len > room)
		len = room; /* it is too long all the same */
	memcpy(command->text + command->len, bytes.at, len);
	command->len += len;
}

/* Reads once; false if nothing was there. */
static bool
read_once(struct secret_command *command)
{
	char bytes[512];
	ssize_t count;

	if (command->out == -1 || command->count > SECRET_OUTPUT)
		return false;
	count = io_read(command->out, bytes, sizeof(bytes));
	if (count > 0)
		take(command, (struct str) { bytes, (size_t)count });
	else if (count != IO_AGAIN)
		io_close(&command->out);
	secret_wipe(bytes, sizeof(bytes));
	return count > 0;
}

static bool
has_control(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ')
			return true;
	return false;
}

/* Judges what a command has printed that has ended well. */
static enum secret_result
judge(struct secret_command *command)
{
	const struct str text = { command->text, command->len };

	if (command->count == 0)
		explain(command, "it printed nothing");
	else if (text.len == 0)
		explain(command, "the first line that it printed is empty");
	else if (text.len > LIMIT_SECRET)
		explain(command,
		    "the first line that it printed is longer than %d bytes",
		    LIMIT_SECRET);
	else if (text_check(text, LIMIT_SECRET) != CODE_OK || has_control(text))
		explain(command,
		    "the first line that it printed has control characters or "
		    "is not UTF-8");
	else {
		command->text[text.len] = '\0';
		return SECRET_READ;
	}
	return fail(command);
}

static enum secret_result
finish(struct secret_command *command)
{
	char how[PROGRAM_END];

	while (read_once(command) || output_read(&command->said))
		continue;
	program_end(&command->program, how);
	io_close(&command->out);
	output_close(&command->said);
	if (how[0] == '\0')
		return judge(command);
	explain(command, "%s", how);
	return fail(command);
}

enum secret_result
secret_command_read(struct secret_command *command)
{
	const usec now = clock_mono();

	(void)output_read(&command->said);
	while (read_once(command))
		continue;
	if (command->count > SECRET_OUTPUT) {
		explain(
		    command, "it printed more than %d bytes", SECRET_OUTPUT);
		return fail(command);
	}
	if (program_has_ended(&command->program))
		return finish(command);
	if (now >= command->until) {
		explain(command, "no secret within %.3g s",
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
	program_kill(&command->program);
	if (command->look != 0) {
		io_close(&command->out);
		output_close(&command->said);
	}
	secret_wipe(command, sizeof(*command));
}

/* Waits for the command; false if a signal wants to end this process. */
static bool
wait_for(const struct secret_command *command)
{
	struct pollfd set = { .fd = command->out, .events = POLLIN };
	struct timespec left;

	/* A failure would come again; the command's time ends it. */
	(void)ppoll(&set, 1, wait_left(command->look, &left), signals_mask());
	signals_deliver_pending();
	return signals_end_signal() == 0;
}

const char *
secret_command_run(
    struct secret_command *command, const char *line, usec timeout)
{
	enum secret_result result = SECRET_FAILED;
	bool goes_on = true;

	signals_begin(SIGNALS_SCRIPT);
	if (secret_command_begin(command, line, timeout, false))
		do {
			goes_on = wait_for(command);
			result = secret_command_read(command);
		} while (goes_on && result == SECRET_WAITS);
	if (!goes_on)
		secret_command_forget(command);
	signals_finish();
	if (!goes_on)
		(void)raise(signals_end_signal());
	return result == SECRET_READ ? command->text : NULL;
}
