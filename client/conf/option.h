/*
 * Option values that the chat and the scripts' commands have in common:
 * numbers, seconds, groups, and -h.
 */
#ifndef CLIENT_CONF_OPTION_H
#define CLIENT_CONF_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>

#include "shared/clock.h"
#include "shared/str.h"
#include "shared/usage.h"

/*
 * Returns the value of the option -LETTER, a time in seconds, with or without
 * decimals. Ends the program with EX_USAGE if it is invalid.
 */
usec option_time(char letter, const char *text);

/*
 * Return the ID that the option -LETTER gives, as an ID or a time
 * (text/when.h): one that comes before all events since that time, or after all
 * events before it. End the program with EX_USAGE if it is invalid.
 */
uint64_t option_after(char letter, const char *text);
uint64_t option_before(char letter, const char *text);

/*
 * End the program with EX_USAGE if the list has an invalid group, or if the
 * name is not valid for a client. A "#" before a group is removed in place.
 */
void option_check_groups(char *const *groups);
void option_check_name(struct str name);

/*
 * Ends the program with EX_USAGE if a word after the first operand looks like
 * an option, unless "--" precedes the operands.
 */
void option_check_order(char *const *argv);

/*
 * An option, and where its value goes: only one of the pointers is set. A table
 * of options ends with a letter 0.
 */
struct option_row {
	char letter;
	bool *flag; /* becomes true */
	char **text;
	usec *time;
	size_t *number; /* from least to most */
	size_t least, most;
	void (*take)(char letter, char *value);
};

/*
 * Reads all options, by either table; the first may be null. Ends the program
 * with EX_USAGE if one is in neither.
 */
void option_read(const struct usage *usage, const struct option_row *own,
    const struct option_row *common, int argc, char *const *argv);

/*
 * Prints the help or the version on standard output and ends the program with
 * success if -h or -V is given, even if other arguments are wrong.
 */
void option_answer(const struct usage *usage, int argc, char *const *argv);

/*
 * Prints the mistake, if it is not null, and the usage; ends the program with
 * EX_USAGE.
 */
noreturn void option_misused(const struct usage *usage, const char *mistake);

#endif
