/* The session with the server: see session.h. */
#include "session/session.h"

#include <assert.h>
#include <errno.h>

#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/names.h"

void
session_init(struct session *session, int fd)
{
	*session = (struct session) {
		.fd = fd,
		.hears = true,
		.speaks = true,
		.answered = VERB_COUNT,
	};
	lag_begin(&session->lag, clock_mono());
	buf_init(&session->in, session->in_memory, sizeof(session->in_memory));
	buf_init(
	    &session->out, session->out_memory, sizeof(session->out_memory));
}

void
session_free(struct session *session)
{
	session_close(session);
	our_groups_free(&session->joined);
}

void
session_close(struct session *session)
{
	io_close(&session->fd);
	session->hears = false;
	session->speaks = false;
}

struct str
session_name(const struct session *session)
{
	return (struct str) { session->name, session->name_len };
}

static void
set_name(struct session *session, struct str name)
{
	assert(name.len <= LIMIT_NAME);
	memcpy(session->name, name.at, name.len);
	session->name_len = name.len;
}

static bool
settles(enum verb verb)
{
	return (grammar_traits(verb) & TRAIT_SETTLES) != 0;
}

/* The mark on a verb in owed: the program sent the command, not the user. */
#define ITSELF 0x80
static_assert((VERB_COUNT & ITSELF) == 0, "verbs leave room for the mark");

static void
owe(struct session *session, enum verb verb, unsigned mark)
{
	const usec now = clock_mono();

	if (session->owed_count == 0)
		session->owed_since = now;
	lag_said(&session->lag, now);
	session->owed[session->owed_count++] = (unsigned char)(verb | mark);
	session->unsettled += settles(verb);
}

/* Returns the command to be answered next; there must be one. */
static enum verb
next_owed(const struct session *session)
{
	return (enum verb)(session->owed[0] & ~ITSELF);
}

/* Removes the oldest command, which has been answered. */
static void
answered(struct session *session)
{
	if (session->owed_count == 0)
		return;
	const enum verb verb = next_owed(session);
	session->answered = verb;
	memmove(session->owed, session->owed + 1, --session->owed_count);
	session->owed_since = clock_mono();
	lag_answered(&session->lag, session->owed_since);
	session->unsettled -= settles(verb);
}

size_t
session_unconfirmed(const struct session *session)
{
	size_t count = 0;

	for (size_t i = 0; i < session->owed_count; i++) {
		const unsigned verb = session->owed[i] & (ITSELF - 1U);
		count += verb == VERB_SEND || verb == VERB_TELL ||
		    verb == VERB_LINES;
	}
	return count;
}

/* Returns whether the buffer has room for another command of any kind. */
static bool
has_room(const struct session *session)
{
	return session->speaks && !session->quitting &&
	    session->owed_count < SESSION_OWED &&
	    SESSION_BUFFER - buf_len(&session->out) >= LIMIT_LINE;
}

bool
session_ready(const struct session *session)
{
	return session->unsettled == 0 && has_room(session);
}

/* Copies the word into room if it fits; returns the number of bytes copied. */
static size_t
keep(char *room, size_t size, struct str word)
{
	const size_t len = word.len <= size ? word.len : 0;

	if (len > 0)
		memcpy(room, word.at, len);
	return len;
}

/*
 * Remembers the group and key of "join G [KEY]", given in one string or
 * several. No other join can be sent while this one is unanswered.
 */
static void
note_asked(struct session *session, const struct str *words, size_t count)
{
	struct str rest = words[0];

	(void)str_word(&rest);
	if (rest.at == NULL && count > 1)
		rest = words[1];
	session->asked.group_len =
	    keep(session->asked.group, LIMIT_GROUP, str_word(&rest));
	session->asked.key_len = keep(session->asked.key, LIMIT_GROUP_KEY,
	    rest.at != NULL ? str_word(&rest) : STR(""));
}

