/* The words of the commands of tables: see table_words.h. */
#include "script/table_words.h"

#include <string.h>
#include <unistd.h>

#include "script/script.h"
#include "session/option.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/names.h"

#define SYNOPSIS(word, flags, operands)                                     \
	"usage: forkcast " word " [-" flags "] [-C COMMAND] [-n NAME] [-s " \
	"ADDRESS] [-t SECONDS]\n       " operands
#define HELP(flags)                                                        \
	"TABLE is a group, or @NAME for a client. All words after it are " \
	"arguments,\n"                                                     \
	"even those that begin with -.\n\n" flags SCRIPT_HELP

/* The options, for the help. */
#define CHANGED                                                            \
	"  -i ID          Only if ID is the last change of KEY; 0: if it " \
	"does not exist.\n"
#define EQUAL "  -e VALUE       With -w: wait until KEY has this value.\n"
#define GREATER                                                       \
	"  -g NUMBER      With -w: wait until KEY is this number or " \
	"a greater one.\n"
#define IDS                                                                   \
	"  -i ID          With -w: wait until the last change of KEY is not " \
	"ID;\n"                                                               \
	"                 0: until KEY exists.\n"
#define LISTS "  -l             Print KEY ID NAME VALUE of each key.\n"
#define WAITS                                                              \
	"  -w             Then wait until KEY changes, and print its new " \
	"value.\n"
#define GONE "  -z             With -w: wait until KEY does not exist.\n"

/* The commands, and how many arguments each takes. */
static const struct form {
	const char *word;
	struct usage usage;
	enum verb verb;
	int least; /* arguments, the table included */
	int most; /* 0: any number, joined by spaces */
} forms[] = {
	{ "put",
	    { SYNOPSIS("put", "dhVw", "[-i ID] TABLE KEY VALUE..."),
		SCRIPT_OPTIONS "di:w",
		"Set KEY, and print the ID of the change.\n" HELP(
		    SCRIPT_HELP_SYNC CHANGED WAITS) },
	    VERB_PUT, 3, 0 },
	{ "cut",
	    { SYNOPSIS("cut", "dhVw", "TABLE KEY [ID]"), SCRIPT_OPTIONS "dw",
		"Delete KEY (with ID, only if that is its last change) and "
		"print its value.\n" HELP(SCRIPT_HELP_SYNC WAITS) },
	    VERB_CUT, 2, 3 },
	{ "get",
	    { SYNOPSIS(
		  "get", "hlVwz", "[-e VALUE] [-g NUMBER] [-i ID] TABLE [KEY]"),
		SCRIPT_OPTIONS "e:g:i:lwz",
		"Print the value of KEY, or all keys and values.\n" HELP(
		    EQUAL GREATER IDS LISTS WAITS GONE) },
	    VERB_GET, 1, 2 },
};

static const struct form *
find_form(const char *word)
{
	const struct form *form = forms;

	while (strcmp(form->word, word) != 0)
		form++; /* it is always found */
	return form;
}

static void
set_wait(struct table_words *words, int letter)
{
	const char *wrong = key_wait_set(&words->wait, letter, optarg);

	if (wrong != NULL)
		script_usage(&words->options, wrong);
}

/* Makes a put depend on the last change of the key, or on its absence. */
static void
set_change(struct table_words *words, struct str id)
{
	uint64_t number;

	if (!str_to_number(id, UINT64_MAX, &number))
		script_usage(
		    &words->options, "-i requires the ID of a change, or 0");
	words->verb = number == 0 ? VERB_ADD : VERB_SWAP;
	words->word = number == 0 ? STR("add") : STR("swap");
	words->id = number == 0 ? STR("") : id;
}

static void
read_options(struct table_words *words, const struct usage *usage, int argc,
    char *const *argv)
{
	const struct script_option own[] = {
		{ 'l', .flag = &words->lists },
		{ 'w', .flag = &words->waits },
		{ 0 },
	};
	int letter;

	script_options(&words->options, usage, argc, argv);
	while ((letter = script_next_option(
		    &words->options, own, argc, argv)) != -1)
		if (words->verb == VERB_GET)
			set_wait(words, letter);
		else
			set_change(words, str_from(optarg));
	if (words->wait.kind != KEY_WAIT_CHANGE && !words->waits)
		script_usage(&words->options, "-e, -g, -i and -z require -w");
	if (words->options.syncs && words->waits)
		script_usage(&words->options, "-d and -w cannot be combined");
}

/*
 * Checks the arguments. The server would refuse them as well, but could not
 * name the option or the argument.
 */
static void
check_arguments(const struct table_words *words, const struct form *form,
    char *const *argument, int count)
{
	const struct script_options *options = &words->options;

	if (count < form->least)
		script_usage(options, "missing argument");
	if (argument[0][0] == '#')
		option_check_groups((char *const[]) { argument[0], NULL });
	if (form->most != 0 && count > form->most)
		script_usage(options, "too many arguments");
	if (words->waits && count < 2)
		script_usage(options, "-w requires a key");
	if (words->waits && argument[0][0] == '@')
		script_usage(
		    options, "-w works only with the table of a group");
	if (count > 1 && key_check(str_from(argument[1])) != CODE_OK)
		die(EX_DATAERR,
		    "invalid key \"%s\": must be 1 to %d bytes from a to z, "
		    "digits and . _ / -",
		    argument[1], LIMIT_KEY);
	if (form->most == 0 && argument[form->least - 1][0] == '\0')
		die(EX_DATAERR, "empty value");
}

/* Composes the command as a line; ends the program if it cannot be valid. */
static void
compose(struct table_words *words, char *const *argument, int count)
{
	struct command command;
	char room[CODE_SAID];
	enum code code;

	buf_init(&words->command, words->line, sizeof(words->line));
	bool fits = BUF_CAT(&words->command, words->word);
	for (int i = 0; i < count; i++)
		fits = fits &&
		    BUF_CAT(&words->command, STR(" "), str_from(argument[i]),
			i == 1 && words->id.len > 0 ? STR(" ") : STR(""),
			i == 1 ? words->id : STR(""));
	if (!fits)
		die(EX_DATAERR, "value too long");
	code = grammar_parse(buf_str(&words->command), FROM_CLIENT, &command);
	if (code != CODE_OK)
		die(EX_DATAERR, "invalid arguments: %s",
		    code_over(code, grammar_excess(&command, code), room).at);
	words->table = command.arg[0];
	if (command.count > 1)
		words->key = command.arg[1];
}

void
table_words_read(struct table_words *words, int argc, char *const *argv)
{
	const struct form *form = find_form(argv[0]);

	*words = (struct table_words) { .verb = form->verb,
		.word = str_from(form->word) };
	read_options(words, &form->usage, argc, argv);
	argv += optind;
	check_arguments(words, form, argv, argc - optind);
	compose(words, argv, argc - optind);
	/* A client's table, our own or another's, is of no group. */
	words->group = argv[0][0] != '@' ? argv[0] : NULL;
}
