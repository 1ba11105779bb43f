/* One client's connection, and what waits for answers: see conn.h. */
#include "worker/conn/conn.h"

#include <assert.h>

#include "process/fork/child.h"
#include "worker/conn/front.h"

/* Kept free on the uplink for quit and for a fault of the worker's own. */
#define UP_RESERVE 128

/* What a front's message sends up: two lines of tags and a text. */
#define UP_MESSAGE ((size_t)3 * LIMIT_LINE)

/*
 * The worker's memory; a process has one connection. A quiet connection touches
 * none of these pages, which keeps the process small.
 */
static struct {
	char in[CONN_IN];
	char up[CONN_UP];
	char down[2 * CONN_DOWN];
	char out[CONN_OUT];
	_Alignas(max_align_t) char state[CONN_STATE];
	struct ask_queue asks;
} memory;

void
conn_init(struct conn *conn, const struct child_args *given)
{
	*conn = (struct conn) { .state = memory.state,
		.asks = &memory.asks,
		.forwarded = given->forwarded,
		.native = given->native,
		.proxied = given->proxied,
		.chunk_time = given->chunk_time,
		.web = { .names = given->web } };
	memcpy(conn->peer, given->peer, sizeof(conn->peer));
	buf_init_twice(&conn->in, conn->first_in, CONN_FIRST, memory.in,
	    sizeof(memory.in));
	buf_init_twice(&conn->up, conn->first_up, CONN_FIRST, memory.up,
	    sizeof(memory.up));
	buf_init_twice(&conn->down, conn->first_down, CONN_FIRST, memory.down,
	    sizeof(memory.down));
	buf_init(&conn->out, memory.out, sizeof(memory.out));
}

/*
 * Appends a command that goes up, and copies the text of ask.word. Returns
 * false if there is no room.
 */
static bool
ask_queue_add(struct ask_queue *asks, struct ask ask)
{
	char *at = asks->text + asks->text_len;

	if (asks->count == ASK_QUEUE_MOST ||
	    ask.word.len > ASK_QUEUE_TEXT - asks->text_len)
		return false;
	if (asks->count == 0)
		asks->first = 0;
	if (ask.word.len > 0)
		memcpy(at, ask.word.at, ask.word.len);
	asks->text_len += ask.word.len;
	ask.word.at = at;
	asks->ring[(asks->first + asks->count++) % ASK_QUEUE_MOST] = ask;
	return true;
}

/*
 * Returns whether the line only says whether a mode is kept. Such a line, "ok
 * mode G CHANGE [WORD]" or "err mode not-kept ...", comes after the event, and
 * the event has already answered the front's command.
 */
static bool
is_behind_event(const struct command *line)
{
	struct str rest;

	if (line->count < 2 || !str_eq(line->arg[0], STR("mode")))
		return false;
	if (line->rule->verb == VERB_ERR)
		return str_eq(line->arg[1], code_word(CODE_NOT_KEPT));
	rest = line->arg[1];
	(void)str_word(&rest);
	rest = str_word(&rest);
	return line->rule->verb == VERB_OK && rest.len > 1 &&
	    (*rest.at == '+' || *rest.at == '-');
}

/*
 * Returns the relation of an event of the client's own to the command that it
 * answers, unless it is one before the last line of a message of several.
 */
static enum relation
relation_of_own(
    struct ask_queue *asks, const struct ask *ask, const struct command *line)
{
	uint64_t count = 0;

	if (ask->verb != VERB_LINES)
		return RELATION_WHOLE;
	if (line->rule->verb == VERB_LINES) {
		(void)str_to_number(line->arg[3], LIMIT_LINES, &count);
		asks->lines_left = (size_t)count;
		return RELATION_PART;
	}
	if (asks->lines_left > 0)
		asks->lines_left--;
	return asks->lines_left == 0 ? RELATION_WHOLE : RELATION_PART;
}

static enum relation
relation_of(
    struct conn *conn, const struct ask *ask, const struct command *line)
{
	const struct str name = { conn->name, conn->name_len };
	const enum verb verb = line->rule->verb;
	enum relation relation;

	if (verb == VERB_ERR && str_eq(line->arg[0], STR("tags")))
		return RELATION_NONE; /* tags never wait in the ring */
	if (is_behind_event(line) || grammar_is_elsewhere(line))
		return RELATION_NONE;
	if (verb == VERB_OK || verb == VERB_ERR)
		return RELATION_WHOLE;
	relation = grammar_relation(line->rule, ask->verb);
	if (relation != RELATION_WHOLE && verb != VERB_LINES)
		return relation;
	return relation != RELATION_NONE && str_eq(grammar_actor(line), name) ?
	    relation_of_own(conn->asks, ask, line) :
	    RELATION_NONE;
}

static bool
asks(const struct conn *conn)
{
	return conn->front != NULL && conn->front->hear != NULL;
}