static void
say(struct session *session, enum verb verb, const struct str *words,
    size_t count, unsigned mark)
{
	const bool fits = buf_say(&session->out, words, count);

	assert(fits);
	(void)fits;
	owe(session, verb, mark);
	session->said++;
	session->secret =
	    session->secret || (grammar_traits(verb) & TRAIT_SECRET) != 0;
	if (verb == VERB_JOIN)
		note_asked(session, words, count);
	session->quitting = session->quitting || verb == VERB_QUIT;
}

void
session_say(struct session *session, enum verb verb, const struct str *words,
    size_t count)
{
	say(session, verb, words, count, 0);
}

void
session_send_own(struct session *session, enum verb verb,
    const struct str *words, size_t count)
{
	say(session, verb, words, count, ITSELF);
}

enum verb
session_answered(const struct session *session)
{
	return session->answered;
}

size_t
session_said(const struct session *session)
{
	return session->said;
}

size_t
session_answers(const struct session *session)
{
	return session->owed_count > 0 ?
	    session->said - session->owed_count + 1 :
	    0;
}

bool
session_awaits(const struct session *session, enum verb verb, bool itself)
{
	const bool mark = (session->owed[0] & ITSELF) != 0;

	return session->owed_count > 0 && next_owed(session) == verb &&
	    mark == itself;
}

/* Returns whether the next command to be answered is one of ours. */
static bool
awaits_itself(const struct session *session)
{
	return session->owed_count > 0 && (session->owed[0] & ITSELF) != 0;
}

/* Returns whether we have sent a command that may find nothing. */
static bool
may_fail(const struct session *session)
{
	static const enum verb verbs[] = { VERB_GET, VERB_TOPIC, VERB_WHOIS,
		VERB_MODE, VERB_HISTORY, VERB_TALKS, VERB_DONE, VERB_WANT };

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (session_awaits(session, verbs[i], true))
			return true;
	return false;
}

/* Returns whether the line is part of an answer that only the program wants. */
static bool
is_part(const struct session *session, const struct command *line)
{
	static const enum verb verbs[] = { VERB_WHOIS, VERB_HISTORY,
		VERB_TALKS };

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (grammar_relation(line->rule, verbs[i]) == RELATION_PART &&
		    session_awaits(session, verbs[i], true))
			return true;
	return false;
}

bool
session_hides(const struct session *session, const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (verb == VERB_ERR)
		return may_fail(session);
	if (is_part(session, line))
		return true;
	return (verb == VERB_OK || verb == VERB_NAMES || verb == VERB_ROW) &&
	    awaits_itself(session);
}

void
session_send_ping(struct session *session)
{
	if (has_room(session))
		SESSION_SAY_ITSELF(session, VERB_PING, STR("ping"));
}

bool
session_check_link(struct session *session, usec now)
{
	if (session->fd == -1)
		return true;
	switch (lag_check(&session->lag, now)) {
	case LAG_NONE:
		return true;
	case LAG_PING:
		/*
		 * If there is no room for a ping, enough lines already await
		 * answers.
		 */
		session_send_ping(session);
		return true;
	case LAG_HOPELESS:
		return false;
	}
	return true;
}

void
session_ask_names(struct session *session, struct str group)
{
	if (has_room(session))
		SESSION_SAY_ITSELF(session, VERB_NAMES, STR("names"), group);
}

void
session_ask_topic(struct session *session, struct str group)
{
	if (has_room(session))
		SESSION_SAY_ITSELF(session, VERB_TOPIC, STR("topic"), group);
}

void
session_ask_modes(struct session *session, struct str group)
{
	if (has_room(session))
		SESSION_SAY_ITSELF(session, VERB_MODE, STR("mode"), group);
}

void
session_ask_key(struct session *session, struct str name, struct str key)
{
	char table[1 + LIMIT_NAME];
	const struct str whole = { table, 1 + name.len };

	assert(name.len <= LIMIT_NAME);
	table[0] = '@';
	memcpy(table + 1, name.at, name.len);
	if (has_room(session))
		SESSION_SAY_ITSELF(session, VERB_GET, STR("get"), whole, key);
}

