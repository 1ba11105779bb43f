/* Requests for the past that are under way: see reading.h. */
#include "router/history/reading.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/queue/budget.h"
#include "shared/message_lines.h"
#include "shared/token.h"

/*
 * The most lines for the reader in one answer of the journal, but for those of
 * the event that it ends with.
 */
#define STEP 64

/* The most lines of tags, and gaps, in an answer. */
#define OTHERS_MOST ((FANOUT_TAGS + 1) * (STEP + 1))

#define PAST STR("past")

/*
 * A request, and how far it has come. A captured journal can only reply to what
 * was asked: a line that was not asked for makes the answer wrong.
 */
struct row {
	uint64_t line; /* number of the client's line that asks; 0: none */
	bool is_author; /* the client has sent the message that was found */
	bool is_talk;
	char where[TOKEN_MOST + 1]; /* the token that is read */
	char name[LIMIT_GROUP + 1]; /* of the place; empty: it is none */
	bool looks; /* for one message, which is not sent */
	bool wrong; /* a line has come that was not asked for */
	bool ended; /* there are no more events */
	uint32_t found; /* events so far, or lines */
	uint64_t first; /* the ID of the first event; 0: none yet */
	uint64_t latest; /* of the latest event that was taken */
	uint64_t last; /* of the last one looked at; 0: none */
	/* Of the answer at hand: */
	uint64_t low, high; /* the bounds of further IDs; high 0: none */
	bool down; /* in falling order */
	bool in_lines; /* of a wish in lines */
	uint32_t step, most; /* its events, and how many it may have */
	size_t lines; /* for the reader, of these events */
	uint32_t others; /* lines of tags, and gaps */
};

static struct {
	struct row *row; /* one for each connection */
	char *title; /* of a group or talk that is listed */
	char *room; /* for the line of a record */
} readings;

/*
 * Returns whether the line of the answer is to be taken: it is right so far,
 * and the client's line still waits for it. A line that was refused meanwhile
 * has its answer.
 */
static bool
takes(conn_id who)
{
	const struct row *row = &readings.row[who.n];

	return !row->wrong && row->line == asks_line(who);
}

/*
 * Returns how a token in an answer is called: a group, or a talk of the
 * account; empty: there is no such thing.
 */
static struct str
find_title(struct str token, struct str account)
{
	char rooms[3][TOKEN_MOST];
	struct str one, other, name;
	struct buf title;
	uint32_t group;
	uint64_t made;

	if (token_split(token, &one, &other)) {
		const struct str own = record_account_token(account, rooms[0]);
		name = account_names_find(
		    token_name(str_eq(one, own) ? other : one, readings.title));
		other = record_account_token(name, rooms[1]);
		buf_init(&title, readings.title, LIMIT_GROUP);
		(void)BUF_CAT(&title, STR("@"), name);
		return str_eq(token, token_talk(own, other, rooms[2])) ?
		    buf_str(&title) :
		    STR("");
	}
	name = token_name(token, readings.title);
	group = groups_find(name);
	made = group != GROUP_NONE ? groups_get(group)->history.made :
				     registered_groups_made(name);
	if (made != token_made(token))
		return STR("");
	return group != GROUP_NONE ? groups_name(group) : name;
}

/* Returns what is still to be read. */
static struct wish
rest_of(const struct row *row, const struct wish *wish)
{
	struct wish rest = *wish;

	rest.count = wish->count > row->found ? wish->count - row->found : 0;
	if (row->last == 0)
		return rest;
	if (rest.way == WISH_FIND) {
		rest.before = row->last;
	} else {
		rest.way = WISH_FORWARD;
		rest.after = row->last;
	}
	return rest;
}

/* Sets the bounds of an answer to a new question, which is the rest of a wish.
 */
static void
expect(struct row *row, const struct wish *rest)
{
	row->lines = 0;
	row->step = row->others = 0;
	row->most = rest->count < STEP ? rest->count : STEP;
	row->low = rest->after;
	row->high = rest->before;
	row->down = rest->way == WISH_FIND;
	row->in_lines = rest->in_lines;
}

/*
 * Takes a record. Returns false if it was not asked for, or the answer should
 * have ended before it. Tags come before their event.
 */
