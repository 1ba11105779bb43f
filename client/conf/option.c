/* Option values: see option.h. */
#include "conf/option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "shared/codes.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/names.h"
#include "shared/str.h"
#include "shared/usage.h"
#include "system/files.h"
#include "text/when.h"

#define SECONDS_MAX (86400.0 * 365)

usec
option_time(char letter, const char *text)
{
	char *end;

	errno = 0;
	const double seconds = strtod(text, &end);
	if (end == text || *end != '\0' || errno != 0 ||
	    !(seconds >= 0.001 && seconds <= SECONDS_MAX))
		die(EX_USAGE, "-%c %s: must be 0.001 to 31536000 seconds",
		    letter, text);
	return (usec)(seconds * (double)SEC);
}

/* Returns the value of the option, a number between the two limits. */
static size_t
option_number(char letter, const char *text, size_t least, size_t most)
{
	uint64_t number = 0;

	if (!str_to_number(str_from(text), most, &number) || number < least)
		die(EX_USAGE, "-%c %s: must be a number from %zu to %zu",
		    letter, text, least, most);
	return (size_t)number;
}

static struct when
when_of(char letter, const char *text)
{
	struct when when;

	if (!when_read(text, clock_wall(), &when))
		die(EX_USAGE, "-%c %s: must be an ID or a time such as %s",
		    letter, text, WHEN_FORMS);
	return when;
}

uint64_t
option_after(char letter, const char *text)
{
	const struct when when = when_of(letter, text);

	return when.is_id ? when.time : when.time - 1;
}

uint64_t
option_before(char letter, const char *text)
{
	return when_of(letter, text).last;
}

/* Ends the program if the value is not valid, as the code says. */
static void
check(enum code code, enum arg arg, const char *what, struct str value)
{
	char room[CODE_SAID];

	if (code != CODE_OK)
		die(EX_USAGE, "%s \"%.*s\": %s", what, (int)value.len, value.at,
		    code_over(code, grammar_excess_of(arg, value), room).at);
}

void
option_check_groups(char *const *groups)
{
	for (; *groups != NULL; groups++) {
		if (**groups == '#')
			memmove(*groups, *groups + 1, strlen(*groups));
		const struct str group = str_from(*groups);
		check(group_check(group), ARG_GROUP, "group", group);
	}
}

void
option_check_name(struct str name)
{
	check(name_check(name), ARG_NAME, "name", name);
}

void
option_check_order(char *const *argv)
{
	char *const *words = argv + optind;
	const bool meant = strcmp(words[-1], "--") == 0;

	for (size_t i = 1; words[0] != NULL && words[i] != NULL; i++)
		if (!meant && words[i][0] == '-' && words[i][1] != '\0')
			die(EX_USAGE,
			    "%s: options must come before \"%s\"; to join a "
			    "group named %s, put -- before all groups",
			    words[i], words[0], words[i]);
}

/*
 * Prints the text and ends the program: with success if the text could be
 * printed.
 */
static noreturn void
answer(const char *text, const char *more)
{
	files_need_output();
	if (printf("%s\n%s", text, more) >= 0 && fflush(stdout) == 0)
		exit(EX_OK);
	files_complain();
	exit(EX_IOERR);
}

void
option_answer(const struct usage *usage, int argc, char *const *argv)
{
	int asked = 0;
	int letter;

	opterr = 0; /* errors are reported when the options are parsed again */
	while ((letter = usage_option(usage, argc, argv)) != -1)
		if (asked == 0 && (letter == 'h' || letter == 'V'))
			asked = letter;
	opterr = 1;
	optind = 1;
	if (asked == 'h')
		answer(usage->synopsis, usage->help);
	if (asked == 'V')
		answer("forkcast " VERSION, "");
}

void
option_misused(const struct usage *usage, const char *mistake)
{
	if (mistake != NULL)
		complain("%s", mistake);
	(void)fprintf(stderr, "%s\n", usage->synopsis);
	exit(EX_USAGE);
}

/* Takes an option of the table; false if it is not there. */
static bool
take_option(const struct option_row *option, int letter)
{
	while (option != NULL && option->letter != letter &&
	    option->letter != '\0')
		option++;
	if (option == NULL || option->letter == '\0')
		return false;
	if (option->flag != NULL)
		*option->flag = true;
	if (option->text != NULL)
		*option->text = optarg;
	if (option->time != NULL)
		*option->time = option_time(option->letter, optarg);
	if (option->number != NULL)
		*option->number = option_number(
		    option->letter, optarg, option->least, option->most);
	if (option->take != NULL)
		option->take(option->letter, optarg);
	return true;
}

void
option_read(const struct usage *usage, const struct option_row *own,
    const struct option_row *common, int argc, char *const *argv)
{
	int letter;

	while ((letter = usage_option(usage, argc, argv)) != -1)
		if (!take_option(own, letter) && !take_option(common, letter))
			option_misused(usage, NULL); /* getopt has said why */
}
