/*
 * forkcast put, cut, get: the table of a group; each word is a command.
 */
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/script.h"
#include "shared/codes.h"
#include "shared/names.h"

/* Exit status if the key's value is not as required. */
#define NOT_SO 1

#define SYNOPSIS(word, flags, operands)                                     \
	"usage: forkcast " word " [-" flags "] [-C COMMAND] [-n NAME] [-s " \
	"ADDRESS] [-t SECONDS]\n       " operands
#define HELP(flags)                                                       \
	"TABLE is a group. All words after it are arguments, even those " \
	"that begin\n"                                                    \
	"with -.\n\n" flags SCRIPT_HELP

/* The commands, and how many arguments each takes. */
static const struct table_form {
	const char *word;
	struct usage usage;
	enum verb verb;
	int least; /* arguments, the table included */
	int most; /* 0: any number, joined by spaces */
} forms[] = {
	{ "put",
	    { SYNOPSIS("put", "dhV", "[-i ID] TABLE KEY VALUE..."),
		SCRIPT_OPTIONS "di:",
		"Set KEY, and print the ID of the change.\n" HELP(
		    SCRIPT_HELP_SYNC
		    "  -i ID          Only if ID is the last change of KEY; 0: "
		    "if it does not exist.\n") },
	    VERB_PUT, 3, 0 },
	{ "cut",
	    { SYNOPSIS("cut", "dhV", "TABLE KEY [ID]"), SCRIPT_OPTIONS "d",
		"Delete KEY (with ID, only if that is its last change) and "
		"print its value.\n" HELP(SCRIPT_HELP_SYNC) },
	    VERB_CUT, 2, 3 },
	{ "get",
	    { SYNOPSIS("get", "hlVw", "[-e VALUE] [-i ID] TABLE [KEY]"),
		SCRIPT_OPTIONS "e:i:lw",
		"Print the value of KEY, or all keys and values.\n" HELP(
		    "  -e VALUE       Wait until KEY has this value.\n"
		    "  -i ID          Wait until the last change of KEY is not "
		    "ID; 0: until it\n"
		    "                 exists.\n"
		    "  -l             Print KEY ID NAME VALUE of each key.\n"
		    "  -w             Wait until KEY changes, and print its "
		    "new value.\n") },
	    VERB_GET, 1, 2 },
};

static struct {
	struct script script;
	struct script_options options;
	const struct table_form *form;
	enum verb verb; /* put -i is add or swap */
	struct str table;
	struct str key; /* empty: all keys */
	bool lists; /* -l */
	bool waits; /* -w */
	char *value; /* get -e, or null */
	char *change; /* -i, or null */
	char line[LIMIT_LINE]; /* the server's command */
	size_t len;
	bool said;
	bool answered;
	size_t rows;
} table;

static void
read_arguments(int argc, char *const *argv)
{
	const struct option_row own[] = {
		{ 'e', .text = &table.value },
		{ 'i', .text = &table.change },
		{ 'l', .flag = &table.lists },
		{ 'w', .flag = &table.waits },
		{ 0 },
	};
	uint64_t id = 0;

	table.form = forms;
	while (strcmp(table.form->word, argv[0]) != 0)
		table.form++; /* it is always found */
	table.verb = table.form->verb;
	script_read_options(
	    &table.options, &table.form->usage, own, argc, argv);
	if (table.change != NULL &&
	    !str_to_number(str_from(table.change), UINT64_MAX, &id))
		option_misused(
		    &table.form->usage, "-i requires the ID of a change, or 0");
	if (table.verb == VERB_PUT && table.change != NULL)
		table.verb = id == 0 ? VERB_ADD : VERB_SWAP;
	table.waits = table.waits || table.value != NULL ||
	    (table.verb == VERB_GET && table.change != NULL);
}

/*
 * Checks the arguments. The server would refuse them as well, but could not
 * name the option or the argument.
 */
static void
check_arguments(char *const *argument, int count)
{
	const struct usage *usage = &table.form->usage;

	if (count < table.form->least)
		option_misused(usage, "missing argument");
	if (table.form->most != 0 && count > table.form->most)
		option_misused(usage, "too many arguments");
	option_check_groups((char *const[]) { argument[0], NULL });
	if (table.waits && count < 2)
		option_misused(usage, "-w requires a key");
	if (count > 1)
		script_check_key(argument[1]);
	if (table.form->most == 0 && argument[2][0] == '\0')
		die(EX_DATAERR, "empty value");
}

