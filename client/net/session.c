/* The session with the server: see session.h. */
#include "net/session.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "system/signals.h"

/* When an answer is late. */
#define LATE (3 * SEC)

void
session_init(struct session *session, int fd)
{
	*session = (struct session) {
		.fd = fd,
		.hears = true,
		.speaks = true,
		.answered = VERB_COUNT,
		.heard_at = clock_mono(),
		.owed = session->owed_memory,
	};
	buf_init(&session->in, session->in_memory, sizeof(session->in_memory));
	buf_init(
	    &session->out, session->out_memory, sizeof(session->out_memory));
	buf_init(&session->asked, session->asked_memory,
	    sizeof(session->asked_memory));
}

void
session_free(struct session *session)
{
	session_close(session);
	world_free(&session->joined);
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
	return world_me(&session->joined);
}

static bool
settles(enum verb verb)
{
	return (grammar_traits(verb) & TRAIT_SETTLES) != 0;
}

/* Returns the verb of the command to be answered next; VERB_COUNT: none. */
static enum verb
next_owed(const struct session *session)
{
	return session->owed_count > 0 ? (enum verb)session->owed[0].verb :
					 VERB_COUNT;
}

/* Removes the oldest command, which has been answered. */
static void
answered(struct session *session)
{
	const enum verb verb = next_owed(session);

	if (verb == VERB_COUNT)
		return;
	session->answered = verb;
	session->owed++;
	session->owed_count--;
	session->owed_since = session->heard_at = clock_mono();
	session->unsettled -= settles(verb);
}

size_t
session_unconfirmed(const struct session *session)
{
	size_t count = 0;

	for (size_t i = 0; i < session->owed_count; i++) {
		const unsigned verb = session->owed[i].verb;
		count += verb == VERB_SEND || verb == VERB_TELL ||
		    verb == VERB_LINES;
	}
	return count;
}

/* Returns whether the buffer has room for another command of any kind. */
static bool
has_room_to_say(const struct session *session)
{
	return session->speaks && !session->quitting &&
	    session->owed_count < SESSION_OWED &&
	    SESSION_BUFFER - buf_len(&session->out) >= LIMIT_LINE;
}

bool
session_ready(const struct session *session)
{
	return session->unsettled == 0 && has_room_to_say(session);
}

static void
say_words(struct session *session, enum verb verb, const struct str *words,
    size_t count, bool itself)
{
	const usec now = clock_mono();
	const bool fits = buf_say(&session->out, words, count);

	assert(fits);
	(void)fits;
	if (verb == VERB_TAGS) /* they have no answer of their own */
		return;
	if (session->owed_count == 0)
		session->owed_since = now;
	if (session->owed >= session->owed_memory + SESSION_OWED)
		session->owed = memmove(session->owed_memory, session->owed,
		    session->owed_count * sizeof(*session->owed));
	session->owed[session->owed_count++] =
	    (struct session_owed) { (unsigned char)verb, itself, now };
	session->unsettled += settles(verb);
	session->said++;
	session->secret =
	    session->secret || (grammar_traits(verb) & TRAIT_SECRET) != 0;
	if (verb == VERB_JOIN || verb == VERB_NAME) {
		buf_drop(&session->asked, buf_len(&session->asked));
		(void)buf_say(&session->asked, words, count); /* fits, too */
	}
	session->quitting = session->quitting || verb == VERB_QUIT;
}

void
session_say(struct session *session, enum verb verb, const struct str *words,
    size_t count)
{
	say_words(session, verb, words, count, false);
}

void
session_ask(struct session *session, enum verb verb, const struct str *words,
    size_t count)
{
	if (has_room_to_say(session))
		say_words(session, verb, words, count, true);
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
	return next_owed(session) == verb && session->owed[0].itself == itself;
}

bool
session_hides(const struct session *session, const struct command *line)
{
	/* Commands that may find nothing; the first ones have lists. */
	static const enum verb verbs[] = { VERB_WHOIS, VERB_HISTORY, VERB_TALKS,
		VERB_GET, VERB_TOPIC, VERB_MODE, VERB_DONE, VERB_WANT,
		VERB_MOTD, VERB_NAMES, VERB_WATCH };
	const enum verb verb = line->rule->verb;

	if (session->owed_count == 0 || !session->owed[0].itself)
		return false;
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (session_awaits(session, verbs[i], true) &&
		    (verb == VERB_ERR ||
			(i < 3 &&
			    grammar_relation(line->rule, verbs[i]) ==
				RELATION_PART)))
			return true;
	return verb == VERB_OK || verb == VERB_NAMES || verb == VERB_ROW;
}

