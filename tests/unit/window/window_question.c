/* client/person: the rest of a secret becomes no line. */
#include <stdio.h>
#include <stdlib.h>

#include "client/person/account/account.h"
#include "client/person/account/account_step.h"
#include "client/person/account/keeping.h"
#include "client/session/alias.h"
#include "tests/lib/must.h"
#include "tests/lib/window/windowed.h"

static struct windowed *windowed;

static void
type(const char *keys)
{
	windowed_type(windowed, str_from(keys));
	(void)windowed_drain(windowed);
}

/* Returns whether no question is open, and nothing is in the line. */
static bool
is_clear(void)
{
	return windowed->console.typing.state == TYPING_LINE &&
	    typing_line(&windowed->console.typing).len == 0;
}

static void
swallows(void)
{

	account_swallow(&windowed->console);
	type("sec");
	type("ret");
	TAP_OK(!is_clear() && typing_line(&windowed->console.typing).len == 0,
	    "what may be a secret stays unseen");
	type("\r\r");
	TAP_OK(is_clear(), "until a line is empty");
}

static void
asked(void)
{
	const struct account_state *state = &windowed->chat.account_state;

	type("/login ali\r");
	MUST(state->step == ACCOUNT_ASKS_SECRET, "it asks");
	type("sec");
	type("ret\r");
	TAP_OK(is_clear() && state->step == ACCOUNT_LOGS_IN,
	    "a secret is typed to its end ");
	TAP_STR(str_from(state->typed.secret), STR("secret"), "it is whole");
	type("/login ali\r");
	type("secret\r");
	TAP_OK(windowed->console.swallows && !is_clear(),
	    "until its answer, a secret that nothing asks for is no line");
	type("\r");
	TAP_OK(is_clear(), "until an empty one");
}

/* With a line break, too: it is neither sent nor kept. */
static void
several_lines(void)
{
	struct typing *typing = &windowed->console.typing;
	struct str line;

	type("login ali sesame\033\rhello\r");
	TAP_OK(typing_line(typing).len > 0 &&
		buf_len(&windowed->chat.input) == 0 &&
		buf_len(&windowed->chat.session.out) == 0,
	    "a secret above another line is not sent");
	type("\003");
	TAP_OK(is_clear() && !history_get(&typing->edit.history, 1, &line),
	    "nor kept");
}

/* The configuration takes the spaces around a value off. */
static void
keeps_no_space(void)
{
	struct account_secret *used = &windowed->chat.account_state.used;
	size_t column = VT_COLUMNS, columns;

	(void)snprintf(used->name, sizeof(used->name), "ali");
	(void)snprintf(used->secret, sizeof(used->secret), "pen ");
	keeping_keep(&windowed->chat);
	windowed->console.window->pressed = true;
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
	for (size_t row = 0; row < 24 && column == VT_COLUMNS; row++)
		column = vt_find(&windowed->vt, row,
		    "not saved: the secret begins or ends with a space",
		    &columns);
	TAP_OK(column < VT_COLUMNS, "a secret is saved as it is or not at all");
}

/* Types a secret ahead of the question of such an alias. */
static void
by_alias(void)
{
	const struct account_state *state = &windowed->chat.account_state;

	MUST(alias_set(STR("in login ali")) == NULL, "an alias");
	type("/in\rsesame");
	TAP_OK(state->step == ACCOUNT_ASKS_SECRET &&
		typing_line(&windowed->console.typing).len == 0,
	    "an alias asks for a secret at once");
	type("\003");
	alias_clear();
}

int
main(void)
{
	windowed = windowed_begin(24, 80);
	windowed_join(windowed);
	several_lines();
	by_alias();
	swallows();
	asked();
	keeps_no_space();
	windowed_leave(windowed);
	windowed_end(windowed);
	return tap_done();
}
