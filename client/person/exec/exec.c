/* A command from the input line: see exec.h. */
#include "person/exec/exec.h"

#include <errno.h>
#include <stdio.h>

#include "person/chat_state.h"
#include "person/exec/place.h"
#include "shared/names.h"

/* The pause between looks whether a command ends that has closed its output. */
#define LOOK (50 * MSEC)

#define MISTAKE(chat, ...) CHAT_TELL(chat, REMARK_MISTAKE, __VA_ARGS__)

#define LONG "the output is longer than "

static bool
runs(const struct exec *exec)
{
	return exec->program.pid != 0;
}

/* Shows a line of the command, or about it, where it was typed. */
static void
show(struct console *console, const struct str *pieces, size_t count)
{
	const struct place_kept *place = &console->exec.place;
	struct chat *chat = console->chat[place->server];
	struct where where;

	if (console->ui->remark_at != NULL &&
	    place_find(place, console, &where) != NULL)
		console->ui->remark_at(chat, &where, pieces, count);
	else
		console->ui->remark(chat, REMARK_HERE, pieces, count);
}
#define SHOW(console, ...)                                  \
	show(console, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static void
end(struct exec *exec)
{
	program_kill(&exec->program);
	output_close(&exec->output);
	output_close(&exec->errors);
}

/* Runs the command. */
static void
begin(struct chat *chat, const char *line, bool sends)
{
	struct exec *exec = &chat->console->exec;
	int out, said;

	*exec = (struct exec) { .sends = sends };
	exec->place = chat->console->typed_at;
	if (!program_begin(&exec->program, "exec", line,
		sends ? PROGRAM_ERRORS_APART : PROGRAM_ERRORS_TOO, &out,
		&said)) {
		MISTAKE(chat, STR("exec: cannot run it: "),
		    str_from(strerror(errno)));
		return;
	}
	output_begin(&exec->output, out);
	if (sends)
		output_begin(&exec->errors, said);
}

/* Returns why the place takes no text; empty if it does. */
static struct str
why_mute(const struct chat *chat)
{
	const struct console *console = chat->console;
	struct where where;

	if (place_find(&console->typed_at, console, &where) == NULL)
		return STR("you are no longer there");
	return where_mute(&where);
}

void
exec_command(struct chat *chat, struct str rest)
{
	const struct exec *exec = &chat->console->exec;
	char line[LIMIT_LINE];
	bool sends;

	if (str_eq(rest, STR("-k"))) {
		if (!exec_interrupt(chat->console))
			MISTAKE(chat, STR("exec: no command is running"));
		return;
	}
	sends = str_skip(&rest, STR("-o "));
	rest = str_strip_front(rest);
	if (rest.len == 0 || rest.at[0] == '-')
		MISTAKE(chat, STR("usage: /exec [-o] COMMAND, or /exec -k"));
	else if (runs(exec) || exec->waits)
		MISTAKE(chat,
		    STR("exec: a command is running; Ctrl-C or /exec -k ends "
			"it"));
	else if (sends && why_mute(chat).len > 0)
		MISTAKE(chat, why_mute(chat));
	else {
		(void)snprintf(
		    line, sizeof(line), "%.*s", (int)rest.len, rest.at);
		begin(chat, line, sends);
	}
}

/* Shows lines of the output; ends the command if there are too many. */
static void
show_lines(struct console *console, struct output *output)
{
	struct exec *exec = &console->exec;
	struct chat *chat = console->chat[exec->place.server];
	struct str line;

	while (chat_has_room(chat) && exec->lines < EXEC_LINES &&
	    output_line(output, &line)) {
		SHOW(console, line);
		exec->lines++;
	}
	if (exec->lines < EXEC_LINES || !output_line(output, &line))
		return;
	end(exec);
	exec->sends = false;
	SHOW(console, STR("exec: ended after "), DECIMAL(EXEC_LINES),
	    STR(" lines"));
}

/* Drops the output, which is not sent, and tells why. */
static void
refuse(struct console *console, struct str why, struct str more)
{
	struct exec *exec = &console->exec;

	end(exec);
	exec->sends = false;
	exec->len = 0;
	MISTAKE(console->chat[exec->place.server], STR("exec: nothing sent: "),
	    why, more);
}

/* Collects output that is to be sent. */
static void
collect(struct console *console)
{
	struct exec *exec = &console->exec;
	struct buf *lines = &exec->output.lines;
	const struct str more = buf_str(lines);

	if (more.len > sizeof(exec->text) - exec->len) {
		buf_drop(lines, more.len);
		refuse(console, STR(LONG), STR("16384 bytes"));
		return;
	}
	if (more.len > 0)
		memcpy(exec->text + exec->len, more.at, more.len);
	exec->len += more.len;
	buf_drop(lines, more.len);
}

/* Returns whether every line can be sent as a text. */
static bool
is_sendable(struct str text)
{
	while (text.len > 0) {
		const struct str line = str_cut(&text, '\n');
		if (line.len > 0 && text_check(line, PASTE_MOST) != CODE_OK)
			return false;
	}
	return true;
}

/* Takes what a command has printed that has ended. */
static void
finish(struct console *console)
{
	struct exec *exec = &console->exec;
	char how[PROGRAM_END];

	program_end(&exec->program, how);
	if (!exec->sends && how[0] != '\0')
		SHOW(console, STR("exec: "), str_from(how));
	else if (!exec->sends && exec->lines == 0)
		SHOW(console, STR("exec: no output"));
	if (!exec->sends)
		return;
	if (how[0] != '\0')
		refuse(console, str_from(how), STR(""));
	else if (!is_sendable((struct str) { exec->text, exec->len }))
		refuse(console,
		    STR("the output has control characters or is not UTF-8"),
		    STR(""));
	else
		exec->waits = true;
}

/* Sends the output, or asks about it, once the person answers nothing else. */
static void
deliver(struct console *console)
{
	struct exec *exec = &console->exec;

	if (!exec->waits || !typing_is_free(&console->typing))
		return;
	exec->waits = false;
	if (!typing_offer(
		&console->typing, (struct str) { exec->text, exec->len }))
		SHOW(console, STR("exec: no output to send"));
	else
		chat_offer(console, &exec->place);
}

usec
exec_turn(struct console *console)
{
	struct exec *exec = &console->exec;

	if (!runs(exec) && !exec->waits)
		return 0;
	if (console->chat[exec->place.server] == NULL) {
		end(exec);
		exec->waits = false;
		return 0;
	}
	(void)output_read(&exec->output);
	(void)output_read(&exec->errors);
	show_lines(console, exec->sends ? &exec->errors : &exec->output);
	if (exec->sends && runs(exec))
		collect(console);
	const bool open = exec->output.open || exec->errors.open;
	const bool rest = buf_len(&exec->output.lines) > 0 ||
	    (exec->sends && buf_len(&exec->errors.lines) > 0);
	if (runs(exec) && !open && !rest && program_has_ended(&exec->program))
		finish(console);
	deliver(console);
	return runs(exec) && !open ? LOOK : 0;
}

/* Returns the descriptor, unless there is no room for what it brings. */
static int
watched(struct console *console, const struct output *output)
{
	return out_room(&console->out) >= CHAT_STEP ? output_fd(output) : -1;
}

int
exec_output(struct console *console)
{
	return watched(console, &console->exec.output);
}

int
exec_errors(struct console *console)
{
	return watched(console, &console->exec.errors);
}

bool
exec_interrupt(struct console *console)
{
	struct exec *exec = &console->exec;

	if (!runs(exec) && !exec->waits)
		return false;
	exec_stop(console);
	SHOW(console, STR("exec: ended"));
	return true;
}

void
exec_leave(struct chat *chat)
{
	if (chat->console->exec.place.server == chat->number)
		exec_stop(chat->console);
}

void
exec_stop(struct console *console)
{
	end(&console->exec);
	console->exec.waits = false;
}