/* Composes the command as a line; ends the program if it cannot be valid. */
static void
compose_command(char *const *argument, int count)
{
	struct command command;
	char room[CODE_SAID];
	struct buf line;

	buf_init(&line, table.line, sizeof(table.line));
	bool fits = BUF_CAT(&line, grammar_row(table.verb, FROM_CLIENT)->word);
	for (int i = 0; i < count; i++) {
		fits = fits && BUF_CAT(&line, STR(" "), str_from(argument[i]));
		if (i == 1 && table.verb == VERB_SWAP)
			fits = fits &&
			    BUF_CAT(&line, STR(" "), str_from(table.change));
	}
	if (!fits)
		die(EX_DATAERR, "value too long");
	table.len = buf_len(&line);
	const enum code code =
	    grammar_parse(buf_str(&line), FROM_CLIENT, &command);
	if (code != CODE_OK)
		die(EX_DATAERR, "invalid arguments: %s",
		    code_over(code, grammar_excess(&command, code), room).at);
	table.table = command.arg[0];
	if (command.count > 1)
		table.key = command.arg[1];
}

/* Prints a key that changed with that ID. */
static void
print_row(struct str key, struct str id, struct str name, struct str value)
{
	if (table.lists)
		SCRIPT_PRINT(&table.script, key, id, name, value);
	else if (table.key.len > 0)
		SCRIPT_PRINT(&table.script, value);
	else
		SCRIPT_PRINT(&table.script, key, value);
}

/*
 * Returns whether the last change of the key ends the wait. A condition is
 * about the present state alone, so it holds no matter when it became true.
 */
static bool
is_so(struct str id, struct str value, bool is_new)
{
	if (table.value != NULL)
		return str_eq(value, str_from(table.value));
	if (table.change != NULL)
		return !str_eq(id, str_from(table.change));
	return is_new;
}

/* Returns whether a key that does not exist can only have been deleted. */
static bool
must_be_there(void)
{
	return table.change != NULL && strcmp(table.change, "0") != 0;
}

/* Takes "row T KEY ID NAME VALUE", the present state of a key. */
static void
take_row(const struct command *line)
{
	table.rows++;
	if (table.waits && !is_so(line->arg[2], line->arg[4], false))
		return;
	print_row(line->arg[1], line->arg[2], line->arg[3], line->arg[4]);
	if (table.waits)
		script_end(&table.script, EX_OK);
}

/* Takes "ok get T COUNT", or "ok VERB T KEY OLD" or ID of a change. */
static void
take_ok(const struct command *line)
{
	struct str rest = line->arg[1];

	table.answered = true;
	if (table.verb == VERB_GET) {
		if (table.key.len > 0 && table.rows == 0 &&
		    (!table.waits || must_be_there()))
			script_fail(&table.script, NOT_SO, "no such key: %.*s",
			    (int)table.key.len, table.key.at);
		else if (!table.waits)
			script_end(&table.script, EX_OK);
		return;
	}
	(void)str_word(&rest);
	(void)str_word(&rest);
	if (table.verb != VERB_CUT)
		rest = str_word(&rest);
	SCRIPT_PRINT(&table.script, rest);
}

static void
take_error(const struct command *line)
{
	static const enum code codes[] = { CODE_EXISTS, CODE_CHANGED,
		CODE_NO_SUCH_KEY };
	char why[SCRIPT_WHY];

	for (size_t i = 0; i < COUNT(codes); i++)
		if (str_eq(line->arg[1], code_word(codes[i])))
			script_fail(&table.script, NOT_SO, "%.*s: %s",
			    (int)table.table.len, table.table.at,
			    script_why(line, why));
	script_refuse(
	    &table.script, line, "%.*s", (int)table.table.len, table.table.at);
}

/* Takes "set ID T KEY NAME VALUE" or "cut ID T KEY NAME", for get -w. */
static void
take_change(const struct command *line)
{
	const bool is_set = line->rule->verb == VERB_SET;

	if (!table.waits || !table.answered ||
	    !str_caseeq(line->arg[1], table.table) ||
	    !str_eq(line->arg[2], table.key))
		return;
	if (is_set && is_so(line->arg[0], line->arg[4], true)) {
		print_row(
		    line->arg[2], line->arg[0], line->arg[3], line->arg[4]);
		script_end(&table.script, EX_OK);
	} else if (!is_set && table.value == NULL &&
	    (table.change == NULL || must_be_there())) {
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
		take_row(line);
		break;
	case VERB_OK:
		if (table.script.session.answered == table.verb &&
		    line->count > 1)
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

/* Sends the command, once we are told of changes, so that none is missed. */
static void
cmd_table_say(void)
{
	struct session *session = &table.script.session;

	if (table.said || !link_is_joined(&table.script.link) ||
	    !session_ready(session))
		return;
	table.said = true;
	SESSION_SAY(
	    session, table.verb, ((struct str) { table.line, table.len }));
}

int
cmd_table(int argc, char *const *argv)
{
	struct script *script = &table.script;

	read_arguments(argc, argv);
	argv += optind;
	check_arguments(argv, argc - optind);
	compose_command(argv, argc - optind);
	char *const groups[] = { argv[0], NULL };
	table.options.prints = true;
	script_begin(script, &table.options, groups, cmd_table_take_line);
	while (!script->over) {
		cmd_table_say();
		script_rest(script, WAIT_FOR_EVER);
		if (table.answered && !table.waits && script_is_synced(script))
			script_end(script, EX_OK);
	}
	return script_finish(script);
}
