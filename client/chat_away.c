/*
 * From the loss of the connection until all is as it was: see chat_state.h.
 * The person goes on reading and editing; a child makes the calls.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "chat_state.h"
#include "shared/die.h"
#include "shared/io.h"

/*
 * Our old connection may hold the name until the server has noticed that it is
 * dead: it looks after 30 s without an acknowledgement, and asks us for a sign
 * of life before that.
 */
#define NAME_PATIENCE (120 * SEC)

#define SECONDS_TEXT 32

/* Any number, not the same in two processes. */
static uint32_t
chance(void)
{
	const struct {
		uint64_t now;
		uint64_t pid;
	} seed = { clock_mono(), (uint64_t)getpid() };

	return str_hash((struct str) { (const char *)&seed, sizeof(seed) });
}

/* Chooses the time of the next attempt, and says in how many seconds it is. */
static void
put_off(struct away *away, char text[SECONDS_TEXT])
{
	const usec time = backoff_next(&away->backoff, chance());

	away->until = clock_mono() + time;
	(void)snprintf(
	    text, SECONDS_TEXT, "%.1f s", (double)time / (double)SEC);
}

/* Another call, after a while. */
static void
rest(struct chat *chat, const char *why)
{
	char time[SECONDS_TEXT];

	put_off(&chat->away, time);
	chat->away.state = AWAY_RESTING;
	CHAT_REMARK(chat, str_from(why));
	CHAT_REMARK(chat, STR("trying again in "), str_from(time),
	    STR("; Ctrl-C on an empty line quits"));
}

static void
forget_groups(struct away *away)
{
	free(away->groups);
	away->groups = NULL;
	joined_free(&away->joined);
}

/* The groups as a list of strings, a null behind the last. */
static char **
list_groups(const struct joined *joined)
{
	char **list = calloc(1,
	    (joined->count + 1) * sizeof(*list) +
		joined->count * (LIMIT_GROUP + 1));
	char *text;

	if (list == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	text = (char *)(list + joined->count + 1);
	for (size_t i = 0; i < joined->count; i++) {
		const struct str group = joined_at(joined, i);
		list[i] = text + i * (LIMIT_GROUP + 1);
		memcpy(list[i], group.at, group.len);
	}
	return list;
}

/* Takes from the session what is to be said again. */
static void
remember(struct chat *chat)
{
	struct away *away = &chat->away;
	const struct str name = session_name(&chat->session);

	memcpy(away->name, name.at, name.len);
	away->name[name.len] = '\0';
	forget_groups(away);
	away->joined = chat->session.joined;
	chat->session.joined = (struct joined) { 0 };
	away->groups = list_groups(&away->joined);
}

static void
tell_unconfirmed(struct chat *chat)
{
	const size_t count = session_unconfirmed(&chat->session);
	char digits[STR_DIGITS];

	if (count > 0)
		CHAT_REMARK(chat, STR("texts that may not have arrived: "),
		    str_number(count, digits));
}

/* Can and should the connection be made again? */
static bool
wants_return(const struct chat *chat)
{
	const bool named =
	    session_name(&chat->session).len > 0 || chat->away.name[0] != '\0';

	return chat->options.person && !chat->options.once && named &&
	    !chat->session.quitting && !chat->leaving;
}

void
chat_lose(struct chat *chat, const char *format, ...)
{
	struct away *away = &chat->away;
	char why[CHAT_MESSAGE];
	va_list values;

	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	if (!wants_return(chat)) {
		chat_fail(chat, EX_UNAVAILABLE, "%s", why);
		return;
	}
	tell_unconfirmed(chat);
	away->patience = 0;
	if (away->state == AWAY_NOT && session_name(&chat->session).len > 0)
		remember(chat);
	session_close(&chat->session);
	rest(chat, why);
}

bool
chat_is_away(const struct chat *chat)
{
	return chat->away.state != AWAY_NOT;
}

/* Who we are is said again, as if it stood on the command line. */
static void
greet(struct chat *chat)
{
	chat->password = chat->options.password;
	chat->name = chat->away.name;
	chat->groups = chat->away.groups;
}

static void
meet(struct chat *chat, int socket)
{
	struct away *away = &chat->away;

	session_free(&chat->session);
	session_init(&chat->session, socket);
	away->state = AWAY_RETURNING;
	away->until = 0;
	greet(chat);
}

static void
call(struct chat *chat)
{
	const struct chat_options *options = &chat->options;
	struct dial *dial = &chat->away.dial;

	chat->away.state = AWAY_CALLING;
	if (!dial_begin(dial, options->connect, options->address))
		rest(chat, strerror(errno));
}

static void
listen_to_call(struct chat *chat)
{
	struct dial *dial = &chat->away.dial;
	int socket;

	switch (dial_take(dial, &socket)) {
	case DIAL_WAITS:
		break;
	case DIAL_DONE:
		meet(chat, socket);
		break;
	case DIAL_FAILED:
		rest(chat, dial_why(dial));
		break;
	}
}

/* The name may be free by now. */
static void
try_name(struct chat *chat)
{
	chat->away.until = 0;
	chat->name = chat->away.name;
}

usec
chat_come_back(struct chat *chat)
{
	struct away *away = &chat->away;
	const usec now = clock_mono();

	if (!chat_has_room(chat))
		return 0;
	if (away->state == AWAY_CALLING)
		listen_to_call(chat);
	else if (away->state == AWAY_RESTING && now >= away->until)
		call(chat);
	else if (away->state == AWAY_RETURNING && away->until != 0 &&
	    now >= away->until)
		try_name(chat);
	if (chat->over || away->state == AWAY_NOT ||
	    away->state == AWAY_CALLING || away->until == 0)
		return 0;
	return away->until > now ? away->until - now : 1;
}

/* Is there something that the person must do before we can be back? */
static bool
needs_person(const struct chat *chat)
{
	return chat->away.until == 0 && session_name(&chat->session).len == 0;
}

void
chat_settle(struct chat *chat)
{
	struct away *away = &chat->away;
	const struct str current = joined_current(&away->joined);

	if (away->state != AWAY_RETURNING || away->until != 0)
		return;
	if (joined_has(&chat->session.joined, current))
		joined_choose(&chat->session.joined, current);
	away->state = AWAY_NOT;
	if (needs_person(chat))
		return;
	away->backoff = (struct backoff) { 0 };
	CHAT_REMARK(chat, STR("connected again"));
}

bool
chat_hides_refusal(struct chat *chat, const struct command *err)
{
	struct away *away = &chat->away;
	char time[SECONDS_TEXT];

	if (away->state != AWAY_RETURNING || err->rule->verb != VERB_ERR ||
	    !str_eq(err->arg[0], STR("name")) ||
	    !str_eq(err->arg[1], STR("name-taken")))
		return false;
	if (away->patience == 0)
		away->patience = clock_mono() + NAME_PATIENCE;
	if (clock_mono() >= away->patience)
		return false;
	put_off(away, time);
	CHAT_REMARK(chat, STR("your name is still taken; trying again in "),
	    str_from(time));
	return true;
}

void
chat_forget_away(struct chat *chat)
{
	dial_stop(&chat->away.dial);
	forget_groups(&chat->away);
}