static void
keep_error(struct session *session)
{
	if (session->error == 0)
		session->error = errno;
}

void
session_read(struct session *session)
{
	char *room;
	const size_t size = buf_room(&session->in, &room);
	ssize_t count;

	/*
	 * The buffer is longer than a line: if it is full, it holds a whole
	 * line.
	 */
	if (size == 0)
		return;
	count = io_read(session->fd, room, size);
	if (count > 0) {
		buf_filled(&session->in, (size_t)count);
		lag_heard(&session->lag, clock_mono());
	}
	if (count == IO_FAIL)
		keep_error(session);
	if (count == IO_FAIL || count == 0)
		session->hears = false;
}

/* Wipes a secret that was sent, wherever it was in the buffer. */
static void
wipe_sent(struct session *session)
{
	if (!session->secret || buf_len(&session->out) > 0)
		return;
	secret_wipe(session->out_memory, sizeof(session->out_memory));
	session->secret = false;
}

/*
 * Writes once. An error does not end the session: reading continues, because
 * the server's last lines may still be unread.
 */
void
session_write(struct session *session)
{
	const struct str waiting = buf_str(&session->out);
	const ssize_t count = io_write(session->fd, waiting.at, waiting.len);

	if (count > 0)
		buf_drop(&session->out, (size_t)count);
	wipe_sent(session);
	if (count != IO_FAIL)
		return;
	keep_error(session);
	session->speaks = false;
	buf_drop(&session->out, waiting.len);
	wipe_sent(session);
}

bool
session_line(struct session *session, struct str *line)
{
	enum line_found found;

	do
		found = buf_line(&session->in, line);
	while (found == LINE_TOO_LONG);
	if (found == LINE_WHOLE)
		return true;
	*line = buf_str(&session->in);
	return !session->hears && line->len > 0;
}

bool
session_is_cut(const struct session *session, struct str line)
{
	return line.len == buf_len(&session->in);
}

void
session_drop(struct session *session, struct str line)
{
	const size_t left = buf_len(&session->in);

	buf_drop(&session->in, line.len < left ? line.len + 1 : left);
}

static bool
is_own(const struct session *session, const struct command *line)
{
	const struct str actor = grammar_actor(line);

	/* Only a bridge causes events of people on other servers. */
	if (grammar_server_of(actor).len > 0)
		return session->owed_count > 0 &&
		    next_owed(session) == VERB_RELAY;
	return actor.len > 0 && str_caseeq(actor, session_name(session));
}

/* Returns whether our join of the group is the command to be answered next. */
static bool
was_asked(const struct session *session, struct str group)
{
	const struct str asked = { session->asked.group,
		session->asked.group_len };

	return session->owed_count > 0 && next_owed(session) == VERB_JOIN &&
	    str_caseeq(group, asked);
}

/*
 * Adds a group that we are now in, with its key, which joining again may need.
 */
static void
enter(struct session *session, struct str group)
{
	const struct str key = { session->asked.key, session->asked.key_len };

	our_groups_choose(&session->joined, group);
	our_groups_keep_key(&session->joined, group, key);
}

/* Returns whether the mode is one of the group, not of members or masks. */
static bool
is_of_group(struct str change)
{
	return change.len == 2 && strchr("ovbeI", change.at[1]) == NULL;
}

/* Notes a change of a group's modes, and its key. */
static void
note_change(struct session *session, struct str group, struct str change,
    struct str key)
{
	if (is_of_group(change))
		our_groups_change_mode(&session->joined, group, change);
	if (str_eq(change, STR("+k")) && key.at != NULL)
		our_groups_keep_key(&session->joined, group, key);
	else if (str_eq(change, STR("-k")))
		our_groups_keep_key(&session->joined, group, STR(""));
}

/*
 * Notes the modes in "LETTERS CREATED ROLE LIMIT KEY", cut to what follows
 * LETTERS; these do not have those with a value, a limit and a key.
 */
static void
note_modes(struct session *session, struct str group, struct str letters,
    struct str rest)
{
	struct our_groups *joined = &session->joined;