/* Returns how long the oldest command has been waiting; there must be one. */
static usec
waiting(const struct session *session, usec now)
{
	const usec since = session->owed[0].said;

	return now > since ? now - since : 0;
}

usec
session_lag(const struct session *session, usec now)
{
	if (session->owed_count == 0 || waiting(session, now) < LATE)
		return 0;
	return waiting(session, now);
}

usec
session_lag_changes(const struct session *session, usec now)
{
	if (session->owed_count == 0)
		return WAIT_FOR_EVER;
	const usec time = waiting(session, now);
	const usec next = (time / SEC + 1) * SEC;
	return session->owed[0].said + (time < LATE ? LATE : next);
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
		session->heard_at = clock_mono();
	}
	if (count == IO_FAIL)
		keep_error(session);
	if (count == IO_FAIL || count == 0)
		session->hears = false;
}

void
session_write(struct session *session)
{
	const struct str waiting = buf_str(&session->out);
	const ssize_t count = io_write(session->fd, waiting.at, waiting.len);

	if (count > 0)
		buf_drop(&session->out, (size_t)count);
	if (count == IO_FAIL) {
		keep_error(session);
		session->speaks = false;
		buf_drop(&session->out, waiting.len);
		/* What has come is still read; no more is waited for. */
		(void)shutdown(session->fd, SHUT_RD);
	}
	/* Wipe a secret that was sent, wherever it was in the buffer. */
	if (session->secret && buf_len(&session->out) == 0) {
		secret_wipe(session->out_memory, sizeof(session->out_memory));
		session->secret = false;
	}
}

bool
session_line(struct session *session, struct str *line)
{
	enum line_found found;

	while ((found = buf_line(&session->in, line)) == LINE_TOO_LONG)
		session->skipped = true;
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

	session->elsewhere = false;
	buf_drop(&session->in, line.len < left ? line.len + 1 : left);
}

bool
session_is_elsewhere(const struct session *session, const struct command *line)
{
	return session->elsewhere || grammar_is_elsewhere(line);
}

static bool
is_own(const struct session *session, const struct command *line)
{
	const struct str actor = grammar_actor(line);

	/* Only a bridge causes events of people on other servers. */
	if (grammar_server_of(actor).len > 0)
		return next_owed(session) == VERB_RELAY;
	return actor.len > 0 && str_caseeq(actor, session_name(session));
}

struct world_asked
session_asked(const struct session *session)
{
	struct str rest = buf_str(&session->asked);

	rest = str_cut(&rest, '\n');
	(void)str_word(&rest);
	const struct str group = str_word(&rest);
	return (struct world_asked) { group, .key = str_word(&rest) };
}

void
session_note(struct session *session, const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const bool own = is_own(session, line);
	const bool goes_on = several_note(&session->several, line);
	struct world_asked asked = session_asked(session);
	const bool owes_join = next_owed(session) == VERB_JOIN;
	const bool elsewhere = own && session_is_elsewhere(session, line);

	session->answered = VERB_COUNT;
	session->elsewhere = elsewhere;
	if (elsewhere && verb == VERB_JOIN)
		asked = (struct world_asked) { .group = line->arg[1] };
	if (verb == VERB_ERR && owes_join &&
	    str_eq(line->arg[1], code_word(CODE_ALREADY_MEMBER)))
		world_choose(&session->joined, asked.group);
	/* Another connection's join brings only a person into a group. */
	world_take(&session->joined, line, own,
	    (elsewhere ? session->follows : owes_join) ? &asked : NULL);
	/*
	 * An event about us that an operator caused answers no command; nor
	 * does that of a mode, which is followed by an ok.
	 */
	if (verb == VERB_OK || verb == VERB_ERR ||
	    (own && !elsewhere && verb != VERB_MODE && !goes_on &&
		session->owed_count > 0 &&
		grammar_relation(line->rule, next_owed(session)) ==
		    RELATION_WHOLE))
		answered(session);
	session->ended = session->ended || verb == VERB_BYE;
}