void
conn_begin(struct conn *conn, const struct front *front)
{
	assert(front->state <= CONN_STATE);
	conn->front = front;
	if (front->state > 0)
		memset(conn->state, 0, front->state);
	if (asks(conn)) /* its rings stay untouched pages */
		conn->asks->count = conn->asks->text_len =
		    conn->asks->lines_left = 0;
}

static bool
has_room(const struct buf *buf, size_t size)
{
	return buf_most(buf) - buf_len(buf) >= size;
}

bool
conn_ready(const struct conn *conn)
{
	if (conn->refused ||
	    !(conn->deaf ||
		has_room(&conn->out, asks(conn) ? CONN_REPLIES : CONN_MADE)))
		return false;
	if (!asks(conn))
		return has_room(&conn->up, LIMIT_LINE + UP_RESERVE);
	return has_room(&conn->up, UP_MESSAGE + UP_RESERVE) &&
	    conn->asks->count < ASK_QUEUE_MOST / 4 &&
	    conn->asks->text_len < ASK_QUEUE_TEXT / 4 &&
	    !(conn->drains && conn->asks->count > 0);
}

void
conn_deafen(struct conn *conn)
{
	conn->deaf = true;
	conn->whole = 0;
	buf_drop(&conn->down, buf_len(&conn->down));
	buf_drop(&conn->out, buf_len(&conn->out));
	if (asks(conn))
		conn->asks->count = conn->asks->text_len = 0;
}

/* Says a command with single spaces between its words. */
static void
go_up(struct conn *conn, struct command *command)
{
	const struct rule *rule = command->rule;
	struct str words[1 + GRAMMAR_ARGS] = { rule->word };

	/* The end of the input says "quit" alone, too: see conn_quit. */
	if (rule->verb == VERB_QUIT && command->count == 0)
		command->arg[command->count++] = STR("-");
	memcpy(words + 1, command->arg, sizeof(command->arg));
	conn->names_owed += rule->verb == VERB_NAME;
	(void)buf_say(
	    &conn->up, words, 1 + command->count); /* conn_ready: room */
}

static void
fault(struct conn *conn, struct str verb, struct str code, struct excess over)
{
	const struct str words[] = { STR("fault"), verb, code,
		DECIMAL(over.limit), DECIMAL(over.len) };
	const size_t numbers = over.limit == 0 ? 0 : over.len == 0 ? 1 : 2;

	/* There is room: conn_ready, or the reserve. */
	(void)buf_say(&conn->up, words, 3 + numbers);
}

void
conn_refuse(
    struct conn *conn, enum verb verb, enum code code, struct excess over)
{
	const struct rule *rule = grammar_row(verb, FROM_CLIENT);

	conn->names_owed += verb == VERB_NAME;
	fault(
	    conn, rule != NULL ? rule->word : STR("-"), code_word(code), over);
}

void
conn_command(struct conn *conn, struct str line)
{
	struct command command;
	const enum code code = grammar_parse(line, FROM_CLIENT, &command);
	const struct rule *rule = command.rule;

	if (rule != NULL && code == CODE_OK)
		go_up(conn, &command);
	else
		conn_refuse(conn, rule != NULL ? rule->verb : VERB_NONE, code,
		    grammar_excess(&command, code));
}

static bool
are_words(const struct str *words, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++)
		if (words[i].len == 0 ||
		    memchr(words[i].at, ' ', words[i].len) != NULL)
			return false;
	return true;
}

enum code
conn_ask(
    struct conn *conn, const struct str *words, size_t count, struct ask ask)
{
	struct buf *up = &conn->up;
	const size_t before = buf_len(up);
	struct command command;
	enum code code;

	if (!are_words(words, count))
		return CODE_BAD_COMMAND;
	if (!buf_say(up, words, count))
		return CODE_TOO_LONG;
	const struct str line = { up->data + up->start + before,
		buf_len(up) - before - 1 };
	code = line.len < LIMIT_LINE ?
	    grammar_parse(line, FROM_WORKER, &command) :
	    CODE_TOO_LONG;
	if (code == CODE_OK) {
		ask.verb = command.rule->verb;
		/* Quit is answered by bye only, and valid tags are not. */
		if (!conn->deaf &&
		    (command.rule->traits & TRAIT_UNANSWERED) == 0 &&
		    !ask_queue_add(conn->asks, ask))
			code = CODE_SLOW_DOWN;
	}
	if (code != CODE_OK)
		up->end = up->start + before;
	return code;
}

void
conn_count(struct conn *conn, size_t len)
{
	char spaces[FRAMES_CONTROL];

	memset(spaces, ' ', len);
	(void)BUF_CAT(&conn->up, (struct str) { spaces, len }, STR("\n"));
}

/*
 * Returns the milliseconds after which bytes without a LF would have been a
 * command; 0: a LF has come, or pauses mean nothing; or one of FAULT_.
 */