	our_groups_set_modes(joined, group, letters);
	(void)str_word(&rest);
	(void)str_word(&rest);
	if (rest.at == NULL)
		return;
	if (!str_eq(str_word(&rest), STR("0")))
		our_groups_change_mode(joined, group, STR("+l"));
	if (rest.at != NULL && !str_eq(rest, STR("-")) &&
	    !str_eq(rest, STR("*")))
		our_groups_change_mode(joined, group, STR("+k"));
}

/*
 * Notes the change in "ok mode G CHANGE [WORD]", or the letters in "ok mode G
 * LETTERS CREATED ROLE LIMIT KEY".
 */
static void
note_mode(struct session *session, struct str rest)
{
	const struct str group = str_word(&rest);
	const struct str change = rest.at != NULL ? str_word(&rest) : STR("");

	if (str_begins(change, STR("+")) ||
	    (change.len > 1 && str_begins(change, STR("-"))))
		note_change(session, group, change, rest);
	else if (change.len > 0)
		note_modes(session, group, change, rest);
}

static bool
kicks_us(const struct session *session, const struct command *kick)
{
	return str_caseeq(kick->arg[3], session_name(session));
}

/* Notes our own event; goes_on: more lines of its message are to come. */
static void
note_own(struct session *session, const struct command *line, bool goes_on)
{
	const enum verb verb = line->rule->verb;

	/* Only our own join can bring us into a group. */
	if (verb == VERB_JOIN && !was_asked(session, line->arg[1]))
		return;
	/*
	 * An event about us that an operator caused answers no command; nor
	 * does that of a mode, which is followed by an ok.
	 */
	if (session->owed_count > 0 && verb != VERB_MODE && !goes_on &&
	    grammar_relation(line->rule, next_owed(session)) == RELATION_WHOLE)
		answered(session);
	if (verb == VERB_JOIN)
		enter(session, line->arg[1]);
	else if (verb == VERB_LEAVE ||
	    (verb == VERB_KICK && kicks_us(session, line)))
		our_groups_leave(&session->joined, line->arg[1]);
	else if (verb == VERB_NAME)
		set_name(session, line->arg[2]);
}

static void
note_ok(struct session *session, const struct command *line)
{
	if (str_eq(line->arg[0], STR("name")) && line->count == 2 &&
	    line->arg[1].len <= LIMIT_NAME)
		set_name(session, line->arg[1]);
	else if (str_eq(line->arg[0], STR("mode")) && line->count == 2)
		note_mode(session, line->arg[1]);
	else if (str_eq(line->arg[0], STR("register")) && line->count == 2)
		our_groups_own(&session->joined, line->arg[1], true);
	else if (str_eq(line->arg[0], STR("drop")) && line->count == 2)
		our_groups_own(&session->joined, line->arg[1], false);
	answered(session);
}

void
session_note(struct session *session, const struct command *line)
{
	const bool own = is_own(session, line);
	const bool goes_on = several_note(&session->several, line);

	session->answered = VERB_COUNT;
	if (line->rule->verb == VERB_MODE)
		note_change(session, line->arg[1], line->arg[3],
		    line->count > 4 ? line->arg[4] : (struct str) { NULL, 0 });
	/* The server itself makes the owner of a group its operator. */
	if (line->rule->verb == VERB_MODE && line->count > 4 &&
	    str_eq(line->arg[3], STR("+o")) &&
	    str_eq(line->arg[2], STR(NAME_OPERATOR)) &&
	    str_caseeq(line->arg[4], session_name(session)))
		our_groups_own(&session->joined, line->arg[1], true);
	if (own)
		note_own(session, line, goes_on);
	else if (line->rule->verb == VERB_OK)
		note_ok(session, line);
	else if (line->rule->verb == VERB_ERR)
		answered(session);
	else if (line->rule->verb == VERB_BYE)
		session->ended = true;
	else if (line->rule->verb == VERB_KICK && kicks_us(session, line))
		our_groups_leave(&session->joined, line->arg[1]);
}
