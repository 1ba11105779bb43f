/*
 * client/person/exec: what a command writes on standard error is shown, even if
 * the command has ended before the terminal took what came earlier. It ends
 * with its server, before another one may have its number.
 */
#include "client/person/exec/exec.h"

#include <stdlib.h>

#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/window/windowed.h"

#define ROWS 24

/* Returns whether the text is on the screen. */
static bool
shows(struct windowed *windowed, const char *text)
{
	size_t columns;

	windowed->console.window->pressed = true;
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
	for (size_t row = 0; row < ROWS; row++)
		if (vt_find(&windowed->vt, row, text, &columns) < VT_COLUMNS)
			return true;
	return false;
}

/* Fills the output, as if the terminal took nothing. */
static void
fill(struct windowed *windowed)
{
	while (chat_has_room(&windowed->chat))
		out_put(&windowed->console.out, STR("\r"));
}

/* Lets the command close its output and end. */
static void
await_end(struct console *console)
{
	const struct exec *exec = &console->exec;
	const usec until = deadline();

	while (exec->output.open || exec->errors.open ||
	    !program_has_ended(&exec->program)) {
		(void)exec_turn(console);
		MUST(deadline_pause(until), "the command ends");
	}
}

static void
ends_with_server(struct windowed *windowed)
{
	struct console *console = &windowed->console;
	struct chat *other = calloc(1, sizeof(*other));

	MUST(other != NULL, "no memory");
	chat_begin(other, console, -1, &windowed->chat.options);
	other->number = 1;
	console->chat[1] = other;
	console->chats++;
	console->ui->servers(console);
	windowed_type(windowed, STR("/exec -o sleep 1000\r"));
	MUST(console->exec.program.pid != 0, "it runs");
	console->exec.place.server = other->number;
	console_close(other);
	TAP_OK(console->exec.program.pid == 0, "it ends with its server");
	windowed_type(windowed, STR("/exec -o sleep 1000\r"));
	TAP_OK(console->exec.program.pid != 0, "another one may run");
	exec_stop(console);
}

int
main(void)
{
	struct windowed *windowed = windowed_begin(ROWS, 80);
	struct console *console = &windowed->console;

	windowed_join(windowed);
	windowed_type(windowed, STR("/exec -o echo war''ning >&2\r"));
	MUST(console->exec.program.pid != 0, "it runs");
	fill(windowed);
	await_end(console);
	(void)exec_turn(console);
	TAP_OK(!shows(windowed, "warning"), "nothing is shown without room");
	TAP_OK(!shows(windowed, "no output"), "the end is not told before");
	(void)exec_turn(console);
	TAP_OK(shows(windowed, "warning"), "the errors are shown with room");
	TAP_OK(shows(windowed, "exec: no output to send"), "then the end");
	ends_with_server(windowed);
	windowed_leave(windowed);
	windowed_end(windowed);
	return tap_done();
}
