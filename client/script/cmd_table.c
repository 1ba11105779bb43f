/*
 * forkcast add, put, swap, cut, get: the table of a group or of a client; each
 * word is a command.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/names.h"
#include "text/render.h"

#define SYNOPSIS(word, operands)                                   \
	"usage: forkcast " word " [-hlVw] [-n NAME] [-s ADDRESS] " \
	"[-t SECONDS]\n       " operands
#define LETTERS SCRIPT_OPTIONS "lw"
#define HELP                                                               \
	"TABLE is a group, or @NAME for a client. All words after it are " \
	"arguments,\n"                                                     \
	"even those that begin with -.\n\n"                                \
	"  -l             Print KEY ID NAME VALUE of each key.\n"          \
	"  -w             Then wait until KEY changes, and print its new " \
	"value.\n" SCRIPT_HELP

/* Exit status if the key's value is not as required. */
#define NOT_SO 1

/* The commands, and how many arguments each takes. */
static const struct form {
	const char *word;
	struct usage usage;
	enum verb verb;
	int least; /* arguments, the table included */
	int most; /* 0: any number, joined by spaces */
} forms[] = {
	{ "add",
	    { SYNOPSIS("add", "TABLE KEY VALUE..."), LETTERS,
		"Set KEY if it does not exist yet, and print the ID of the "
		"change.\n" HELP },
	    VERB_ADD, 3, 0 },
	{ "put",
	    { SYNOPSIS("put", "TABLE KEY VALUE..."), LETTERS,
		"Set KEY, and print the ID of the change.\n" HELP },
	    VERB_PUT, 3, 0 },
	{ "swap",
	    { SYNOPSIS("swap", "TABLE KEY ID VALUE..."), LETTERS,
		"Set KEY if ID is its last change, and print the new "
		"ID.\n" HELP },
	    VERB_SWAP, 4, 0 },
	{ "cut",
	    { SYNOPSIS("cut", "TABLE KEY [ID]"), LETTERS,
		"Delete KEY (with ID, only if that is its last change) and "
		"print its value."
		"\n" HELP },
	    VERB_CUT, 2, 3 },
	{ "get",
	    { SYNOPSIS("get", "TABLE [KEY]"), LETTERS,
		"Print the value of KEY, or all keys and values.\n" HELP },
	    VERB_GET, 1, 2 },
};

static struct {
	struct script script;
	const struct form *form;
	struct str table;
	struct str key; /* empty: all keys */
	char line[LIMIT_LINE];
	struct buf command;
	bool listing; /* -l */
	bool waits; /* -w */
	bool said;
	bool answered;
	size_t own; /* changes of ours whose event has not come yet */
	size_t rows;
} table;

static const struct form *
find_form(const char *word)
{
	const struct form *form = forms;

	while (strcmp(form->word, word) != 0)
		form++; /* it is always found */
	return form;
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	int letter;

	script_options(options, &table.form->usage, argc, argv);
	while ((letter = usage_option(&table.form->usage, argc, argv)) != -1)
		switch (letter) {
		case 'l':
			table.listing = true;
			break;
		case 'w':
			table.waits = true;
			break;
		default:
			script_option(options, letter);
		}
}

/*
 * Checks the arguments. The server would refuse them as well, but could not
 * name the option or the argument.
 */
static void
check_words(const struct script_options *options, char *const *words, int count)
{
	const struct form *form = table.form;

	if (count < form->least)
		script_usage(options, "missing argument");
	if (form->most != 0 && count > form->most)
		script_usage(options, "too many arguments");
	if (table.waits && count < 2)
		script_usage(options, "-w requires a key");
	if (table.waits && words[0][0] == '@')
		script_usage(
		    options, "-w works only with the table of a group");
	if (count > 1 && key_check(str_from(words[1])) != CODE_OK)
		die(EX_DATAERR,
		    "invalid key \"%s\": must be 1 to %d bytes from a to z, "
		    "digits and . _ / -",
		    words[1], LIMIT_KEY);
	if (form->most == 0 && words[form->least - 1][0] == '\0')
		die(EX_DATAERR, "empty value");
}