static uint64_t
missed_pause(const struct conn *conn)
{
	const struct str in = buf_str(&conn->in);

	if (conn->web.frames.status != 0)
		return FAULT_FRAMES;
	if (conn->proxied && conn->forwarded)
		return FAULT_NOT_FORWARDED;
	if (str_begins(in, STR("\r\n\r\n")))
		return FAULT_PROXY_2;
	if (str_begins(in, STR("\x16\x03")))
		return FAULT_TLS;
	return memchr(in.at, '\n', in.len) == NULL ? conn->chunk_time / MSEC :
						     0;
}

void
conn_end(struct conn *conn, enum bye bye)
{
	struct excess over = { 0 };

	if (bye == BYE_PROTOCOL)
		over.limit = missed_pause(conn);
	conn->refused = conn->refused || bye != BYE_KICKED;
	fault(conn, STR("-"), bye_word(bye), over);
}

void
conn_quit(struct conn *conn)
{
	(void)BUF_SAY(&conn->up, STR("quit")); /* there is room: the reserve */
}

/*
 * Learns the client's name from "ok name NAME" and "name ID OLD NEW", which
 * another connection of the client may have caused.
 */
static void
follow_name(struct conn *conn, const struct command *said)
{
	const struct str old = { conn->name, conn->name_len };
	const bool answers = str_eq(said->arg[0], STR("name"));
	struct str name = { NULL, 0 };

	if (said->rule->verb == VERB_OK && answers)
		name = said->arg[1];
	else if (said->rule->verb == VERB_NAME &&
	    str_eq(grammar_name_of(said->arg[1]), old))
		name = said->arg[2];
	if (conn->names_owed > 0 && !grammar_is_elsewhere(said))
		conn->names_owed -=
		    name.len > 0 || (said->rule->verb == VERB_ERR && answers);
	if (name.len == 0 || name.len > sizeof(conn->name))
		return;
	memcpy(conn->name, name.at, name.len);
	conn->name_len = name.len;
	conn->renamed = true;
}

bool
conn_has_word(struct str words, struct str word)
{
	while (words.len > 0)
		if (str_caseeq(str_word(&words), word))
			return word.len > 0;
	return false;
}

size_t
conn_whole(struct str text)
{
	while (text.len > 0 && text.at[text.len - 1] != '\n')
		text.len--;
	return text.len;
}

/*
 * Usually only the last line matters, because it may be bye. Few lines are also
 * looked through for a name that another connection has given the client.
 */
void
conn_note_lines(struct conn *conn)
{
	struct str lines = buf_str(&conn->down), last, line;
	struct command said;

	str_drop(&lines, conn->whole);
	lines.len = conn_whole(lines);
	if (lines.len == 0)
		return;
	last = (struct str) { lines.at, lines.len - 1 };
	str_drop(&last, conn_whole(last));
	conn->bye_len = 0;
	if (str_skip(&last, STR("bye "))) {
		conn->bye_len = last.len < CONN_BYE ? last.len : CONN_BYE;
		memcpy(conn->bye, last.at, conn->bye_len);
	}
	conn->whole += lines.len;
	while (lines.len > 0 && !asks(conn) &&
	    (conn->names_owed > 0 || lines.len <= LIMIT_LINE / 4)) {
		line = str_cut(&lines, '\n');
		if ((conn->names_owed > 0 || str_begins(line, STR("name "))) &&
		    grammar_parse(line, FROM_SERVER, &said) == CODE_OK)
			follow_name(conn, &said);
	}
}

/*
 * Passes a line of the router to a front that sends its own commands, with the
 * command that it answers.
 */
static void
conn_hear(struct conn *conn, struct str line)
{
	struct ask_queue *asks = conn->asks;
	enum relation relation = RELATION_NONE;
	struct command said;
	struct ask ask;

	if (!grammar_split(line, FROM_SERVER, &said))
		return;
	if (asks->count > 0) {
		ask = asks->ring[asks->first];
		relation = relation_of(conn, &ask, &said);
	}
	follow_name(conn, &said);
	if (relation == RELATION_WHOLE) {
		asks->first = (asks->first + 1) % ASK_QUEUE_MOST;
		asks->count--;
	}
	conn->front->hear(conn, &said, relation != RELATION_NONE ? &ask : NULL);
	if (asks->count == 0)
		asks->text_len = 0;
}

void
conn_output(struct conn *conn, struct str line)
{
	if (asks(conn))
		conn_hear(conn, line);
	else if (conn->front->output != NULL)
		conn->front->output(conn, line);
}

struct str
conn_made(const struct conn *conn)
{
	struct str lines;

	if (conn->front != NULL && front_makes(conn->front))
		return buf_str(&conn->out);
	lines = buf_str(&conn->down);
	lines.len = conn->whole;
	return lines;
}

void
conn_drop_made(struct conn *conn, size_t len)
{
	if (conn->front != NULL && front_makes(conn->front)) {
		buf_drop(&conn->out, len);
	} else {
		buf_drop(&conn->down, len);
		conn->whole -= len;
	}
}
