/*
 * client/person/chat_sure: whichever line would leave a group without an
 * operator, the person is asked before.
 */
#include <stdlib.h>

#include "client/session/alias.h"
#include "client/text/match.h"
#include "tests/lib/must.h"
#include "tests/lib/window/windowed.h"

#define ROWS 24

static struct windowed *windowed;

/* Returns whether the question is open. */
static bool
is_asked(const char *question)
{
	const struct console *console = &windowed->console;

	return console->typing.state == TYPING_ASKS_SURE &&
	    str_begins(str_from(console->question), str_from(question));
}

/* Returns whether a line was refused since the last call. */
static bool
is_refused(void)
{
	const struct line *line = window_now(&windowed->chat)->lines.last;
	const struct str text = lines_text(line);
	const bool refused = match_word(text, 0, STR("not done:")).end > 0;

	views_clear(
	    &windowed->console.window->views, window_now(&windowed->chat));
	return refused;
}

/* Types the line; if it is asked about, answers no. Then clears it. */
static bool
asks(const char *line, const char *question)
{
	windowed_type(windowed, str_from(line));
	windowed_type(windowed, STR("\r"));
	const bool asked = is_asked(question);

	if (windowed->console.typing.state != TYPING_LINE)
		windowed_type(windowed, STR("n\r"));
	windowed_type(windowed, STR("\025"));
	return asked;
}

static void
aliases(void)
{
	MUST(alias_set(STR("gone part")) == NULL, "an alias");
	TAP_OK(asks("/gone", "leave #dev? (y/n)"),
	    "an alias of a command that leaves is asked for");
}

static void
closes(void)
{
	TAP_OK(asks("/window close", "leave #dev? (y/n)"),
	    "/window close is asked for as /close is");
}

static void
others(void)
{
	windowed_type(windowed, STR("/part\r"));
	windowed_type(windowed, STR("/window close\r"));
	TAP_OK(is_refused() && windowed->console.typing.state != TYPING_LINE,
	    "beside another question, it is not done");
	windowed_type(windowed, STR("\025n\r\025"));
	MUST(windowed->console.typing.state == TYPING_LINE, "no question");
}

static void
disconnects(void)
{
	struct console *console = &windowed->console;
	struct chat *other = calloc(1, sizeof(*other));

	TAP_OK(asks("/reconnect", "reconnect to "),
	    "whoever reconnects is no operator any more");
	TAP_OK(!asks("/disconnect", "disconnect from"),
	    "the only server cannot be left, so nothing is asked");
	MUST(other != NULL, "no memory");
	chat_begin(other, console, -1, &windowed->chat.options);
	other->number = 1;
	console->chat[1] = other;
	console->chats++;
	console->ui->servers(console);
	windowed_type(windowed, STR("\0331"));
	TAP_OK(asks("/disconnect", "disconnect from "),
	    "a server with such a group is asked for");
	console->now = 0;
	char line[64] = "/disconnect ";
	memcpy(&line[strlen(line)], other->label, strlen(other->label) + 1);
	TAP_OK(!asks(line, "disconnect from "), "another one is not");
	console_close(other);
	MUST(console->chats == 1, "one is left");
}

int
main(void)
{
	windowed = windowed_begin(ROWS, 80);
	windowed_join(windowed);
	windowed->chat.options.person = true;
	windowed_hear(
	    windowed, STR("mode 1700000000000001 dev ali +o javad\n"));
	aliases();
	closes();
	others();
	disconnects();
	windowed_leave(windowed);
	windowed_end(windowed);
	return tap_done();
}