static bool
take_record(struct row *row, const struct past_line *past)
{
	const bool has_room = row->step < row->most;

	if (past->number <= row->low ||
	    (row->high != 0 && past->number >= row->high))
		return false;
	if (!past->is_event)
		return ++row->others <= OTHERS_MOST;
	if (row->first == 0)
		row->first = past->number;
	row->latest = row->last = past->number;
	if (row->down)
		row->high = past->number;
	else
		row->low = past->number;
	row->found += row->in_lines && past->texts > 0 ? past->texts : 1;
	row->step++;
	row->lines += 1 + past->texts;
	return has_room;
}

/*
 * Takes LASTID, up to which all has been looked at. Returns false if that is no
 * progress: the question would be the same again.
 */
static bool
take_last(struct row *row, struct str text)
{
	const struct str word = str_word(&text);
	uint64_t id;

	if (!str_to_number(word, UINT64_MAX, &id))
		return false;
	if (row->step == 0 &&
	    (row->down ? row->high != 0 && id >= row->high : id <= row->low))
		return false;
	if (row->last == 0 || (row->down ? id < row->last : id > row->last))
		row->last = id;
	return row->last != 0;
}

/*
 * Returns whether the client has sent a known event: with its account, or
 * without one but by the name that it has had since.
 */
static bool
is_by(const struct past_line *past, conn_id who)
{
	const client_id me = client_of(who);
	const size_t causer = grammar_causer(past->event.rule);
	const struct str actor = past->event.arg[causer];
	const struct str account = grammar_account_of(actor);
	const uint64_t since = clients_get(me)->named_since;

	if (!str_eq(account, STR("*")))
		return account.len > 0 &&
		    str_caseeq(account, clients_account(me)) &&
		    account_names_facts(account).made <= past->number;
	/* Whether it has had the name, without a break, since before that. */
	return str_caseeq(grammar_name_of(actor), clients_name(me)) &&
	    since != 0 && since < past->number;
}

/* Sends "past" and the words of a line of the server. */
static void
tell_words(conn_id who, const struct command *line)
{
	struct str words[2 + GRAMMAR_ARGS] = { PAST, line->rule->word };
	size_t count = 2;

	for (size_t i = 0; i < line->count; i++)
		words[count++] = line->arg[i];
	fanout_conn(who, (struct words) { words, count });
}

/* Sends a note in short form, as a message. */
static void
tell_note(conn_id who, const struct command *event)
{
	const struct str to = event->arg[1], text = event->arg[3];
	const struct str name = grammar_name_of(event->arg[2]);

	if (to.at[0] != '@')
		fanout_conn(who,
		    WORDS(PAST, STR("msg"), event->arg[0], to, name, text));
	else
		fanout_conn(who,
		    WORDS(PAST, STR("tell"), event->arg[0], name,
			(struct str) { to.at + 1, to.len - 1 }, text));
}

/*
 * Sends an event in short form: with the names of clients only, and a join
 * without a real name.
 */
static void
tell_brief(conn_id who, const struct command *event)
{
	struct command brief = *event;

	switch (event->rule->verb) {
	case VERB_TAGS:
	case VERB_SIGNAL:
		return;
	case VERB_MODE:
		if (memchr(brief.arg[3].at, 'H', brief.arg[3].len) == NULL)
			return;
		brief.arg[3] =
		    brief.arg[3].at[0] == '+' ? STR("+H") : STR("-H");
		brief.count = 4;
		break;
	case VERB_NOTE:
		tell_note(who, event);
		return;
	case VERB_JOIN:
		brief.count = 3;
		break;
	default:
		break;
	}
	for (size_t i = 0; i < brief.count; i++)
		if (event->rule->args[i] == ARG_ACTOR)
			brief.arg[i] = grammar_name_of(event->arg[i]);
	tell_words(who, &brief);
}

/* Sends the lines of the message, if it has several: after their head. */
static void
tell_lines(conn_id who, const struct past_line *past, bool full)
{
	const struct command *head = &past->event;
	const struct str id = head->arg[0];
	const struct str actor =
	    full ? head->arg[2] : grammar_name_of(head->arg[2]);
	struct str lengths = past->lengths, text = past->text;
	struct str to = head->arg[1];
	const bool is_tell = str_skip(&to, STR("@"));
	struct message_line line;

	while (message_lines_next(&lengths, &text, &line))
		if (line.text.len > 0)
			fanout_conn(who,
			    is_tell ? WORDS(PAST, STR("tell"), id, actor, to,
					  line.text) :
				      WORDS(PAST, STR("msg"), id, to, actor,
					  line.text));
}

