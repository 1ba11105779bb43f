/* The native protocol's lines: see native.h. */
#include "worker/fronts/native.h"

#include "worker/conn/greeting.h"
#include "worker/fronts/native_lines.h"

/*
 * Returns the first line of the input up to its LF, or the part that has come.
 */
static struct str
first_line(const struct conn *conn, bool *whole)
{
	struct str rest = buf_str(&conn->in);
	const struct str line = str_cut(&rest, '\n');

	*whole = rest.at != NULL;
	return line;
}

static bool
is_foreign(const struct conn *conn, struct str line, bool whole)
{
	return conn->name_len == 0 &&
	    greeting_read(line, whole) == GREETING_FOREIGN;
}

bool
native_is_foreign(const struct conn *conn)
{
	bool whole;
	const struct str line = first_line(conn, &whole);

	return is_foreign(conn, line, whole);
}

bool
native_admits(struct conn *conn, struct str line, bool whole)
{
	if (!is_foreign(conn, line, whole))
		return true;
	if (conn->names_owed > 0)
		conn->awaits_name = true;
	else
		conn_end(conn);
	return false;
}

/*
 * Returns whether the line is a single word that claims a name: the client has
 * none, no name waits for its answer, and the word is no command.
 */
static bool
is_bare_name(const struct conn *conn, struct str line)
{
	struct str rest = line;
	const struct str word = str_word(&rest);

	return conn->name_len == 0 && conn->names_owed == 0 && word.len > 0 &&
	    rest.at == NULL && grammar_find(word, FROM_CLIENT) == NULL;
}

static void
take_name(struct conn *conn, struct str name)
{
	enum code code = name_check(name);

	if (code == CODE_OK && greeting_read(name, true) == GREETING_NO_NAME)
		code = CODE_BAD_NAME;
	if (code == CODE_OK)
		conn_name(conn, name);
	else
		conn_refuse_over(
		    conn, VERB_NAME, code, grammar_excess_of(ARG_NAME, name));
}

void
native_take(struct conn *conn, struct str line)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (line.len == 0 || native_lines_take(conn, line))
		return;
	if (is_bare_name(conn, line))
		take_name(conn, line);
	else
		conn_command(conn, line);
}

void
native_refuse_long(struct conn *conn)
{
	if (native_lines_take_long(conn))
		return;
	conn_refuse_over(conn, VERB_NONE, CODE_TOO_LONG,
	    (struct excess) { .limit = LIMIT_LINE });
}

/* Finds the next line, as conn_line does, if native_admits it. */
static enum line_found
next_line(struct conn *conn, struct str *line)
{
	bool whole;
	const struct str first = first_line(conn, &whole);

	if (!conn->in.skipping && !native_admits(conn, first, whole))
		return LINE_NONE;
	return conn_line(conn, line);
}

void
native_take_lines(struct conn *conn)
{
	struct str line;
	enum line_found found;

	while (
	    conn_ready(conn) && (found = next_line(conn, &line)) != LINE_NONE) {
		if (found == LINE_TOO_LONG) {
			native_refuse_long(conn);
			continue;
		}
		native_take(conn, line);
		buf_drop_line(&conn->in, line);
	}
}
