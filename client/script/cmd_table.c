/*
 * forkcast put, cut, get: the table of a group or of a client; each word is a
 * command.
 */
#include <stdio.h>
#include <sysexits.h>

#include "script/cmd.h"
#include "script/key_wait.h"
#include "script/script.h"
#include "script/table_words.h"
#include "session/standard.h"
#include "shared/codes.h"
#include "text/render.h"

/* Exit status if the key's value is not as required. */
#define NOT_SO 1

static struct {
	struct script script;
	struct table_words words;
	bool said;
	bool answered;
	size_t own; /* changes of ours whose event has not come yet */
	size_t rows;
} table;

static void
print(const struct str *pieces, size_t count)
{
	bool good = true;

	for (size_t i = 0; i < count; i++)
		good = good &&
		    printf("%s%.*s", i > 0 ? " " : "", (int)pieces[i].len,
			pieces[i].at) >= 0;
	if (!good || printf("\n") < 0 || fflush(stdout) != 0)
		script_fail_output(&table.script);
}
#define PRINT(...)                                  \
	print((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static void
print_row(struct str key, struct str id, struct str name, struct str value)
{
	if (table.words.lists)
		PRINT(key, id, name, value);
	else if (table.words.key.len > 0)
		PRINT(value);
	else
		PRINT(key, value);
}

static void
fail_without_key(void)
{
	script_fail(&table.script, NOT_SO, "no such key: %.*s",
	    (int)table.words.key.len, table.words.key.at);
}

/* Takes "row T KEY ID NAME VALUE", the present state of the key or of one. */
static void
take_row(const struct command *line)
{
	const struct key_state now = { true, line->arg[2], line->arg[4] };

	table.rows++;
	if (table.words.waits &&
	    key_wait_judge(&table.words.wait, &now) == KEY_WAITS)
		return;
	print_row(line->arg[1], line->arg[2], line->arg[3], line->arg[4]);
	if (table.words.waits)
		script_end(&table.script, EX_OK);
}

/* Takes the end of the answer to get. */
static void
end_rows(void)
{
	const struct key_state none = { .is_there = false };
	enum key_verdict verdict = KEY_IS_SO;

	if (table.words.waits)
		verdict = table.rows > 0 ?
		    KEY_WAITS :
		    key_wait_judge(&table.words.wait, &none);
	else if (table.words.key.len > 0 && table.rows == 0)
		verdict = KEY_IS_GONE;
	if (verdict == KEY_IS_SO)
		script_end(&table.script, EX_OK);
	else if (verdict == KEY_IS_GONE)
		fail_without_key();
}

/*
 * Prints the result of a change: the rest of "ok VERB T KEY ", which is "OLD"
 * for cut, and "ID ..." for the others.
 */
static void
print_result(struct str rest)
{
	if (table.words.verb == VERB_CUT) {
		PRINT(rest);
		return;
	}
	const struct str id = str_word(&rest);
	PRINT(id);
}

/* Ends the script after a change. Our own table goes with us without account.
 */
static void
end_change(void)
{
	if (table.words.verb != VERB_CUT && table.words.group == NULL &&
	    table.words.options.account == NULL)
		script_fail(&table.script, EX_OK,
		    "value not kept: a client's table ends with its connection");
	else
		script_end(&table.script, EX_OK);
}

/* Takes "ok VERB T KEY ID ..." or "ok get T COUNT". */
static void
take_ok(const struct command *line)
{
	struct str rest = line->arg[1];

	table.answered = true;
	if (table.words.verb == VERB_GET) {
		end_rows();
		return;
	}
	(void)str_word(&rest);
	(void)str_word(&rest);
	print_result(rest);
	table.own = 1;
}

static int
status_of(struct str code)
{
	static const struct {
		enum code code;
		int status;
	} rows[] = {
		{ CODE_EXISTS, NOT_SO },
		{ CODE_CHANGED, NOT_SO },
		{ CODE_NO_SUCH_KEY, NOT_SO },
		{ CODE_SLOW_DOWN, EX_TEMPFAIL },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(code, code_word(rows[i].code)))
			return rows[i].status;
	return EX_NOPERM;
}

static void
take_error(const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];

	script_fail(&table.script, status_of(line->arg[1]), "%.*s: %s",
	    (int)table.words.table.len, table.words.table.at,
	    render_string(why, sizeof(why), &line->arg[2], 1));
}

/*
 * Takes "set ID T KEY NAME VALUE" or "cut ID T KEY NAME". The first one after
 * the answer is our own.
 */
static void
take_change(const struct command *line)
{
	const bool is_set = line->rule->verb == VERB_SET;
	const struct key_state now = { is_set, line->arg[0],
		is_set ? line->arg[4] : STR("") };

	if (!table.answered || !str_caseeq(line->arg[1], table.words.table) ||
	    !str_eq(line->arg[2], table.words.key))
		return;
	if (table.own > 0) {
		table.own--;
		return;
	}
	const enum key_verdict verdict =
	    key_wait_judge_change(&table.words.wait, &now);
	if (verdict == KEY_IS_GONE)
		script_fail(&table.script, NOT_SO, "%.*s has deleted %.*s",
		    (int)line->arg[3].len, line->arg[3].at,
		    (int)table.words.key.len, table.words.key.at);
	if (verdict != KEY_IS_SO)
		return;
	if (is_set)
		print_row(
		    line->arg[2], line->arg[0], line->arg[3], line->arg[4]);
	script_end(&table.script, EX_OK);
}

static void
cmd_table_take_line(const struct command *line)
{
	const enum verb answered = session_answered(&table.script.session);

	switch (line->rule->verb) {
	case VERB_ROW:
		take_row(line);
		break;
	case VERB_OK:
		if (answered == table.words.verb && line->count > 1)
			take_ok(line);
		break;
	case VERB_ERR:
		take_error(line);
		break;
	case VERB_SET:
	case VERB_CUT:
		take_change(line);
		break;
	default:
		break;
	}
}

/* Sends the command. Subscribes to changes first, so that none is missed. */
static void
cmd_table_say(void)
{
	struct session *session = &table.script.session;
	const struct str line = buf_str(&table.words.command);

	if (table.said || !script_joined(&table.script) ||
	    !session_ready(session))
		return;
	table.said = true;
	if (table.words.waits)
		SESSION_SAY_ITSELF(
		    session, VERB_HEAR, STR("hear"), table.words.key);
	SESSION_SAY(session, table.words.verb, line);
}

int
cmd_table(int argc, char *const *argv)
{
	struct script *script = &table.script;
	struct pollfd set[1];
	struct command line;

	table_words_read(&table.words, argc, argv);
	char *const groups[] = { table.words.group, NULL };
	standard_need_output();
	script_begin(script, &table.words.options, groups);
	while (!script->over) {
		cmd_table_say();
		script_wait(script, set, COUNT(set), WAIT_FOR_EVER);
		while (!script->over && script_take(script, &line))
			cmd_table_take_line(&line);
		if (table.answered && !table.words.waits &&
		    script_is_synced(script))
			end_change();
	}
	return script_finish(script);
}