/* Composes the command as a line; ends the program if it cannot be valid. */
static void
read_words(const struct script_options *options, char *const *words, int count)
{
	const struct form *form = table.form;
	struct command command;
	char room[CODE_SAID];
	enum code code;

	check_words(options, words, count);
	buf_init(&table.command, table.line, sizeof(table.line));
	bool fits = BUF_CAT(&table.command, str_from(form->word));
	for (int i = 0; i < count; i++)
		fits = fits &&
		    BUF_CAT(&table.command, STR(" "), str_from(words[i]));
	if (!fits)
		die(EX_DATAERR, "value too long");
	code = grammar_parse(buf_str(&table.command), FROM_CLIENT, &command);
	if (code != CODE_OK)
		die(EX_DATAERR, "invalid arguments: %s",
		    code_over(code, grammar_excess(&command, code), room).at);
	table.table = command.arg[0];
	if (command.count > 1)
		table.key = command.arg[1];
}

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
	if (table.listing)
		PRINT(key, id, name, value);
	else if (table.key.len > 0)
		PRINT(value);
	else
		PRINT(key, value);
}

/* Takes "ok VERB T KEY ID ...": prints the ID, or for cut the old value. */
static void
take_ok(const struct command *line)
{
	struct str rest = line->arg[1];

	if (line->count < 2 ||
	    !str_eq(line->arg[0], str_from(table.form->word)))
		return;
	table.answered = true;
	(void)str_word(&rest);
	(void)str_word(&rest);
	if (table.form->verb == VERB_CUT)
		PRINT(rest);
	else if (table.form->verb != VERB_GET)
		PRINT(str_word(&rest));
	if (table.waits) {
		table.own = table.form->verb != VERB_GET;
	} else if (table.form->verb == VERB_GET && table.key.len > 0 &&
	    table.rows == 0) {
		script_fail(&table.script, NOT_SO, "no such key: %.*s",
		    (int)table.key.len, table.key.at);
	} else {
		script_end(&table.script, EX_OK);
	}
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
	    (int)table.table.len, table.table.at,
	    render_string(why, sizeof(why), &line->arg[2], 1));
}

/* Takes a change. The first one after the answer is our own. */
static void
take_change(const struct command *line)
{
	if (!table.answered || !str_caseeq(line->arg[1], table.table) ||
	    !str_eq(line->arg[2], table.key))
		return;
	if (table.own > 0) {
		table.own--;
		return;
	}
	if (line->rule->verb == VERB_SET) {
		print_row(
		    line->arg[2], line->arg[0], line->arg[3], line->arg[4]);
		script_end(&table.script, EX_OK);
	} else {
		script_fail(&table.script, NOT_SO, "%.*s has deleted %.*s",
		    (int)line->arg[3].len, line->arg[3].at, (int)table.key.len,
		    table.key.at);
	}
}

static void
cmd_table_take_line(const struct command *line)
{
	switch (line->rule->verb) {
	case VERB_ROW:
		table.rows++;
		if (!table.waits)
			print_row(line->arg[1], line->arg[2], line->arg[3],
			    line->arg[4]);
		break;
	case VERB_OK:
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
	const struct str line = buf_str(&table.command);

	if (table.said || !script_joined(&table.script) ||
	    !session_ready(session))
		return;
	table.said = true;
	if (table.waits)
		SESSION_SAY_ITSELF(session, VERB_HEAR, STR("hear"), table.key);
	SESSION_SAY(session, table.form->verb, line);
}

int
cmd_table(int argc, char *const *argv)
{
	struct script *script = &table.script;
	struct script_options options;
	struct pollfd set[1];
	struct command line;

	table.form = find_form(argv[0]);
	read_options(&options, argc, argv);
	read_words(&options, argv + optind, argc - optind);
	/* A client's table, our own or another's, is of no group. */
	char *const groups[] = { argv[optind][0] != '@' ? argv[optind] : NULL,
		NULL };
	standard_need_output();
	script_begin(script, &options, groups);
	while (!script->over) {
		cmd_table_say();
		script_wait(script, set, COUNT(set), WAIT_FOR_EVER);
		while (!script->over && script_take(script, &line))
			cmd_table_take_line(&line);
	}
	return script_finish(script);
}
