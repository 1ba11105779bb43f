/* A link that keeps itself up: see link.h. */
#include "net/link.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/identity.h"
#include "net/wait.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "text/render.h"

#define BYE_SAID "disconnected by the server: %s"

static void fail(struct link *link, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
fail(struct link *link, int status, const char *format, ...)
{
	char why[LINK_WHY];
	va_list values;

	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	link->options.fail(link->options.owner, status, why);
}

/* Makes the text of a refusal fit to be shown. */
static const char *
why_of(const struct command *err, char room[LINK_WHY / 2])
{
	return render_string(room, LINK_WHY / 2, &err->arg[2], 1);
}

/* Schedules the next step, and tells why the last one did not do. */
static void
put_off(struct link *link, const char *why)
{
	char time[REJOIN_TIME], text[LINK_WHY + REJOIN_TIME + 32];

	link->until = rejoin_next(&link->backoff, time);
	(void)snprintf(text, sizeof(text), "%s; trying again in %s", why, time);
	link->options.tell(link->options.owner, text);
}

static void
rest(struct link *link, const char *why)
{
	link->state = LINK_RESTS;
	put_off(link, why);
}

/* Returns the name to ask for now; a made-up one is in room. */
static struct str
wanted_name(const struct link *link, char room[LIMIT_NAME])
{
	const struct link_options *options = &link->options;

	if (link->name[0] != '\0')
		return str_from(link->name);
	if (options->name_exact)
		return str_from(options->name);
	return identity_name(options->name, link->attempt, room);
}

static void
say_name(struct link *link)
{
	char room[LIMIT_NAME];

	SESSION_SAY_ITSELF(
	    link->session, VERB_NAME, STR("name"), wanted_name(link, room));
}

/* Sends what comes after the login. */
static void
introduce(struct link *link)
{
	if (link->options.full)
		SESSION_SAY_ITSELF(
		    link->session, VERB_WANT, STR("want"), STR("full"));
	say_name(link);
}

/* Sends the password, if there is one, and logs in or takes the name. */
static void
greet(struct link *link)
{
	const struct link_options *options = &link->options;

	if (options->nameless)
		return;
	if (options->password != NULL)
		SESSION_SAY_ITSELF(link->session, VERB_PASS, STR("pass"),
		    str_from(options->password));
	if (options->account == NULL) {
		introduce(link);
		return;
	}
	login_begin(&link->login, options->account, options->secret);
	login_go_on(&link->login, link->session);
}

void
link_begin(struct link *link, struct session *session,
    const struct link_options *options, char *const *groups)
{
	link->options = *options;
	link->session = session;
	link->groups = groups;
	link->dial.fd = -1;
	greet(link);
}

bool
link_is_joined(const struct link *link)
{
	return *link->groups == NULL && link->joining == NULL &&
	    link->state == LINK_HERE;
}

/*
 * Handles a taken name. A made-up name is as good as the next; for a chosen
 * one, which a dead connection of ours may hold, we wait until it is free.
 * Returns false if it cannot be had.
 */
static bool
heed_taken_name(struct link *link)
{
	const struct str name = str_from(link->name);
	char room[LIMIT_NAME], why[LIMIT_NAME + 32];

	if (!link->options.name_exact &&
	    (name.len == 0 ||
		str_eq(name,
		    identity_name(link->options.name, link->attempt, room)))) {
		link->name[0] = '\0';
		link->attempt++;
		say_name(link);
		return true;
	}
	if (link->patience == 0)
		link->patience = clock_mono() + REJOIN_PATIENCE;
	if (clock_mono() >= link->patience || link->state != LINK_RETURNS)
		return false;
	(void)snprintf(
	    why, sizeof(why), "the name %s is still taken", link->name);
	put_off(link, why);
	return true;
}

/* Handles the refusal of the password or the name; true if it is dealt with. */
static bool
heed_refusal(struct link *link, const struct command *err)
{
	char room[LIMIT_NAME], why[LINK_WHY / 2];

	if (str_eq(err->arg[0], STR("pass"))) {
		fail(link, EX_NOPERM, "password refused: %s", why_of(err, why));
		return false;
	}
	if (str_eq(err->arg[1], code_word(CODE_NAME_TAKEN)) &&
	    heed_taken_name(link))
		return true;
	const struct str name = wanted_name(link, room);
	fail(link, EX_NOPERM, "name %.*s refused: %s", (int)name.len, name.at,
	    why_of(err, why));
	return false;
}

/* Handles the refusal of a group that we asked to join. */
static bool
heed_no_join(struct link *link, const struct command *err)
{
	const struct str group = rejoin_group(link->joining);
	char why[LINK_WHY / 2];

	link->joining = NULL;
	if (str_eq(err->arg[1], code_word(CODE_SLOW_DOWN)) &&
	    link->state == LINK_RETURNS) {
		(void)snprintf(why, sizeof(why), "cannot join %.*s yet",
		    (int)group.len, group.at);
		link->groups--; /* the last one */
		put_off(link, why);
		return true;
	}
	fail(link, EX_NOPERM, "cannot join %.*s: %s", (int)group.len, group.at,
	    why_of(err, why));
	return false;
}

/*
 * Takes a line that may answer the greeting. Returns true if it is a refusal
 * that was dealt with and does not concern the user.
 */
static bool
heed_greeting(struct link *link, const struct command *line)
{
	const struct str me = session_name(link->session);

	if (line->rule->verb == VERB_JOIN && link->joining != NULL &&
	    str_caseeq(line->arg[1], rejoin_group(link->joining)) &&
	    str_caseeq(grammar_actor(line), me))
		link->joining = NULL;
	if (line->rule->verb != VERB_ERR)
		return false;
	if (link->joining != NULL && str_eq(line->arg[0], STR("join")))
		return heed_no_join(link, line);
	return me.len == 0 &&
	    (str_eq(line->arg[0], STR("name")) ||
		str_eq(line->arg[0], STR("pass"))) &&
	    heed_refusal(link, line);
}

/* Goes on with the login; true if the line was about it. */
static bool
heed_login(struct link *link, enum login_heard heard)
{
	switch (heard) {
	case LOGIN_OTHER:
		return false;
	case LOGIN_GOES_ON:
		login_go_on(&link->login, link->session);
		break;
	case LOGIN_DONE:
		introduce(link);
		break;
	case LOGIN_REFUSED:
	case LOGIN_FORGED:
	case LOGIN_BUSY:
		fail(link, heard == LOGIN_BUSY ? EX_TEMPFAIL : EX_NOPERM,
		    "cannot log in as %s: %s", link->options.account,
		    link->login.why);
		break;
	}
	return true;
}

/* Takes the server's last line. */
static void
take_bye(struct link *link, const struct command *line)
{
	const bool named =
	    session_name(link->session).len > 0 || link->state == LINK_HERE;
	char why[LINK_WHY / 2];
	enum bye bye;

	if (!bye_find(line->arg[0], &bye))
		bye = BYE_INTERNAL;
	(void)render_string(why, sizeof(why), &line->arg[1], 1);
	if (bye == BYE_QUIT && link->session->quitting)
		fail(link, EX_OK, "%s", "");
	else if (link->options.returns && rejoin_after(line->arg[0], named))
		(void)snprintf(link->bye, sizeof(link->bye), "%s", why);
	else
		fail(link,
		    bye == BYE_KICKED || bye == BYE_SLOW_READER ||
			    bye == BYE_IDLE || bye == BYE_TOO_FAST ||
			    bye == BYE_PROTOCOL ?
			EX_PROTOCOL :
			EX_UNAVAILABLE,
		    BYE_SAID, why);
}

/* Checks whether we are fully back. */
static void
settle(struct link *link)
{
	if (link->state != LINK_RETURNS || link->until != 0 ||
	    session_name(link->session).len == 0 || *link->groups != NULL ||
	    link->joining != NULL)
		return;
	link->state = LINK_HERE;
	link->patience = 0;
	link->backoff = (struct backoff) { 0 };
	link->options.tell(link->options.owner, "reconnected");
}

/* Notes a line; false if it is not for the user. */
static bool
note(struct link *link, const struct command *line)
{
	const bool ping = line->rule->verb == VERB_PING;
	bool hidden = ping || session_hides(link->session, line);
	const enum login_heard heard =
	    login_hear(&link->login, link->session, line);

	session_note(link->session, line);
	if (line->rule->verb == VERB_BYE)
		take_bye(link, line);
	hidden = heed_login(link, heard) || hidden;
	hidden = heed_greeting(link, line) || hidden;
	settle(link);
	if (ping)
		SESSION_ASK(link->session, VERB_PING, STR("ping"));
	return !hidden;
}

bool
link_next(struct link *link, struct command *line, bool *ours)
{
	struct command letter;

	if (link->holding)
		session_drop(link->session, link->line);
	link->holding = session_line(link->session, &link->line);
	*ours = false;
	if (!link->holding)
		return false;
	link->letter = STR("");
	if (session_is_cut(link->session, link->line) ||
	    grammar_parse(link->line, FROM_SERVER, line) != CODE_OK)
		return true;
	switch (letters_take(&link->letters, line, &letter)) {
	case LETTERS_NONE:
		*ours = note(link, line);
		break;
	case LETTERS_NEW: /* else it stays in the mailbox, for another client */
		link->letter = line->arg[0];
		*line = letter;
		*ours = link->takes_letters;
		break;
	case LETTERS_NOTED:
		break;
	}
	return true;
}

void
link_report_letters(struct link *link, uint64_t unseen)
{
	if (link->state != LINK_HERE || !session_ready(link->session))
		return;
	const uint64_t id = letters_report(&link->letters, unseen);
	if (id != 0)
		SESSION_SAY_ITSELF(
		    link->session, VERB_DONE, STR("done"), DECIMAL(id));
}

/* Keeps our name and the groups, to be restored later. */
static void
remember(struct link *link)
{
	const struct str name = session_name(link->session);

	if (link->joining != NULL)
		link->groups--; /* no answer came */
	link->joining = NULL;
	char **groups = rejoin_groups(&link->session->joined, link->groups);
	free(link->were);
	link->were = groups;
	link->groups = groups;
	if (name.len == 0)
		return; /* keeps the previous one */
	memcpy(link->name, name.at, name.len);
	link->name[name.len] = '\0';
}

void
link_lost(struct link *link, int status, const char *format, ...)
{
	struct session *session = link->session;
	const bool named =
	    session_name(session).len > 0 || link->state != LINK_HERE;
	char why[LINK_WHY];
	va_list values;

	va_start(values, format);
	if (vsnprintf(why, sizeof(why), format, values) < 0)
		why[0] = '\0';
	va_end(values);
	if (!link->options.returns || !named || session->quitting) {
		fail(link, status, "%s", why);
		return;
	}
	remember(link);
	letters_lost(&link->letters);
	if (link->options.lost != NULL)
		link->options.lost(link->options.owner);
	session_free(session);
	(void)via_drop(&link->via);
	session_init(session, -1);
	session_close(session);
	link->holding = false;
	rest(link, why);
}

bool
link_is_ending(const struct link *link)
{
	const struct session *session = link->session;

	return session->fd != -1 && !session->hears &&
	    buf_len(&session->in) == 0;
}

bool
link_go_on(struct link *link)
{
	struct session *session = link->session;
	const char *why;

	if (*link->groups != NULL && session_name(session).len > 0 &&
	    link->until == 0 && session_ready(session)) {
		link->joining = *link->groups++;
		SESSION_SAY(
		    session, VERB_JOIN, STR("join"), str_from(link->joining));
	}
	if (session->speaks && buf_len(&session->out) > 0)
		session_write(session);
	if (session->fd == -1)
		return false;
	if (link->bye[0] != '\0') {
		link_lost(link, EX_UNAVAILABLE, BYE_SAID, link->bye);
		link->bye[0] = '\0';
		return true;
	}
	if (!link_is_ending(link))
		return false;
	/* A command that was the connection may tell why it ended. */
	if (via_is_ending(&link->via)) {
		session->speaks = false;
		return false;
	}
	why = via_drop(&link->via);
	if (why == NULL)
		why = session->error != 0 ? strerror(session->error) :
					    "closed by the server";
	link_lost(link, EX_UNAVAILABLE, "connection lost: %s", why);
	session_close(session);
	return true;
}

struct pollfd
link_watch(const struct link *link, bool deaf)
{
	const struct session *session = link->session;
	const bool hears = session->hears && !deaf;
	const bool speaks = session->speaks && buf_len(&session->out) > 0;

	if (session->fd == -1)
		return (struct pollfd) { .events = POLLIN,
			.fd = link->state == LINK_DIALS ? link->dial.fd : -1 };
	return (struct pollfd) { .fd = hears || speaks ? session->fd : -1,
		.events =
		    (short)((hears ? POLLIN : 0) | (speaks ? POLLOUT : 0)) };
}

usec
link_due(const struct link *link)
{
	const usec look = program_tend();
	const usec due = link->until != 0 ? link->until : WAIT_FOR_EVER;

	if (link_is_ending(link))
		return clock_mono() + PROGRAM_LOOK;
	return look != 0 ? usec_earlier(due, clock_mono() + look) : due;
}

/* Takes a new connection: sends the name, and then joins the groups. */
static void
begin_connection(struct link *link, int socket)
{
	session_init(link->session, socket);
	link->groups = link->were;
	link->state = LINK_RETURNS;
	link->until = 0;
	greet(link);
}

static void
begin_attempt(struct link *link)
{
	const struct link_options *options = &link->options;
	int socket;

	if (options->via != NULL) {
		socket = via_begin(&link->via, options->via, options->hears);
		if (socket == -1)
			rest(link, strerror(errno));
		else
			begin_connection(link, socket);
		return;
	}
	link->state = LINK_DIALS;
	link->until = clock_mono() + options->timeout;
	if (!dial_begin(&link->dial, options->address))
		rest(link, strerror(errno));
}

static void
take_attempt(struct link *link)
{
	int socket;

	switch (dial_take(&link->dial, &socket)) {
	case DIAL_WAITS:
		break;
	case DIAL_DONE:
		begin_connection(link, socket);
		break;
	case DIAL_FAILED:
		rest(link, dial_why(&link->dial));
		break;
	}
}

void
link_turn(struct link *link, bool ready)
{
	const bool due = link->until != 0 && clock_mono() >= link->until;

	if (link_is_ending(link))
		return;
	if (link->session->fd != -1 && ready)
		session_read(link->session);
	if (link->state == LINK_DIALS && ready) {
		take_attempt(link);
	} else if (link->state == LINK_DIALS && due) {
		dial_stop(&link->dial);
		rest(link, "the attempt to connect timed out");
	} else if (link->state == LINK_RESTS && due) {
		begin_attempt(link);
	} else if (link->state == LINK_RETURNS && due) {
		/* The name may be free by now, or the group less busy. */
		link->until = 0;
		if (session_name(link->session).len == 0)
			say_name(link);
	}
}

void
link_end(struct link *link)
{
	via_end(&link->via);
	dial_stop(&link->dial);
	free(link->were);
	link->were = NULL;
	link->until = 0;
	link->state = LINK_HERE;
}
