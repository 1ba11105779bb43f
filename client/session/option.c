/* The values of options: see option.h. */
#include "session/option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "session/standard.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/names.h"
#include "shared/str.h"

#define SECONDS_MAX (86400.0 * 365)

bool
option_seconds(const char *text, usec *time)
{
	double seconds;
	char *end;

	errno = 0;
	seconds = strtod(text, &end);
	if (end == text || *end != '\0' || errno != 0 ||
	    !(seconds >= 0.001 && seconds <= SECONDS_MAX))
		return false;
	*time = (usec)(seconds * (double)SEC);
	return true;
}

usec
option_time(char letter, const char *text)
{
	usec time = 0;

	if (!option_seconds(text, &time))
		die(EX_USAGE, "-%c %s: %s", letter, text, OPTION_WANTS_SECONDS);
	return time;
}

size_t
option_number(char letter, const char *text, size_t most)
{
	uint64_t number = 0;

	if (!str_to_number(str_from(text), most, &number) || number == 0)
		die(EX_USAGE, "-%c %s: a number from 1 to %zu is wanted",
		    letter, text, most);
	return (size_t)number;
}

void
option_check_groups(char *const *groups)
{
	for (; *groups != NULL; groups++) {
		const struct str group = str_from(*groups);
		const enum code code = group_check(group);
		char room[CODE_SAID];
		if (code != CODE_OK)
			die(EX_USAGE, "the group \"%s\" cannot be: %s", *groups,
			    code_over(
				code, grammar_excess_of(ARG_GROUP, group), room)
				.at);
	}
}

void
option_answer(const char *line)
{
	standard_need_output();
	if (printf("%s\n", line) >= 0 && fflush(stdout) == 0)
		exit(EX_OK);
	standard_complain();
	exit(EX_IOERR);
}
