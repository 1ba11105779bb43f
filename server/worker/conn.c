/* One client's connection: see conn.h. */
#include "worker/conn.h"

#include "shared/grammar.h"
#include "shared/names.h"
#include "worker/greeting.h"
#include "worker/proxy.h"

/* Kept free on the uplink for quit and for a fault of the worker's own. */
#define UP_RESERVE 128

/* The worker's memory: there is one connection in a process. */
static struct {
	char in[CONN_IN];
	char up[CONN_UP];
	char down[2 * CONN_DOWN];
	char out[CONN_OUT];
} memory;

void
conn_init(struct conn *conn, usec chunk_time)
{
	*conn = (struct conn) { .chunk_time = chunk_time };
	buf_init(&conn->in, memory.in, sizeof(memory.in));
	buf_init(&conn->up, memory.up, sizeof(memory.up));
	buf_init(&conn->down, memory.down, sizeof(memory.down));
	buf_init(&conn->out, memory.out, sizeof(memory.out));
}

bool
conn_ready(const struct conn *conn)
{
	/* Whether what is held may go on is told by the answer to a name. */
	const bool waits =
	    conn->held && conn->name_len == 0 && conn->names_owed > 0;

	return !conn->refused && !waits &&
	    conn->up.size - buf_len(&conn->up) >= LIMIT_LINE + UP_RESERVE;
}

static void
fault(struct conn *conn, struct str verb, struct str code)
{
	/* conn_ready, or the reserve, has seen to it that there is room. */
	(void)BUF_SAY(&conn->up, STR("fault"), verb, code);
}

/* The router is to end it. What has come behind this is not looked at. */
static void
end(struct conn *conn)
{
	conn->refused = true;
	fault(conn, STR("-"), bye_word(BYE_PROTOCOL));
}

/* Whole up to its LF, or as far as it has come. */
static struct str
first_line(const struct conn *conn, bool *whole)
{
	struct str line = buf_str(&conn->in);
	const char *lf = line.len > 0 ? memchr(line.at, '\n', line.len) : NULL;

	*whole = lf != NULL;
	if (lf != NULL)
		line.len = (size_t)(lf - line.at);
	return line;
}

bool
conn_is_foreign(const struct conn *conn)
{
	bool whole;
	const struct str line = first_line(conn, &whole);

	return conn->name_len == 0 &&
	    greeting_read(line, whole) == GREETING_FOREIGN;
}

bool
conn_admits(struct conn *conn, struct str line, bool whole)
{
	if (conn->name_len > 0 ||
	    greeting_read(line, whole) != GREETING_FOREIGN)
		return true;
	if (conn->names_owed > 0)
		conn->held = true;
	else
		end(conn);
	return false;
}

enum line
conn_line(struct conn *conn, struct str *line)
{
	bool whole;
	const struct str first = first_line(conn, &whole);

	if (!conn->in.skipping && !conn_admits(conn, first, whole))
		return LINE_NONE;
	return buf_line(&conn->in, line);
}

/* Is it a word alone, where a name is still to be said? */
static bool
is_bare_name(const struct conn *conn, struct str line)
{
	struct str rest = line;
	const struct str word = str_word(&rest);

	return conn->name_len == 0 && conn->names_owed == 0 && word.len > 0 &&
	    rest.at == NULL && grammar_find(word, FROM_CLIENT) == NULL;
}

static void
pass_up(struct conn *conn, const struct command *command, struct str line)
{
	if (command->rule->verb == VERB_NAME)
		conn->names_owed++;
	(void)BUF_SAY(&conn->up, line); /* conn_ready: there is room */
}

static void
take_name(struct conn *conn, struct str name)
{
	enum code code = name_check(name);

	if (code == CODE_OK && greeting_read(name, true) == GREETING_NO_NAME)
		code = CODE_BAD_NAME;
	conn->names_owed++;
	if (code == CODE_OK)
		(void)BUF_SAY(&conn->up, STR("name"), name);
	else
		fault(conn, STR("name"), code_word(code));
}

void
conn_command(struct conn *conn, struct str line)
{
	struct command command;
	enum code code;
	struct str verb;

	if (is_bare_name(conn, line)) {
		take_name(conn, line);
		return;
	}
	code = grammar_parse(line, FROM_CLIENT, &command);
	if (code == CODE_OK) {
		pass_up(conn, &command, line);
		return;
	}
	verb = command.rule != NULL ? command.rule->word : STR("-");
	if (str_eq(verb, STR("name")))
		conn->names_owed++;
	fault(conn, verb, code_word(code));
}

void
conn_refuse(struct conn *conn, enum code code)
{
	fault(conn, STR("-"), code_word(code));
}

void
conn_quit(struct conn *conn)
{
	(void)BUF_SAY(&conn->up, STR("quit")); /* the reserve is for it */
}

void
conn_kicked(struct conn *conn)
{
	fault(conn, STR("-"), bye_word(BYE_KICKED));
}

static void
take_header(struct conn *conn, size_t len)
{
	conn->header_due = false;
	buf_drop(&conn->in, len);
}

/* Nothing has gone up yet, so that there is room. */
bool
conn_header(struct conn *conn, bool ended, char peer[ADDR_TEXT])
{
	const struct str bytes = buf_str(&conn->in);
	struct proxy_header header;

	switch (proxy_parse(bytes, &header)) {
	case PROXY_MORE:
		/* Who ends without a byte only looked if we are there. */
		if (ended && bytes.len > 0)
			end(conn);
		return false;
	case PROXY_ITSELF:
		take_header(conn, header.len);
		(void)BUF_SAY(&conn->up, STR("proxied"));
		return false;
	case PROXY_CLIENT:
		take_header(conn, header.len);
		addr_text(&header.from, peer);
		(void)BUF_SAY(&conn->up, STR("proxied"), str_from(peer));
		return true;
	default:
		end(conn);
		return false;
	}
}

static bool
set_name(struct conn *conn, struct str name)
{
	conn->names_owed--;
	if (name.len > sizeof(conn->name))
		return false;
	memcpy(conn->name, name.at, name.len);
	conn->name_len = name.len;
	return true;
}

bool
conn_heard(struct conn *conn, struct str line)
{
	const struct str name = { conn->name, conn->name_len };
	struct command said;

	if (conn->names_owed == 0 ||
	    grammar_parse(line, FROM_SERVER, &said) != CODE_OK)
		return false;
	switch (said.rule->verb) {
	case VERB_OK:
		return str_eq(said.arg[0], STR("name")) && said.count > 1 &&
		    set_name(conn, said.arg[1]);
	case VERB_NAME:
		return str_eq(said.arg[1], name) && set_name(conn, said.arg[2]);
	case VERB_ERR:
		conn->names_owed -= str_eq(said.arg[0], STR("name"));
		return false;
	default:
		return false;
	}
}
