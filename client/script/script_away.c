/*
 * Reconnecting, from the loss of the connection until everything is restored:
 * see script_state.h. A child process makes each attempt (dial.h), so that
 * commands already running are not held up.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/dial.h"
#include "net/rejoin.h"
#include "script/script.h"
#include "script/script_state.h"
#include "shared/die.h"

/* Schedules the next attempt and reports why the last one ended. */
static void
rest(struct script *script, const char *why)
{
	struct script_away *away = &script->away;
	char time[REJOIN_TIME];

	away->state = SCRIPT_RESTING;
	away->until = rejoin_next(&away->backoff, time);
	complain("%s; trying again in %s", why, time);
}

/* Copies the name and the groups, to be restored later, from the session. */
static void
remember(struct script *script)
{
	const struct session *session = &script->session;
	const struct str name = session_name(session);
	struct script_away *away = &script->away;
	char **groups;

	if (script->joining != NULL)
		script->groups--; /* no answer came */
	script->joining = NULL;
	groups = rejoin_groups(&session->joined, script->groups);
	free(away->groups);
	away->groups = groups;
	script->groups = groups;
	if (name.len == 0)
		return; /* keeps the previous one */
	memcpy(away->name, name.at, name.len);
	away->name[name.len] = '\0';
}

/* Returns whether the script can and should reconnect. */
static bool
wants_return(const struct script *script)
{
	const bool named = session_name(&script->session).len > 0 ||
	    script->away.state != SCRIPT_HERE;

	return script->options.returns && named && !script->over &&
	    script->signal == 0 && !script->session.quitting;
}

void
script_connection_lost(
    struct script *script, int status, const char *format, ...)
{
	struct session *session = &script->session;
	char why[SCRIPT_MESSAGE];
	va_list values;

	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	if (!wants_return(script)) {
		script_fail(script, status, "%s", why);
		return;
	}
	remember(script);
	letters_lost(&script->letters);
	if (script->lost != NULL)
		script->lost();
	session_free(session);
	(void)via_drop(&script->via);
	session_init(session, -1);
	session_close(session);
	script->holding = false;
	rest(script, why);
}

bool
script_put_off(struct script *script, const char *format, ...)
{
	struct script_away *away = &script->away;
	char time[REJOIN_TIME];
	char why[SCRIPT_MESSAGE];
	va_list values;

	if (away->state != SCRIPT_RETURNING)
		return false;
	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	away->until = rejoin_next(&away->backoff, time);
	complain("%s; trying again in %s", why, time);
	return true;
}

int
script_away_fd(const struct script *script)
{
	return script->away.state == SCRIPT_CONNECTING ? script->away.dial.fd :
							 -1;
}

usec
script_away_until(const struct script *script)
{
	return script->away.until != 0 ? script->away.until : WAIT_FOR_EVER;
}

/* Takes a new connection: sends the name, and then joins the groups. */
static void
begin_connection(struct script *script, int socket)
{
	struct script_away *away = &script->away;

	session_init(&script->session, socket);
	script->quiet = clock_mono();
	script->groups = away->groups;
	away->state = SCRIPT_RETURNING;
	away->until = 0;
	script_greet(script);
}

static void
begin_via(struct script *script)
{
	const int socket = via_begin(&script->via, script->options.via, false);

	if (socket == -1)
		rest(script, strerror(errno));
	else
		begin_connection(script, socket);
}

static void
begin_attempt(struct script *script)
{
	struct script_away *away = &script->away;
	const struct script_options *options = &script->options;

	away->state = SCRIPT_CONNECTING;
	away->until = clock_mono() + options->timeout;
	if (options->via != NULL)
		begin_via(script);
	else if (!dial_begin(&away->dial, options->server))
		rest(script, strerror(errno));
}

static void
take_attempt(struct script *script)
{
	struct dial *dial = &script->away.dial;
	int socket;

	switch (dial_take(dial, &socket)) {
	case DIAL_WAITS:
		break;
	case DIAL_DONE:
		begin_connection(script, socket);
		break;
	case DIAL_FAILED:
		rest(script, dial_why(dial));
		break;
	}
}

static void
give_up_attempt(struct script *script)
{
	dial_stop(&script->away.dial);
	rest(script, "the attempt to connect timed out");
}

/* Tries again: the name may be free by now, or the group less busy. */
static void
try_again(struct script *script)
{
	script->away.until = 0;
	if (session_name(&script->session).len == 0)
		script_say_name(script);
}

void
script_come_back(struct script *script, bool heard)
{
	const struct script_away *away = &script->away;
	const bool due = away->until != 0 && clock_mono() >= away->until;

	if (script->over)
		return;
	if (away->state == SCRIPT_CONNECTING && heard)
		take_attempt(script);
	else if (away->state == SCRIPT_CONNECTING && due)
		give_up_attempt(script);
	else if (away->state == SCRIPT_RESTING && due)
		begin_attempt(script);
	else if (away->state == SCRIPT_RETURNING && due)
		try_again(script);
}

void
script_settle(struct script *script)
{
	struct script_away *away = &script->away;

	if (away->state != SCRIPT_RETURNING || away->until != 0 ||
	    session_name(&script->session).len == 0 ||
	    *script->groups != NULL || script->joining != NULL)
		return;
	away->state = SCRIPT_HERE;
	away->patience = 0;
	away->backoff = (struct backoff) { 0 };
	complain("reconnected");
}

void
script_forget_away(struct script *script)
{
	dial_stop(&script->away.dial);
	free(script->away.groups);
	script->away.groups = NULL;
	script->away.until = 0;
	script->away.state = SCRIPT_HERE;
}