/*
 * Sends the client "past LINE" in the form that it wants, or nothing if the
 * event has no such form.
 */
static void
tell(conn_id who, const struct past_line *past)
{
	const bool is_full = conns_get(who)->full;

	if (!past->is_known)
		return;
	if (is_full)
		tell_words(who, &past->event);
	else
		tell_brief(who, &past->event);
	if (past->event.rule->verb == VERB_LINES)
		tell_lines(who, past, is_full);
}

/* Takes a record of the place that is read. */
static void
take_past(uint32_t asker, struct str word, struct str text)
{
	const conn_id who = { asker };
	struct row *row = &readings.row[who.n];
	const struct past_place place = { row->is_talk, str_from(row->name) };
	const struct str id = str_word(&text);
	struct past_line past;

	if (!takes(who))
		return;
	row->wrong = !str_eq(word, STR("past")) ||
	    !past_read(id, text, place, readings.room, &past) ||
	    !take_record(row, &past);
	if (row->wrong)
		return;
	if (row->looks && past.is_event) {
		row->found = past.is_message;
		row->is_author = past.is_known && is_by(&past, who);
	} else if (!row->looks && answers_has_reader(who)) {
		tell(who, &past);
	}
}

/* Takes "talk WHERE ID [N]". */
static void
take_talk(uint32_t asker, struct str word, struct str text)
{
	const conn_id who = { asker };
	const client_id me = client_of(who);
	struct row *row = &readings.row[who.n];
	const struct str token = str_word(&text), digits = str_word(&text);
	struct str title;
	uint64_t id = 0, count;

	if (!takes(who))
		return;
	row->wrong = !str_eq(word, STR("talk")) || !token_is_valid(token) ||
	    digits.len > LIMIT_ID || !str_to_number(digits, UINT64_MAX, &id) ||
	    (text.len > 0 && !str_to_number(text, UINT32_MAX, &count)) ||
	    id <= row->low || (row->high != 0 && id >= row->high) ||
	    ++row->step > LIMIT_PAST;
	title = row->wrong ? STR("") : find_title(token, clients_account(me));
	if (title.len == 0)
		return;
	row->found++;
	row->lines++;
	if (answers_has_reader(who))
		fanout_conn(who, WORDS(STR("talk"), title, digits, text));
}

/* Asks the journal for what is still to be read. */
static bool
ask_journal(conn_id who, const struct target *target, const struct wish *rest,
    struct asks_answer *answer)
{
	static const struct str ways[] = {
		[WISH_FORWARD] = LIT("forward"),
		[WISH_BACKWARD] = LIT("backward"),
		[WISH_FIND] = LIT("find"),
	};
	const bool joined = config_now()->history_for == HISTORY_FOR_JOINED;
	const struct str none = STR("");
	const struct str account =
	    target->token.len > 0 ? target->token : STR("*");
	char room[8];
	struct buf how;

	buf_init(&how, room, sizeof(room));
	(void)BUF_CAT(&how, STR("-"), joined ? STR("j") : none,
	    rest->only_said ? STR("s") : none, rest->in_lines ? STR("l") : none,
	    rest->missed ? STR("m") : none);
	if (target->where.len == 0)
		return asks_journal(who.n,
		    WORDS(STR("talks"), account, buf_str(&how),
			DECIMAL(rest->after), DECIMAL(rest->before),
			DECIMAL(rest->count)),
		    take_talk, answer);
	return asks_journal(who.n,
	    WORDS(ways[rest->way], target->where, account,
		DECIMAL(target->begun), DECIMAL(target->joined), buf_str(&how),
		DECIMAL(rest->after), DECIMAL(rest->before),
		DECIMAL(rest->count), rest->text),
	    take_past, answer);
}

/* Takes the end of an answer. Returns CODE_OK, or why there is none. */
static enum code
take_end(struct row *row, const struct asks_answer *answer)
{
	if (answer->code != CODE_OK)
		return answer->code;
	row->ended = row->ended || !answer->more;
	if (!row->wrong && (row->ended || take_last(row, answer->text)))
		return CODE_OK;
	LOG_AT(LEVEL_ERR,
	    STR("broken: journal sent an answer that was not asked for"));
	return CODE_UNAVAILABLE;
}

/*
 * Asks for what is still missing, or waits for it. Lines are asked for only
 * while the client has room for them. Returns true when an answer has ended.
 */
static bool
read_some(conn_id who, const struct target *target, const struct wish *wish,
    enum code *code)
{
	struct row *row = &readings.row[who.n];
	const struct wish rest = rest_of(row, wish);
	struct asks_answer answer;

	if (!asks_has_asked(who.n)) {
		if (answers_must_wait(who))
			return false;
		expect(row, &rest);
	}
	if (!ask_journal(who, target, &rest, &answer))
		return false;
	budget_charge(WORK_LINE, row->lines);
	*code = take_end(row, &answer);
	return true;
}

/*
 * Forgets a request, and with its question the journals that died of it: they
 * are no fault of the next one.
 */
static void
readings_close(conn_id who)
{
	if (readings.row[who.n].line != 0)
		asks_cancel(who.n);
	readings.row[who.n] = (struct row) { .line = 0 };
}

/* Notes the end of a request, and forgets it. */
static bool
finish_reading(conn_id who, const struct wish *wish, enum code code,
    struct reading_end *end)
{
	const struct row *row = &readings.row[who.n];

	*end = (struct reading_end) { .code = code, .found = row->found };
	end->is_author = row->is_author;
	end->last = wish->resumes_at_first ? row->first : row->latest;
	if (end->found == 0)
		end->last = wish->asked;
	readings_close(who);
	return true;
}

/*
 * A request whose line is not the present one was refused while it waited.
 * Meanwhile the other of a talk may have logged in to another account.
 */
bool
reading_go_on(conn_id who, const struct target *target, const struct wish *wish,
    struct reading_end *end)
{
	const uint64_t line = asks_line(who);
	struct row *row = &readings.row[who.n];
	enum code code = CODE_OK;

	if (row->line != line)
		readings_close(who);
	if (row->where[0] != '\0' &&
	    !str_eq(str_from(row->where), target->where))
		return finish_reading(who, wish, CODE_UNAVAILABLE, end);
	if (row->line == 0)
		*row = (struct row) { .line = line };
	/* One that lists talks is of no place. */
	if (target->where.len > 0) {
		str_put(row->where, sizeof(row->where), target->where);
		str_put(row->name, sizeof(row->name), target->place.name);
	}
	row->is_talk = target->place.is_talk;
	row->looks = wish->looks;
	while (answers_has_reader(who) && code == CODE_OK &&
	    (asks_has_asked(who.n) ||
		(!row->ended && row->found < wish->count)))
		if (!read_some(who, target, wish, &code))
			return false;
	return finish_reading(who, wish, code, end);
}

/*
 * Notes how far a request has come, with which the next program goes on. Who
 * only looks for a message looks again.
 */
static void
readings_save(struct state *state, conn_id who)
{
	const struct row *row = &readings.row[who.n];

	if (row->line != 0 && !row->looks)
		STATE_PUT(state, STR("reading"), DECIMAL(row->line),
		    DECIMAL(row->found), DECIMAL(row->first),
		    DECIMAL(row->latest), DECIMAL(row->last));
}

static bool
readings_load(struct state *state, conn_id who)
{
	struct row *row = &readings.row[who.n];
	uint64_t found = 0;

	if (!state_is(state, STR("reading")))
		return false;
	if (!STATE_LINE(state, NUMBER_TO(&row->line, UINT64_MAX),
		NUMBER_TO(&found, UINT32_MAX),
		NUMBER_TO(&row->first, UINT64_MAX),
		NUMBER_TO(&row->latest, UINT64_MAX),
		NUMBER_TO(&row->last, UINT64_MAX)))
		state_wrong(state, "invalid reading");
	row->found = (uint32_t)found;
	return true;
}

MODULE(readings) = { TABLES(TABLE(readings.row, CLIENTS_MAX),
			 TABLE(readings.title, LIMIT_GROUP),
			 TABLE(readings.room, LIMIT_LINE)),
	.save_client = readings_save, .load_client = readings_load,
	.close = readings_close };
